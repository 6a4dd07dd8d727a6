// Generates the Prisma client. Plain Node, because it runs before anything is built.
import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * Writes src/store/generated from prisma/schema.prisma, without any network. `root` is the repository's folder.
 * Rejects with what Prisma printed when the schema is wrong.
 */
export async function generateClient({ root }) {
  const require = createRequire(join(root, 'package.json'))
  const cli = require.resolve('prisma/build/index.js')
  const environment = {
    ...process.env,
    // `generate` never runs the schema engine, but downloads one unless it is told of a file that exists.
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
    NO_COLOR: '1',
  }
  try {
    await run(process.execPath, [cli, 'generate', '--no-hints'], { cwd: root, env: environment })
  } catch (error) {
    const printed = [error.stdout, error.stderr].filter(Boolean).join('\n').trim()
    throw new Error(`prisma generate failed\n${printed}`, { cause: error })
  }
}
