import { ESLint } from 'eslint'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'

const eslint = new ESLint({ cwd: fileURLToPath(new URL('..', import.meta.url)) })

/** The rules that a line in a file of ours would break, had it been written there. */
async function brokenRules(filePath: string, code: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(code, { filePath })
  return result?.messages.map(({ ruleId }) => ruleId) ?? []
}

const IMPORTS = '@typescript-eslint/no-restricted-imports'

describe('the direction of imports', () => {
  // The first file makes the linter read the types of the whole program.
  beforeAll(() => brokenRules('src/core/study.ts', ''), 240_000)

  it.each([
    ['src/core/study.ts', "import '../store/study-store.js'\n"],
    ['src/core/study.ts', "import 'sharp'\n"],
    ['src/core/wording/english.ts', "import '../../bots/conversation.js'\n"],
    ['src/bots/conversation.ts', "import '../inference/decode.js'\n"],
    ['src/bots/telegram/bot.ts', "import '../../store/study-store.js'\n"],
    ['src/admin/auth.ts', "import '../store/auth-database.js'\n"],
    ['src/inference/decode.ts', "import '../training/metrics.js'\n"],
    ['src/training/evaluation/metrics.ts', "import '../config.js'\n"],
    ['src/store/study-store.ts', "import '../main.js'\n"],
    ['src/reports/pdf-report.ts', "import '../inference/decode.js'\n"],
    ['src/bots/conversation.ts', "import '../reports/pdf-report.js'\n"],
  ])('%s may not hold %s', async (file, code) => {
    expect(await brokenRules(file, code)).toContain(IMPORTS)
  })

  it.each([
    ['src/store/study-store.ts', "import '../core/study.js'\n"],
    ['src/core/study.ts', "import 'node:crypto'\n"],
    ['src/cli/classify.ts', "import '../inference/reader.js'\n"],
    ['src/reports/pdf-report.ts', "import '../core/report.js'\n"],
  ])('%s may hold %s', async (file, code) => {
    expect(await brokenRules(file, code)).not.toContain(IMPORTS)
  })

  it('lets no file but config.ts read the environment', async () => {
    const code = 'export const home = process.env\n'
    expect(await brokenRules('src/core/study.ts', code)).toContain('no-restricted-properties')
    expect(await brokenRules('src/config.ts', code)).not.toContain('no-restricted-properties')
  })

  it('lets no file grow over 350 lines', async () => {
    expect(await brokenRules('src/core/study.ts', 'export {}\n'.repeat(351))).toContain('max-lines')
  })
})
