import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareCommand } from '../../src/cli/compare.js'
import type { Comparison } from '../../src/training/evaluation/comparison-markdown.js'
import { writeScores } from '../../src/training/evaluation/scores-file.js'
import { MODEL, scoredPictures } from '../support/scored-pictures.js'
import { runHere } from '../support/run-command.js'

let folder = ''
let [a, b] = ['', '']
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chestcheck-compare-'))
  ;[a, b] = [join(folder, 'a.jsonl'), join(folder, 'b.jsonl')]
  await writeScores(a, scoredPictures(60, 2))
  const other = { ...MODEL, id: 'better@0123456789ab' }
  await writeScores(
    b,
    scoredPictures(57, 4).map((row) => ({ ...row, model: other })),
  )
})
afterAll(() => rm(folder, { recursive: true }))

describe('compare', () => {
  it('takes two scores files and prints tables for people', async () => {
    const { printed } = await runHere(compareCommand, [a, b])
    expect(printed).toContain(`A: ${MODEL.id}\nB: better@0123456789ab`)
    expect(printed).toContain('3 pictures of A, 0 of B')
    expect(printed).toContain('## adult: 29 pictures')
  }, 120_000)

  it('prints one JSON object when asked', async () => {
    const { printed } = await runHere(compareCommand, [a, b, '--json'])
    const comparison = JSON.parse(printed) as Comparison
    expect(comparison).toMatchObject({ a: MODEL.id, b: 'better@0123456789ab', onlyA: 3, onlyB: 0 })
    expect(comparison.parts[0]?.figures.accuracy?.difference.value).toBeGreaterThan(0)
  }, 120_000)

  it('asks for the data set when a model folder is named', async () => {
    await expect(runHere(compareCommand, ['models/reference-vgg16', b])).rejects.toMatchObject({
      code: 'settings_invalid',
      message: expect.stringContaining('--data') as string,
    })
  })

  it('refuses a file of several models', async () => {
    const mixed = join(folder, 'mixed.jsonl')
    const [first, second] = scoredPictures(2)
    await writeScores(mixed, [first, { ...second, model: { ...MODEL, id: 'x@0123456789ab' } }] as never)
    await expect(runHere(compareCommand, [mixed, b])).rejects.toMatchObject({ code: 'data_set_invalid' })
  })
})
