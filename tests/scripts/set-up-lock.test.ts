import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const run = promisify(execFile)
const module = resolve(import.meta.dirname, '../../scripts/setup/lock.mjs')
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chestcheck-lock-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** A process that notes when its turn begins and ends. */
const takeTurn = (lock: string, diary: string) =>
  run(process.execPath, [
    '--input-type=module',
    '--eval',
    `import { appendFileSync } from 'node:fs'
     import { alone } from ${JSON.stringify(module)}
     await alone(${JSON.stringify(lock)}, async () => {
       appendFileSync(${JSON.stringify(diary)}, 'begin ' + process.pid + '\\n')
       await new Promise((go) => setTimeout(go, 60))
       appendFileSync(${JSON.stringify(diary)}, 'end ' + process.pid + '\\n')
     })`,
  ])

describe('the lock of the set-up', () => {
  it('lets one process at a time do its work, and takes over from one that died', async () => {
    const [lock, diary] = [join(folder, 'lock'), join(folder, 'diary')]
    const gone = await run(process.execPath, ['--print', 'process.pid'])
    await writeFile(lock, gone.stdout.trim())
    await Promise.all([1, 2, 3].map(() => takeTurn(lock, diary)))
    const lines = (await readFile(diary, 'utf8')).trim().split('\n')
    expect(lines).toHaveLength(6)
    for (let index = 0; index < lines.length; index += 2) {
      expect(lines[index + 1]).toBe(lines[index]?.replace('begin', 'end'))
    }
    await expect(readFile(lock)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
