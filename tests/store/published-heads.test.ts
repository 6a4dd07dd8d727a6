import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { AuditHead } from '../../src/core/audit.js'
import { silentLog } from '../../src/core/log.js'
import {
  createHeadPublisher,
  formatHead,
  parseShortHead,
  readHeads,
  readHeadsIfThere,
} from '../../src/store/published-heads.js'
import { readLines } from '../../src/store/read-lines.js'
import { at } from './support/studies.js'
import { temporaryFolder } from './support/temporary.js'

const hashOf = (seq: number): string => seq.toString(16).padStart(64, '0')
const headAt = (seq: number): AuditHead => ({ seq, hash: hashOf(seq), at: at(seq) })

async function setting() {
  const file = join(await temporaryFolder(), 'elsewhere', 'heads.jsonl')
  const stream = { seq: 0, hashOf: (seq: number): string | null => (seq <= stream.seq ? hashOf(seq) : null) }
  const errors: unknown[] = []
  const publisher = createHeadPublisher({
    audit: {
      head: () => Promise.resolve(stream.seq === 0 ? null : headAt(stream.seq)),
      hashOf: (seq) => Promise.resolve(stream.hashOf(seq)),
    },
    file,
    everyMs: 5,
    log: { ...silentLog, error: (event, fields) => errors.push([event, fields]) },
  })
  onTestFinished(() => publisher.stop())
  return { file, stream, errors, publisher }
}

describe('the heads of the stream', () => {
  it('are appended to a file for the owner alone, each once', async () => {
    const { file, stream, publisher } = await setting()
    expect(await publisher.publish()).toBeNull()
    for (const seq of [3, 3, 8]) {
      stream.seq = seq
      await publisher.publish()
    }
    expect(await readHeads(file)).toEqual([headAt(3), headAt(8)])
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readFile(file, 'utf8')).toBe(`${formatHead(headAt(3))}\n${formatHead(headAt(8))}\n`)
  })

  it('are published on schedule, and once more at the end', async () => {
    const { file, stream, publisher } = await setting()
    stream.seq = 1
    publisher.start()
    await expect.poll(() => readHeadsIfThere(file)).toHaveLength(1)
    stream.seq = 2
    await expect.poll(() => readHeadsIfThere(file)).toHaveLength(2)
    stream.seq = 3
    await publisher.stop()
    expect((await readHeads(file)).at(-1)).toEqual(headAt(3))
  })

  it('raise the alarm when the stream no longer has what was published', async () => {
    const { stream, errors, publisher } = await setting()
    stream.seq = 8
    await publisher.publish()
    expect(errors).toEqual([])
    stream.seq = 5
    await publisher.publish()
    expect(errors).toEqual([['audit.head_lost', { seq: 8, hash: hashOf(8) }]])
  })

  it('are not published to a file that holds something else; the log says so and the program goes on', async () => {
    const { file, stream, errors, publisher } = await setting()
    stream.seq = 1
    await publisher.publish()
    await writeFile(file, 'a shopping list\n')
    stream.seq = 2
    await publisher.stop()
    expect(errors).toEqual([['audit.publish_failed', { code: 'settings_invalid' }]])
    expect(await readFile(file, 'utf8')).toBe('a shopping list\n')
  })

  it.each([
    ['', []],
    ['\n\r\n', []],
    [`${formatHead(headAt(1))}\r\n\n${formatHead(headAt(2))}`, [headAt(1), headAt(2)]],
  ])('are read from %j', async (text, heads) => {
    const file = join(await temporaryFolder(), 'heads')
    await writeFile(file, text)
    expect(await readHeads(file)).toEqual(heads)
  })

  it.each([
    '{}',
    '7',
    'null',
    '{"seq":1,"hash":"ab","at":"2026-01-01T00:00:00.000Z"}',
    `{"seq":0,"hash":"${hashOf(1)}"}`,
  ])('are not read from the line %j', async (line) => {
    const file = join(await temporaryFolder(), 'heads')
    await writeFile(file, `${formatHead(headAt(1))}\n${line}\n`)
    await expect(readHeads(file)).rejects.toMatchObject({ code: 'settings_invalid' })
    await expect(readHeadsIfThere(file)).rejects.toMatchObject({ code: 'settings_invalid' })
  })

  it('that are missing are nothing to worry about, unless they were asked for', async () => {
    const file = join(await temporaryFolder(), 'heads')
    expect(await readHeadsIfThere(file)).toEqual([])
    await expect(readHeads(file)).rejects.toMatchObject({ code: 'settings_invalid' })
  })

  it('are told from names of files on a command line', () => {
    expect(parseShortHead(`12:${hashOf(12)}`)).toEqual({ seq: 12, hash: hashOf(12) })
    for (const text of ['', 'heads.jsonl', '12', `0:${hashOf(1)}`, `-1:${hashOf(1)}`, `12:${hashOf(1)}0`]) {
      expect(parseShortHead(text)).toBeNull()
    }
  })
})

describe('the lines of a text', () => {
  async function read(pieces: readonly string[]): Promise<string[]> {
    const lines: string[] = []
    async function* text() {
      await Promise.resolve()
      yield* pieces
    }
    for await (const batch of readLines(text())) lines.push(...batch)
    return lines
  }

  it.each([
    [[], []],
    [['a\nb\n'], ['a', 'b']],
    [['a\nb'], ['a', 'b']],
    [
      ['a', 'b\nc', '', '\n'],
      ['ab', 'c'],
    ],
    [
      ['a\r', '\nb\r\n'],
      ['a', 'b'],
    ],
    [['\n\n'], ['', '']],
  ])('are the same however %j is cut', async (pieces, lines) => {
    expect(await read(pieces)).toEqual(lines)
  })

  it('are given in pieces before one fills the memory', async () => {
    const lines = await read(Array.from({ length: 5 }, () => 'x'.repeat(600_000)))
    expect(lines.map(({ length }) => length)).toEqual([1_200_000, 1_200_000, 600_000])
  })
})
