import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evaluateCommand } from '../../src/cli/evaluate.js'
import { checkModelFolder } from '../../src/inference/model-folder.js'
import type { EvaluationReport } from '../../src/training/evaluation/evaluation-report.js'
import { type ScoredPicture, writeScores } from '../../src/training/evaluation/scores-file.js'
import { writeHollowModel } from '../support/model-folder.js'
import { runHere } from '../support/run-command.js'
import { MODEL, refusedPicture, scoredPictures } from '../support/scored-pictures.js'

let folder = ''
let model = ''
let data = ''
let scores = ''
let rows: ScoredPicture[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chestcheck-evaluate-'))
  model = join(folder, 'models', 'hollow')
  await writeHollowModel(join(folder, 'models'), 'hollow')
  const { id } = await checkModelFolder(model)
  rows = scoredPictures(60).map((row, index) => ({
    ...(index === 3 ? refusedPicture(row) : row),
    model: { ...MODEL, id },
  }))
  data = join(folder, 'manifest.csv')
  const columns = 'path,label,picture,group,source,population,seed_split,split'
  const lines = rows.map(({ path, label, group, source, population }) =>
    [path, label, path, group, source, population, '', 'val'].join(','),
  )
  await writeFile(data, [columns, ...lines].join('\n'))
  scores = join(folder, 'scores.jsonl')
  await writeScores(scores, rows)
  await mkdir(join(folder, 'out'))
})
afterAll(() => rm(folder, { recursive: true }))

const evaluate = (...args: readonly string[]) =>
  runHere(evaluateCommand, [
    ...['--model', model, '--data', data, '--protocol', 'honest', '--part', 'val'],
    ...args,
  ])

describe('evaluate with scores that were kept', () => {
  it('writes the report without a network', async () => {
    const out = join(folder, 'out', 'report')
    const { printed } = await evaluate('--scores', scores, '--out', out)
    expect(printed).toMatch(
      /^split val: accuracy 0\.\d{4} \(.*n 60\n {2}not stated: .*n 30\n {2}adult: .*n 30\n/,
    )
    expect(printed).toContain('refused 1 of 60, 0 without scores')
    const report = JSON.parse(await readFile(join(out, 'report.json'), 'utf8')) as EvaluationReport
    expect(report).toMatchObject({ n: 60, split: 'split val', refusals: { n: 60 } })
    expect(report.command).toMatch(/--protocol honest --part val$/)
  }, 120_000)

  it('writes figures into the manifest, and a card beside the report, without changing the identity', async () => {
    const { id } = await checkModelFolder(model)
    await evaluate('--scores', scores, '--record', '--card')
    const after = await checkModelFolder(model)
    expect(after.id).toBe(id)
    expect(after.manifest.metrics.map(({ split }) => split)).toEqual(['split val'])
    expect(await readdir(model)).toEqual(expect.arrayContaining(['card.md', 'report.md', 'coverage.svg']))
    const card = await readFile(join(model, 'card.md'), 'utf8')
    expect(card).toContain('# hollow')
    expect(card).toContain('The self-test was not run.')
  }, 120_000)

  it('refuses scores of another model, and of another part', async () => {
    const foreign = join(folder, 'foreign.jsonl')
    await writeScores(
      foreign,
      rows.map((row) => ({ ...row, model: MODEL })),
    )
    await expect(evaluate('--scores', foreign)).rejects.toMatchObject({
      code: 'data_set_invalid',
      message: expect.stringContaining(`of ${MODEL.id}`) as string,
    })
    const few = join(folder, 'few.jsonl')
    await writeScores(few, rows.slice(1))
    await expect(evaluate('--scores', few)).rejects.toMatchObject({ code: 'data_set_invalid' })
  })

  it('refuses to stand beside a folder without a report', async () => {
    const out = join(folder, 'out', 'beside')
    await expect(
      evaluate('--scores', scores, '--out', out, '--card', '--compare-with', folder),
    ).rejects.toMatchObject({ code: 'data_set_invalid' })
  }, 120_000)
})
