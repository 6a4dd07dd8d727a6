import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LABELS } from '../../src/core/label.js'
import type { Outcome } from '../../src/core/outcome.js'
import { refused } from '../../src/core/outcome.js'
import { histogramStep, sizePosition } from '../../src/core/record-figures.js'
import { VERDICTS } from '../../src/core/review.js'
import type { Review } from '../../src/core/review.js'
import type { Study } from '../../src/core/study.js'
import { CHANNELS } from '../../src/core/study.js'
import { latencyOf, latencyStep } from '../../src/store/day-counts.js'
import type { Database } from '../../src/store/open-database.js'
import { createRecordFigures } from '../../src/store/record-figures.js'
import { createReviewStore } from '../../src/store/review-store.js'
import { toStudy } from '../../src/store/study-columns.js'
import { createStudyStore } from '../../src/store/study-store.js'
import { examinationOf, PNEUMONIA_FINDING, SCRIPTED_MODEL } from '../support/scripted-reader.js'
import { at, receivedStudy } from './support/studies.js'
import { temporaryDatabase } from './support/temporary.js'

const RANGE = { from: '2026-01-01', to: '2026-01-04' }
const DAY = 24 * 60 * 60
const MODELS = [SCRIPTED_MODEL.id, 'other@000000000000']
const SCORES = { COVID: 0.1, NORMAL: 0.3, PNEUMONIA: 0.6 }
const OUTCOMES: readonly Outcome[] = [
  PNEUMONIA_FINDING,
  { ...PNEUMONIA_FINDING, label: 'COVID', scores: { COVID: 1, NORMAL: 0, PNEUMONIA: 0 } } as Outcome,
  { kind: 'uncertain', scores: SCORES, threshold: 0.7 },
  { kind: 'refused', code: 'not_frontal_chest', scores: SCORES },
  refused('busy'),
  { kind: 'fault', code: 'internal' },
]

type Step =
  | readonly ['begin' | 'deliver' | 'erase', number]
  | readonly ['finish', number, number, number]
  | readonly ['review' | 'withdraw', number, number, number]

const study = fc.integer({ min: 0, max: 4 })
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.tuple(fc.constantFrom('begin', 'deliver', 'erase'), study),
    fc.tuple(fc.constant('finish'), study, fc.nat(OUTCOMES.length - 1), fc.nat(1)),
    fc.tuple(fc.constantFrom('review', 'withdraw'), study, fc.nat(1), fc.nat(VERDICTS.length - 1)),
  ),
  { minLength: 5, maxLength: 30 },
)

/** Does what the steps say where it can be done; returns nothing of what could not. */
async function follow(db: Database, all: readonly Step[]): Promise<void> {
  const studies = createStudyStore(db)
  const reviews = createReviewStore({ db })
  for (const [second, [what, index, which = 0, other = 0]] of all.entries()) {
    const id = `study-${index}`
    const exists = (await studies.find(id)) !== null
    const moment = at(second * 3000 + index)
    if (what === 'begin') {
      if (exists) continue
      const channel = CHANNELS[index % CHANNELS.length] ?? 'web'
      await studies.begin(receivedStudy({ id, channel, receivedAt: at((index * DAY) / 2) }))
    } else if (!exists) continue
    else if (what === 'deliver') await studies.deliver(id, moment)
    else if (what === 'erase') await studies.markPictureErased(id, moment)
    else if (what === 'finish') {
      const outcome = OUTCOMES[which] ?? refused('busy')
      const examination = examinationOf(outcome)
      const model = { ...SCRIPTED_MODEL, id: MODELS[other] ?? '' }
      await studies.finish(
        id,
        { ...examination, model: 'scores' in outcome && outcome.scores ? model : null },
        moment,
      )
    } else {
      const key = { studyId: id, channel: 'web', reviewer: `reviewer-${which}` } as const
      if (what === 'withdraw') await reviews.withdraw({ ...key, at: moment })
      else {
        const verdict = VERDICTS[other] ?? 'other'
        const label = (await studies.find(id))?.label ?? null
        const agrees = label === null ? null : label === verdict
        await reviews.record({ ...key, verdict, agrees, note: null, at: moment })
      }
    }
  }
}

const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10)
const count = <T>(rows: readonly T[], keep: (row: T) => boolean): number => rows.filter(keep).length

