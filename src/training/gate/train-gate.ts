import type { FilmReading } from '../../core/gray-picture.js'
import type { Sample } from '../data/data-set.js'
import { GATE_CLASSES, type GateExample } from './gate-classes.js'
import {
  crossValidate,
  followTurned,
  judgeAll,
  leaveKindsOut,
  leaveSourceOut,
  makeGate,
  rateOf,
  ratesBy,
  type GateRate,
  type GateTools,
  type Judged,
  type TurnedRate,
} from './gate-evaluation.js'
import { gateExamples, type SeenPicture } from './gate-feature-store.js'
import { fitGate, GATE_FIT, type GateContent, type GateFitSettings, type GateShape } from './gate-fit.js'
import {
  filmPicture,
  listGatePictures,
  turnedFilms,
  type GatePictureCounts,
  type OtherPicture,
} from './gate-pictures.js'
import { LEAST_PLAUSIBLE, type ParseGate } from './gate-thresholds.js'
import type { Progress } from '../progress.js'

/** The model under its gate, and serving's own code, handed in. */
export interface GateSurroundings {
  readonly shape: GateShape
  readonly size: number
  readonly reading: FilmReading
  readonly forward: (squares: readonly Uint8Array[]) => readonly Float32Array[]
  readonly describe: (pooled: Float32Array, square: Uint8Array) => Float32Array
  readonly parse: ParseGate
  /** Keeps the features of this model from run to run. */
  readonly featureFile: string
  readonly progress: Progress
  readonly signal: AbortSignal
}

export interface TrainGateOptions extends GateSurroundings {
  readonly train: readonly Sample[]
  readonly val: readonly Sample[]
  readonly others: readonly OtherPicture[]
  readonly counts: GatePictureCounts
  readonly settings?: GateFitSettings
}

/** Films that the data set calls frontal and the gate does not, at all: CT slices and laterals under a wrong name. */
export interface Mislabelled {
  readonly path: string
  readonly source: string
  readonly verdict: string
}

export interface GateReport {
  readonly pictures: Readonly<Record<string, number>>
  readonly thresholds: GateContent['thresholds']
  /** Cross-validated over pictures: each judged by a gate that was fitted without it. */
  readonly byKind: readonly GateRate[]
  readonly others: GateRate
  /** Each kind judged by a gate that never met it. */
  readonly leftOut: readonly GateRate[]
  readonly upright: UprightRates
  /** Upright films of a source judged by a gate without this source. */
  readonly newSources: readonly GateRate[]
  readonly turned: readonly TurnedRate[]
  readonly mislabelled: readonly Mislabelled[]
}

export interface UprightRates {
  readonly part: string
  readonly all: GateRate
  readonly augmented: GateRate | null
  readonly bySource: readonly GateRate[]
  readonly byPopulation: readonly GateRate[]
  /** Paths of the films that were not accepted. */
  readonly refused: readonly Mislabelled[]
}

const FOLDS = 4
/** A source needs this many validation films to be left out and measured. */
const LEAST_SOURCE = 20

/** Fits a gate on the features of a model and measures it in every way that the report tells. */
export async function trainGate(
  options: TrainGateOptions,
): Promise<{ readonly content: GateContent; readonly report: GateReport }> {
  const { progress, signal, parse, shape, settings = GATE_FIT } = options
  const pictures = listGatePictures(options, options.others, options.counts)
  const examples = await gateExamples(pictures, { ...options, file: options.featureFile })
  const partOf = (name: SeenPicture['part']) => examples.filter(({ part }) => part === name)
  const upright = partOf('val')
  const tools: GateTools = { fit: (rows) => fitGate(rows, shape, settings), parse }

  const groups = kindGroups(examples)
  const sources = countSources(upright.filter(({ augmented }) => !augmented))
  progress.start('fits', 2 * FOLDS + groups.length + sources.length + 1)
  let fits = 0
  const advance = () => {
    signal.throwIfAborted()
    progress.advance((fits += 1))
  }
  // The set holds some CT slices and laterals under a film's name. A first round finds them.
  const first = crossValidate(partOf('fit'), upright, tools, FOLDS, advance)
  const mislabelled = first.filter(isMislabelled)
  const origins = new Set(mislabelled.map(({ example }) => example.origin))
  const fit = partOf('fit').filter(({ origin, class: name }) => name !== 'upright' || !origins.has(origin))
  const judged = crossValidate(fit, upright, tools, FOLDS, advance)
  const leftOut = groups.map(({ name, kinds }) => {
    const rate = rateOf(name, leaveKindsOut(fit, upright, kinds, tools))
    advance()
    return rate
  })
  const newSources = sources.map((source) => {
    const rate = rateOf(source, leaveSourceOut(fit, upright, source, tools))
    advance()
    return rate
  })
  const content = makeGate(fit, upright, tools)
  advance()
  progress.end()

  const onVal = judgeAll(content, upright, parse)
  const plain = judged.filter(({ example }) => !example.augmented)
  const isOther = ({ example }: Judged) => options.others.some(({ path }) => path === example.origin)
  const report: GateReport = {
    pictures: { ...countBy(examples, ({ kind }) => kind) },
    thresholds: content.thresholds,
    byKind: ratesBy(plain, ({ kind }) => kind),
    others: rateOf('not_frontal_chest', plain.filter(isOther)),
    leftOut,
    upright: uprightRates('val', onVal),
    newSources,
    turned: followTurned(judgeAll(content, partOf('turned'), parse), evidenceByOrigin(onVal)),
    mislabelled: mislabelled.map(describeFilm),
  }
  return { content: { ...content, chosen: chosenBy(report) }, report }
}

