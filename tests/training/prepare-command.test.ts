import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeFilmsCommand } from '../../src/cli/make-films.js'
import { prepareCommand } from '../../src/cli/prepare.js'
import { readDataSet } from '../../src/training/data/data-set.js'
import { drawPerson } from '../support/films.js'

let root: string
let source: string

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'chestcheck-prepare-command-'))
  source = join(root, 'films')
  for (const [number, label] of ['COVID', 'NORMAL'].entries()) {
    await mkdir(join(source, label), { recursive: true })
    for (let person = 0; person < 5; person += 1) {
      await writeFile(join(source, label, `${person}.png`), await drawPerson(number * 10 + person))
    }
  }
})
afterAll(() => rm(root, { recursive: true, force: true }))

/** Runs a command as the program does, and gives what it printed. */
async function run(create: typeof prepareCommand, ...argv: string[]): Promise<string[]> {
  const lines: string[] = []
  const command = create({
    signal: new AbortController().signal,
    print: (line) => lines.push(line),
    say: () => undefined,
  })
  command.exitOverride().configureOutput({ writeErr: () => undefined })
  await command.parseAsync(argv, { from: 'user' })
  return lines
}

describe('the command prepare', () => {
  it('writes an 80/20 split and says where it lies', async () => {
    const out = join(root, 'random')
    const lines = await run(prepareCommand, source, '--out', out, '--protocol', 'random', '--ratio', '80/20')
    expect(lines).toContain('train 8, val 0, test 2')
    expect(lines).toContain(`report: ${join(out, 'report.md')}`)
    const parts = (await readDataSet(join(out, 'manifest.csv'))).map(({ seedSplit }) => seedSplit)
    expect(parts.filter((part) => part === 'test')).toHaveLength(2)
    expect(await readFile(join(out, 'report.md'), 'utf8')).toContain('## Parts: at random')
  })

  it('divides by group where nothing else is asked', async () => {
    const out = join(root, 'grouped')
    const lines = await run(prepareCommand, source, '--out', out, '--val', '20', '--test', '20')
    expect(lines).toContain('train 6, val 2, test 2')
    expect(lines).toContain('no group is in two parts')
  })

  it.each([
    [['--ratio', '80/20', '--val', '10']],
    [['--val', '50', '--test', '50']],
    [['--protocol', 'random', '--val', '10']],
  ])('refuses %j as wrong settings', async (argv) => {
    await expect(run(prepareCommand, source, '--out', root, ...argv)).rejects.toMatchObject({
      code: 'settings_invalid',
    })
  })

  it.each([
    [['--ratio', '80/30']],
    [['--ratio', 'most']],
    [['--val', '-1']],
    [['--patient', '(']],
    [['--seed', 'x']],
  ])('refuses %j as wrong usage', async (argv) => {
    await expect(run(prepareCommand, source, '--out', root, ...argv)).rejects.toMatchObject({
      code: 'commander.invalidArgument',
    })
  })
})

describe('the command make-films', () => {
  it.each(['COVID', 'COVID=0', 'LUNG=1', 'COVID=two'])('refuses to pick %s', async (pick) => {
    await expect(run(makeFilmsCommand, '--data', 'x.csv', '--pick', pick)).rejects.toMatchObject({
      code: 'commander.invalidArgument',
    })
  })
})