describe('the figures of the record', () => {
  it('are what a recount of the rows gives, whatever happened in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const db = await temporaryDatabase()
        await follow(db, all)
        const rows = (await db.client.study.findMany()).map(toStudy)
        const words = (await db.client.review.findMany()) as unknown as Review[]
        await expectRecount(db, rows, words)
        await db.close()
      }),
      { numRuns: 25 },
    )
  }, 180_000)

  it('tell how long answers took, to a tenth', async () => {
    const db = await temporaryDatabase()
    const studies = createStudyStore(db)
    for (let index = 1; index <= 20; index += 1) {
      await studies.begin(receivedStudy({ id: String(index), receivedAt: at(index) }))
      await studies.finish(String(index), examinationOf(PNEUMONIA_FINDING), at(index + index / 2))
    }
    const { latency } = await createRecordFigures({ db }).overview(RANGE)
    for (const [found, ms] of [
      [latency.p50, 5000],
      [latency.p90, 9000],
      [latency.p99, 10_000],
    ] as const) {
      expect(found).toBeGreaterThan(ms / 1.1)
      expect(found).toBeLessThan(ms * 1.1)
    }
  })

  it('are of every day asked for, empty ones too, and of no answer where there was none', async () => {
    const figures = createRecordFigures({ db: await temporaryDatabase() })
    const { days, refusals, agreement, latency } = await figures.overview(RANGE)
    expect(days.map(({ day }) => day)).toEqual(['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04'])
    expect(days[0]?.outcomes).toEqual({
      COVID: 0,
      NORMAL: 0,
      PNEUMONIA: 0,
      uncertain: 0,
      refused: 0,
      fault: 0,
    })
    expect([refusals, agreement, latency]).toEqual([
      [],
      { agreed: 0, disagreed: 0 },
      { p50: null, p90: null, p99: null },
    ])
    expect(await figures.models()).toEqual([])
  })

  it.each([
    ['2026-01-04', '2026-01-01'],
    ['2026-01-01', '2027-02-06'],
    ['yesterday', '2026-01-01'],
    ['2026-02-30', '2026-13-01'],
    ['', ''],
  ])('refuse the days from %j to %j', async (from, to) => {
    const figures = createRecordFigures({ db: await temporaryDatabase() })
    await expect(figures.overview({ from, to })).rejects.toThrow(RangeError)
    await expect(figures.verdicts('a@1', { from, to })).rejects.toThrow(RangeError)
    await expect(figures.distributions('a@1', { from, to })).rejects.toThrow(RangeError)
  })

  it('put a time into the step that has it between its ends', () => {
    for (const ms of [0, 0.4, 1, 1.5, 10, 999, 60_000, 86_400_000]) {
      const middle = latencyOf(latencyStep(ms))
      expect(Math.abs(middle - ms)).toBeLessThanOrEqual(Math.max(1, ms * 0.06))
    }
    expect(latencyStep(-5)).toBe(0)
  })
})

async function expectRecount(db: Database, rows: readonly Study[], words: readonly Review[]): Promise<void> {
  const figures = createRecordFigures({ db })
  const answered = rows.filter(({ answeredAt }) => answeredAt !== null)
  const { days, refusals, agreement } = await figures.overview(RANGE)
  for (const { day, outcomes, channels } of days) {
    const own = answered.filter(({ receivedAt }) => dayOf(receivedAt) === day)
    for (const [key, found] of Object.entries(outcomes)) {
      expect(found).toBe(count(own, ({ label, outcome }) => (label ?? outcome) === key))
    }
    for (const [key, found] of Object.entries(channels)) {
      expect(found).toBe(count(own, ({ channel }) => channel === key))
    }
  }
  const codes = answered.filter(({ outcome }) => outcome === 'refused').map(({ code }) => code)
  expect(new Map(refusals.map(({ code, count: found }) => [code, found]))).toEqual(
    new Map(codes.map((code) => [code, count(codes, (other) => other === code)])),
  )
  const inRange = words.filter(({ at: said }) => dayOf(said) <= RANGE.to)
  expect(agreement).toEqual({
    agreed: count(inRange, ({ agrees }) => agrees === true),
    disagreed: count(inRange, ({ agrees }) => agrees === false),
  })
  const models = await figures.models()
  for (const model of MODELS) {
    const own = rows.filter((row) => row.model === model)
    expect(models.find((each) => each.model === model)?.studies ?? 0).toBe(own.length)
    await expectModelRecount(db, model, own, words)
  }
}

async function expectModelRecount(
  db: Database,
  model: string,
  rows: readonly Study[],
  words: readonly Review[],
): Promise<void> {
  const figures = createRecordFigures({ db })
  const read = rows.filter(({ outcome }) => outcome === 'finding' || outcome === 'uncertain')
  const { scores, brightness, size } = await figures.distributions(model, RANGE)
  const expectSteps = (histogram: readonly number[], valueOf: (row: Study) => number | null): void => {
    const steps = read.map(valueOf).filter((value) => value !== null)
    expect(histogram).toEqual(
      histogram.map((_, step) => count(steps, (value) => histogramStep(value) === step)),
    )
  }
  for (const label of LABELS) expectSteps(scores[label], (row) => row.scores?.[label] ?? null)
  expectSteps(brightness, (row) => row.brightness)
  expectSteps(size, ({ width, height }) =>
    width === null || height === null ? null : sizePosition(width, height),
  )
  const given = words.flatMap(({ studyId, verdict }) => {
    const on = read.find(({ id }) => id === studyId)
    return on ? [`${on.label ?? 'uncertain'}/${verdict}`] : []
  })
  const table = await figures.verdicts(model, RANGE)
  expect(new Map(table.map((row) => [`${row.answered}/${row.verdict}`, row.count]))).toEqual(
    new Map(given.map((pair) => [pair, count(given, (other) => other === pair)])),
  )
}
