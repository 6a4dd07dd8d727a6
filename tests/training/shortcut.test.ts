import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Label } from '../../src/core/label.js'
import type { Sample } from '../../src/training/data/data-set.js'
import { noProgress } from '../../src/training/progress.js'
import { runShortcutTest } from '../../src/training/shortcut/run-shortcut-test.js'
import type { ScoredPicture } from '../../src/training/evaluation/scores-file.js'
import { readOriginalSizes } from '../../src/training/shortcut/shortcut-metadata.js'
import { describeShortcuts, describeVerdict } from '../../src/training/shortcut/shortcut-report.js'
import { drawEvenly } from '../../src/training/shortcut/shortcut-sample.js'
import { judgeRecompression, judgeView } from '../../src/training/shortcut/shortcut-test.js'
import { drawRadiograph } from '../support/radiograph.js'
import { refusedPicture, scored, scoredPictures } from '../support/scored-pictures.js'

describe('an even sample', () => {
  const make = (label: Label, population: string, count: number) =>
    Array.from({ length: count }, (_, index) => ({
      path: `${population}-${label}-${index}`,
      label,
      population,
    }))
  const films = [
    ...make('COVID', 'adult', 100),
    ...make('NORMAL', 'child', 50),
    ...make('PNEUMONIA', 'adult', 4),
  ]

  it('takes scarce strata whole and shares out the rest, in the order of the data set', () => {
    const drawn = drawEvenly(films, 64, 'seed')
    const counts = films.map(({ label }) => label).filter((label, index, all) => all.indexOf(label) === index)
    expect(counts.map((label) => drawn.filter((film) => film.label === label).length)).toEqual([30, 30, 4])
    expect(drawn).toEqual(films.filter((film) => drawn.includes(film)))
  })

  it('is the same for the same seed, another for another, and everything when that is asked for', () => {
    expect(drawEvenly(films, 30, 'seed')).toEqual(drawEvenly(films.toReversed(), 30, 'seed').toReversed())
    expect(drawEvenly(films, 30, 'seed')).not.toEqual(drawEvenly(films, 30, 'other'))
    expect(drawEvenly(films, 1000, 'seed')).toEqual(films)
  })
})

describe('the verdict on a view', () => {
  const judge = (rows: ReturnType<typeof scoredPictures>) =>
    judgeView({ view: 'borders', population: 'all', rows }, { resamples: 20 })

  it('is near chance when nothing is known of the class', () => {
    const rows = scoredPictures(90).map((row) => ({
      ...row,
      scores: { COVID: 0.4, NORMAL: 0.3, PNEUMONIA: 0.3 },
    }))
    const figures = judge(rows)
    expect(figures).toMatchObject({ chance: 1 / 3, verdict: 'near-chance' })
    expect(figures.balancedAccuracy?.value).toBeCloseTo(1 / 3, 12)
    expect(describeVerdict(figures)).toContain('near chance')
  })

  it('says by how much it is not', () => {
    const figures = judge([
      scored('COVID', [0.8, 0.1, 0.1], { path: '1' }),
      scored('COVID', [0.1, 0.8, 0.1], { path: '2' }),
      scored('NORMAL', [0.1, 0.8, 0.1], { path: '3' }),
    ])
    // (1/2 + 1) / 2 less one half; areas 3/4 each.
    expect(figures).toMatchObject({ chance: 1 / 2, verdict: 'not-near-chance' })
    expect(describeVerdict(figures)).toContain('balanced accuracy +0.25, area +0.25')
  })

  it('is not near chance when one class is answered for all but pictures are still ranked', () => {
    const rows = scoredPictures(90).map((row) => ({
      ...row,
      scores: {
        COVID: 0.5,
        NORMAL: row.label === 'NORMAL' ? 0.3 : 0.2,
        PNEUMONIA: row.label === 'NORMAL' ? 0.2 : 0.3,
      },
    }))
    expect(judge(rows)).toMatchObject({ verdict: 'not-near-chance' })
    expect(judge(rows).balancedAccuracy?.value).toBeCloseTo(1 / 3, 12)
  })

  it('is not near chance either when pictures are ranked the wrong way round', () => {
    const figures = judge([
      scored('COVID', [0.4, 0.3, 0.3], { path: '1' }),
      scored('NORMAL', [0.6, 0.2, 0.2], { path: '2' }),
    ])
    // One answer for both, and every area is 0.
    expect(figures).toMatchObject({ balancedAccuracy: { value: 0.5 }, verdict: 'not-near-chance' })
    expect(describeVerdict(figures)).toContain('balanced accuracy +0.00, area −0.50')
  })

  it('is open where only one class occurs', () => {
    expect(judge([scored('COVID', [1, 0, 0])]).verdict).toBe('undefined')
  })
})