/** Upright films of another part, and the first `turned` of them turned, before a gate that is finished. */
export async function measureGate(
  content: GateContent,
  {
    part,
    samples,
    turned,
  }: { readonly part: string; readonly samples: readonly Sample[]; readonly turned: number },
  surroundings: GateSurroundings,
): Promise<Pick<GateReport, 'upright' | 'turned'>> {
  const films = samples.map((sample) => filmPicture(sample, 'val'))
  const options = { ...surroundings, file: surroundings.featureFile }
  const upright = judgeAll(content, await gateExamples(films, options), surroundings.parse)
  const shown = await gateExamples(turnedFilms(spreadOut(samples, turned), turned), options)
  return {
    upright: uprightRates(part, upright),
    turned: followTurned(judgeAll(content, shown, surroundings.parse), evidenceByOrigin(upright)),
  }
}

function uprightRates(part: string, judged: readonly Judged[]): UprightRates {
  const plain = judged.filter(({ example }) => !example.augmented)
  const augmented = judged.filter(({ example }) => example.augmented)
  return {
    part,
    all: rateOf(part, plain),
    augmented: augmented.length > 0 ? rateOf(`${part}, augmented`, augmented) : null,
    bySource: ratesBy(plain, ({ source }) => source),
    byPopulation: ratesBy(plain, ({ population }) => population),
    refused: plain.filter(({ evidence }) => evidence.verdict.kind !== 'accepted').map(describeFilm),
  }
}

function isMislabelled({ example, evidence }: Judged): boolean {
  return (
    example.class === 'upright' && !example.augmented && (evidence.probabilities[0] ?? 0) < LEAST_PLAUSIBLE
  )
}

function describeFilm({ example, evidence }: Judged): Mislabelled {
  let best = 0
  evidence.probabilities.forEach((probability, index) => {
    if (probability > (evidence.probabilities[best] ?? 0)) best = index
  })
  return { path: example.origin, source: example.source, verdict: GATE_CLASSES[best]?.name ?? '' }
}

/**
 * What is left out together: each kind of the other pictures by itself, all CT at once, and those made by code by
 * family, since two drawings of one hand are hardly two kinds.
 */
function kindGroups(
  examples: readonly GateExample[],
): readonly { readonly name: string; readonly kinds: readonly string[] }[] {
  const refused = examples.filter(({ class: name }) => ['other', 'lateral', 'poor'].includes(name))
  const kinds = [...new Set(refused.map(({ kind }) => kind))].sort()
  const starting = (...starts: string[]) =>
    kinds.filter((kind) => starts.some((start) => kind.startsWith(start)))
  const real = kinds.filter((kind) => !/^(made_|spoiled_|fragment)/.test(kind))
  const groups = [
    ...real.map((kind) => ({ name: kind, kinds: [kind] })),
    { name: 'every CT', kinds: starting('ct_') },
    { name: 'every lateral, made ones too', kinds: starting('lateral', 'made_lateral') },
    {
      name: 'made: writing, charts, screens',
      kinds: starting('made_document', 'made_chart', 'made_screenshot'),
    },
    { name: 'made: sketches and scenes', kinds: starting('made_sketch', 'made_scene') },
    {
      name: 'made: bodies',
      kinds: starting('made_slice', 'made_limb', 'made_hand', 'made_skull', 'made_fan', 'made_lump'),
    },
    {
      name: 'made: patterns',
      kinds: starting('made_blank', 'made_noise', 'made_gradient', 'made_tiles', 'made_code', 'made_texture'),
    },
    { name: 'spoiled films', kinds: starting('spoiled_') },
    { name: 'fragments', kinds: starting('fragment') },
  ]
  return groups.filter((group) => group.kinds.length > (group.name.startsWith('every ') ? 1 : 0))
}

function countSources(upright: readonly GateExample[]): readonly string[] {
  return Object.entries(countBy(upright, ({ source }) => source))
    .filter(([, count]) => count >= LEAST_SOURCE)
    .map(([source]) => source)
    .sort()
}

function countBy(
  examples: readonly GateExample[],
  nameOf: (example: GateExample) => string,
): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const example of examples) counts[nameOf(example)] = (counts[nameOf(example)] ?? 0) + 1
  return counts
}

function evidenceByOrigin(judged: readonly Judged[]): ReadonlyMap<string, Judged['evidence']> {
  return new Map(
    judged
      .filter(({ example }) => !example.augmented)
      .map(({ example, evidence }) => [example.origin, evidence]),
  )
}

/** `count` of the items at even distances. */
function spreadOut<T>(items: readonly T[], count: number): readonly T[] {
  const taken = Math.min(count, items.length)
  return Array.from({ length: taken }, (_, index) => items[Math.floor((index * items.length) / taken)] as T)
}

/** The figures by which the gate was chosen, for whoever opens the file. */
function chosenBy({ others, upright, leftOut }: GateReport): Readonly<Record<string, string | number>> {
  const worst = leftOut.toSorted((a, b) => (a.refused?.value ?? 1) - (b.refused?.value ?? 1))[0]
  return {
    uprightFilms: upright.all.n,
    uprightRefused: upright.all.refused?.value ?? 0,
    otherPictures: others.n,
    othersRefused: others.refused?.value ?? 0,
    worstKindLeftOut: worst?.name ?? '',
    worstKindRefused: worst?.refused?.value ?? 0,
  }
}
