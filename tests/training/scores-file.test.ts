import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Outcome } from '../../src/core/outcome.js'
import type { Sample } from '../../src/training/data/data-set.js'
import { noProgress } from '../../src/training/progress.js'
import { scoreSamples } from '../../src/training/evaluation/score-samples.js'
import {
  appendScores,
  modelOf,
  readScores,
  withScores,
  writeScores,
} from '../../src/training/evaluation/scores-file.js'
import { MODEL, refusedPicture, scored, scoredPictures } from '../support/scored-pictures.js'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chestcheck-scores-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('a scores file', () => {
  it('gives back what was written, refusals with and without scores included', async () => {
    const file = join(folder, 'back.jsonl')
    const rows = [
      ...scoredPictures(5),
      refusedPicture(scored('COVID', [0.5, 0.3, 0.2])),
      { ...scored('NORMAL', [0, 1, 0]), outcome: 'refused' as const, code: 'too_small', scores: null },
    ]
    await writeScores(file, rows)
    expect(await readScores(file)).toEqual(rows)
    expect(withScores(await readScores(file))).toHaveLength(6)
  })

  it('lets the later of two lines on one picture count, and drops a line that was cut off', async () => {
    const file = join(folder, 'cut.jsonl')
    const row = scored('COVID', [0.5, 0.3, 0.2])
    const later = { ...row, outcome: 'uncertain' as const }
    await writeScores(file, [row])
    await appendScores(file, later)
    await writeFile(file, `${await readFile(file, 'utf8')}{"path":"pool/x`)
    expect(await readScores(file)).toEqual([later])
  })

  it.each([
    ['no JSON', 'x'],
    [
      'a score above 1',
      JSON.stringify({ ...scored('COVID', [1, 0, 0]), scores: { COVID: 2, NORMAL: 0, PNEUMONIA: 0 } }),
    ],
    ['an unknown label', JSON.stringify({ ...scored('COVID', [1, 0, 0]), label: 'FLU' })],
    ['no model', JSON.stringify({ ...scored('COVID', [1, 0, 0]), model: undefined })],
  ])('is refused with %s in it', async (_, line) => {
    const file = join(folder, 'bad.jsonl')
    await writeFile(file, `${line}\n`)
    await expect(readScores(file)).rejects.toMatchObject({ code: 'data_set_invalid' })
  })

  it('is refused when it is not there', async () => {
    await expect(readScores(join(folder, 'nowhere.jsonl'))).rejects.toMatchObject({
      code: 'data_set_invalid',
    })
  })

  it('belongs to one model, and to the one that is asked for', () => {
    const rows = scoredPictures(2)
    const other = { ...MODEL, id: 'other@0123456789ab' }
    expect(modelOf(rows, MODEL.id)).toEqual(MODEL)
    const wasm = { ...MODEL, backend: 'wasm' as const }
    for (const refuse of [
      () => modelOf(rows, other.id),
      () => modelOf([...rows, ...rows.map((row) => ({ ...row, model: other }))]),
      () => modelOf([...rows, ...rows.map((row) => ({ ...row, model: wasm }))]),
      () => modelOf([]),
    ])
      expect(refuse).toThrow(expect.objectContaining({ code: 'data_set_invalid' }))
  })
})

describe('scoring samples', () => {
  let samples: Sample[] = []
  let file = ''
  let read: string[] = []
  let count = 0

  beforeEach(async () => {
    count += 1
    file = join(folder, `cache-${count}`, 'scores.jsonl')
    read = []
    samples = await Promise.all(
      ['a', 'b', 'c'].map(async (name) => {
        const path = `${count}-${name}.png`
        await writeFile(join(folder, path), name)
        return {
          file: join(folder, path),
          path,
          label: 'COVID' as const,
          picture: name,
          group: '',
          source: 's',
          population: 'adult',
          seedSplit: '',
          split: 'val',
        }
      }),
    )
  })

  const score = (
    changes: Partial<Parameters<typeof scoreSamples>[0]> = {},
    model = MODEL,
    stopAfter = Infinity,
  ) =>
    scoreSamples({
      samples,
      modelId: model.id,
      open: () =>
        Promise.resolve({
          identity: model,
          examine: (bytes: Uint8Array) => {
            if (read.length >= stopAfter) throw new Error('stopped')
            read.push(Buffer.from(bytes).toString())
            const scores = { COVID: 0.8, NORMAL: 0.1, PNEUMONIA: 0.1 }
            const outcome: Outcome = { kind: 'finding', label: 'COVID', scores, threshold: 0.5 }
            return Promise.resolve({ outcome, picture: null })
          },
        }),
      file,
      progress: noProgress,
      signal: new AbortController().signal,
      ...changes,
    })

  it('reads each picture once, and a second time none, without loading the network', async () => {
    const first = await score()
    expect(read).toEqual(['a', 'b', 'c'])
    const second = await score({ open: () => Promise.reject(new Error('must not be loaded')) })
    expect(second).toEqual(first)
  })

  it('goes on where it was stopped', async () => {
    await expect(score({}, MODEL, 2)).rejects.toThrow('stopped')
    expect(await score()).toHaveLength(3)
    expect(read).toEqual(['a', 'b', 'c'])
  })

  it('reads a picture again when its bytes are others, and all when the model or its backend is another', async () => {
    await score()
    await writeFile(samples[1]?.file ?? '', 'B')
    await score()
    expect(read.slice(3)).toEqual(['B'])
    await score({}, { ...MODEL, id: 'other@0123456789ab' })
    expect(read.slice(4)).toEqual(['a', 'B', 'c'])
    await writeFile(samples[0]?.file ?? '', 'A')
    await score({}, { ...MODEL, id: 'other@0123456789ab', backend: 'wasm' })
    expect(read.slice(7)).toEqual(['A', 'B', 'c'])
  })

  it('takes labels and populations from the samples as they are now', async () => {
    await score()
    samples = samples.map((sample) => ({ ...sample, label: 'NORMAL', population: 'child' }))
    const again = await score()
    expect(again.map(({ label, population }) => `${label} ${population}`)).toEqual(
      Array(3).fill('NORMAL child'),
    )
    expect(read).toHaveLength(3)
  })

  it('tries a picture again that ended in a fault', async () => {
    const fault = { kind: 'fault', code: 'internal' } as const
    const open = () =>
      Promise.resolve({ identity: MODEL, examine: () => Promise.resolve({ outcome: fault, picture: null }) })
    const rows = await score({ open })
    expect(rows.map(({ outcome, code, scores }) => [outcome, code, scores])).toEqual(
      Array(3).fill(['fault', 'internal', null]),
    )
    await score()
    expect(read).toHaveLength(3)
  })

  it('shows the network the changed picture, and stops when it is asked to', async () => {
    await score({
      change: (bytes) => Promise.resolve(Buffer.from(`changed ${Buffer.from(bytes).toString()}`)),
    })
    expect(read).toEqual(['changed a', 'changed b', 'changed c'])
    await expect(score({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
  })

  it('names the picture of the data set that cannot be read', async () => {
    await rm(samples[2]?.file ?? '')
    await expect(score()).rejects.toMatchObject({
      code: 'picture_unreadable',
      message: expect.stringContaining('c.png') as string,
    })
  })
})