describe('recompression', () => {
  it('counts labels and answers that change', () => {
    const before = [
      scored('COVID', [0.8, 0.1, 0.1], { path: '1' }),
      scored('COVID', [0.6, 0.3, 0.1], { path: '2' }),
      scored('NORMAL', [0.1, 0.8, 0.1], { path: '3' }),
      scored('NORMAL', [0.1, 0.8, 0.1], { path: '4' }),
    ]
    const after: ScoredPicture[] = [
      scored('COVID', [0.7, 0.2, 0.1], { path: '1' }),
      scored('COVID', [0.3, 0.6, 0.1], { path: '2' }),
      scored('NORMAL', [0.1, 0.8, 0.1], { path: '3', outcome: 'uncertain' }),
      { ...refusedPicture(scored('NORMAL', [0.1, 0.8, 0.1], { path: '4' })), scores: null },
    ]
    const found = judgeRecompression(before, after, 'all')
    expect(found.labelsChanged).toMatchObject({ value: 1 / 3, n: 3 })
    expect(found.answersChanged).toMatchObject({ value: 3 / 4, n: 4 })
  })
})

describe('the self-test', () => {
  let folder = ''
  let part: Sample[] = []
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chestcheck-shortcut-'))
    part = await Promise.all(
      Array.from({ length: 24 }, async (_, index): Promise<Sample> => {
        const covid = index % 2 === 0
        const path = `${index}.jpg`
        // COVID comes in another size than NORMAL: metadata alone tell them apart.
        const side = covid ? 160 : 200
        await writeFile(join(folder, path), await drawRadiograph({ width: side, height: side, seed: index }))
        return {
          file: join(folder, path),
          path,
          label: covid ? 'COVID' : 'NORMAL',
          picture: path,
          group: '',
          source: 's',
          population: index < 16 ? 'adult' : 'child',
          seedSplit: '',
          split: 'val',
        }
      }),
    )
    const sizes = part.map(({ path, label }) => `${path},${label === 'COVID' ? 1000 : 2000},1000`)
    await writeFile(join(folder, 'manifest.csv'), ['path,width,height', ...sizes].join('\n'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('shows what metadata give away, and judges each view in all and within adults', async () => {
    const changed: string[] = []
    const answer = ({ path, label, population }: Sample, scores: [number, number, number]) =>
      scored(label, scores, { path, population })
    const score = (samples: readonly Sample[], name: string) => {
      changed.push(name)
      return Promise.resolve(samples.map((sample) => answer(sample, [0.5, 0.4, 0.1])))
    }
    const whole = part.map((sample) =>
      answer(sample, sample.label === 'COVID' ? [0.9, 0.1, 0] : [0.1, 0.9, 0]),
    )
    const sizes = await readOriginalSizes(join(folder, 'manifest.csv'))
    const found = await runShortcutTest({
      part,
      train: part,
      sizes,
      pictures: null,
      whole,
      score,
      resamples: 20,
      progress: noProgress,
      signal: new AbortController().signal,
    })
    expect(changed).toEqual([
      'another-scanner',
      'other-surroundings',
      'borders',
      'hidden-lungs',
      'recompressed',
    ])
    expect(found).toMatchObject({ n: 24, sampled: false })
    expect(
      found.figures.map(({ view, population, n, balancedAccuracy }) => [
        view,
        population,
        n,
        balancedAccuracy?.value,
      ]),
    ).toEqual([
      ['whole', 'all', 24, 1],
      ['another-scanner', 'all', 24, 0.5],
      ['other-surroundings', 'all', 24, 0.5],
      ['metadata', 'all', 24, 1],
      ['borders', 'all', 24, 0.5],
      ['hidden-lungs', 'all', 24, 0.5],
      ['whole', 'adult', 16, 1],
      ['another-scanner', 'adult', 16, 0.5],
      ['other-surroundings', 'adult', 16, 0.5],
      ['metadata', 'adult', 16, 1],
      ['borders', 'adult', 16, 0.5],
      ['hidden-lungs', 'adult', 16, 0.5],
    ])
    expect(
      found.recompression.map(({ population, labelsChanged }) => [population, labelsChanged?.value]),
    ).toEqual([
      ['all', 0.5],
      ['adult', 0.5],
    ])
    const text = describeShortcuts({
      format: 1,
      title: '',
      model: 'm',
      split: 'split val',
      command: '',
      ...found,
    })
    expect(text).toContain('| metadata alone | adult | 8 | 8 | 0 | 100.00 %')
    expect(text).not.toMatch(/undefined|NaN|null|Infinity/)
  })

  it('takes fewer pictures when that is asked for, and says so', async () => {
    const asked: number[] = []
    const found = await runShortcutTest({
      part,
      train: part,
      sizes: new Map(),
      pictures: 8,
      whole: part.map(({ label, path }) => scored(label, [0.5, 0.4, 0.1], { path })),
      score: (samples) => {
        asked.push(samples.length)
        return Promise.resolve(samples.map(({ label, path }) => scored(label, [0.5, 0.4, 0.1], { path })))
      },
      resamples: 5,
      progress: noProgress,
      signal: new AbortController().signal,
    })
    expect(found).toMatchObject({ n: 8, sampled: true })
    expect(asked).toEqual([8, 8, 8, 8, 8])
  })
})
