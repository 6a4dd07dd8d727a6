import type { Examination, ModelIdentity, PictureFacts } from '../../core/examination.js'
import { unread } from '../../core/examination.js'
import type { Label, Scores } from '../../core/label.js'
import { LABELS } from '../../core/label.js'
import type { Outcome, RefusalCode } from '../../core/outcome.js'
import type { Channel } from '../../core/study.js'
import type { MadeRandom } from './made-random.js'

const OUTCOMES = { finding: 78, uncertain: 9, refused: 12.3, fault: 0.7 } as const
const FINDINGS = { COVID: 18, NORMAL: 50, PNEUMONIA: 32 } as const

/** Refusals of pictures that were taken; the others come before anything is. */
const OF_PICTURES = {
  ...{ not_frontal_chest: 34, lateral_view: 16, poor_quality: 18, too_small: 8 },
  ...{ unsupported_format: 7, corrupt_image: 4, wrong_modality: 4 },
} as const satisfies Partial<Record<RefusalCode, number>>
const UNTAKEN = { rate_limited: 5, busy: 2, download_failed: 2, too_large: 3 } as const

/** Refusals that the gate makes, after the network ran. */
const BY_GATE: readonly string[] = ['not_frontal_chest', 'lateral_view', 'poor_quality']

const SIDES: Readonly<Record<Channel, readonly (readonly [number, number])[]>> = {
  telegram: [
    [1280, 1046],
    [960, 1280],
    [1024, 1024],
    [800, 720],
  ],
  discord: [
    [1024, 1024],
    [1600, 1300],
    [512, 512],
  ],
  web: [
    [2048, 2500],
    [1024, 1024],
    [2992, 2991],
  ],
  api: [
    [2992, 2991],
    [2544, 3056],
  ],
  shell: [[1024, 1024]],
}

/** What a made picture and its answer depend on. */
export interface MadeCase {
  readonly random: MadeRandom
  readonly channel: Channel
  readonly model: ModelIdentity
  /** Added to the mean gray value: how the pictures of the last weeks differ. */
  readonly drift: number
  /** Pictures that there are, to choose from; none for a study whose picture is erased by now. */
  readonly films: readonly MadeFilm[]
}

/** A picture of the demo that is kept, with its heatmap. */
export interface MadeFilm {
  readonly sha256: string
  readonly bytes: number
  readonly label: Label
  readonly width: number
  readonly height: number
  readonly pixelsSha256: string
  readonly brightness: number
  readonly heatmapSha256: string
}

export interface MadeAnswer {
  readonly examination: Examination
  /** Whether bytes were taken at all. */
  readonly taken: boolean
  /** Which of the pictures it is, where it is one of them. */
  readonly film: MadeFilm | null
}

/** An answer as the program might have given it. */
export function makeAnswer(made: MadeCase): MadeAnswer {
  const { random, films } = made
  const kind = random.weighted(OUTCOMES)
  if (kind === 'refused') return makeRefusal(made)
  if (kind === 'fault') {
    const code = random.pick(['inference_crashed', 'inference_timeout'])
    const film = films.length === 0 ? null : random.pick(films)
    return { examination: unread({ kind, code }, makeTimings(random)), taken: true, film }
  }
  const label = random.weighted(FINDINGS)
  const fitting = films.filter((film) => film.label === label)
  const film = fitting.length === 0 ? null : random.pick(fitting)
  const top = kind === 'finding' ? 1 - 0.36 * random.between(0, 1) ** 2 : random.between(0.4, 0.6)
  const scores = makeScores(random, label, top)
  const outcome: Outcome =
    kind === 'finding' ? { kind, label, scores, threshold: 0.62 } : { kind, scores, threshold: 0.62 }
  return { examination: read(made, outcome, film), taken: true, film }
}

function makeRefusal(made: MadeCase): MadeAnswer {
  const { random, films } = made
  const code: RefusalCode = random.weighted({ ...OF_PICTURES, ...UNTAKEN })
  if (code in UNTAKEN) {
    return { examination: unread({ kind: 'refused', code, scores: null }), taken: false, film: null }
  }
  const film = films.length === 0 ? null : random.pick(films)
  if (!BY_GATE.includes(code)) {
    const outcome = { kind: 'refused', code, scores: null } as const
    return { examination: unread(outcome, makeTimings(random)), taken: true, film }
  }
  const scores = makeScores(random, random.pick(LABELS), random.between(0.4, 0.9))
  return { examination: read(made, { kind: 'refused', code, scores }, film), taken: true, film }
}

function read(
  { random, channel, model, drift }: MadeCase,
  outcome: Outcome,
  film: MadeFilm | null,
): Examination {
  const [width, height] = random.pick(SIDES[channel])
  const made: PictureFacts = {
    format: channel === 'api' ? 'dicom' : random.weighted({ jpeg: 80, png: 20 }),
    width,
    height,
    pixelsSha256: random.hex(64),
    brightness: Math.min(1, Math.max(0, random.normal(0.49 + drift, 0.08))),
  }
  const kept = film && {
    ...{ format: 'png' as const, width: film.width, height: film.height },
    ...{ pixelsSha256: film.pixelsSha256, brightness: film.brightness },
  }
  return {
    outcome,
    picture: kept ?? made,
    model,
    checked: true,
    turns: film === null && random.chance(0.03) ? ['inverted'] : [],
    heatmap: null,
    timings: makeTimings(random),
  }
}

function makeScores(random: MadeRandom, label: Label, top: number): Scores {
  const share = random.between(0.1, 0.9)
  const rest = (1 - top) * 0.98
  const [one, two] = LABELS.filter((other) => other !== label)
  const scores = { [label]: 1 - rest, [one ?? '']: rest * share, [two ?? '']: rest * (1 - share) }
  return scores as unknown as Scores
}

function makeTimings(random: MadeRandom): Examination['timings'] {
  const slow = random.chance(0.02) ? random.between(5, 30) : 1
  return {
    queueMs: random.between(0, 1) ** 4 * 4000 * slow,
    decodeMs: random.between(12, 90),
    classifyMs: random.between(70, 190) * Math.min(slow, 4),
    heatmapMs: random.between(25, 80),
  }
}
