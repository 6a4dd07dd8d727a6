import { describe, expect, it } from 'vitest'
import { parseGate } from '../../src/inference/gate.js'
import { gateFeatureCount } from '../../src/inference/gate-features.js'
import type { GateExample } from '../../src/training/gate/gate-classes.js'
import { GATE_CLASSES } from '../../src/training/gate/gate-classes.js'
import {
  crossValidate,
  followTurned,
  foldOf,
  leaveKindsOut,
  makeGate,
} from '../../src/training/gate/gate-evaluation.js'
import { fitGate, gateShape } from '../../src/training/gate/gate-fit.js'
import { fitCloud } from '../../src/training/gate/gate-outliers.js'
import { fitSoftmax } from '../../src/training/gate/gate-softmax.js'
import { chooseGateThresholds } from '../../src/training/gate/gate-thresholds.js'
import { createRandom } from '../../src/training/random.js'

const SETTINGS = { epochs: 30, rate: 0.02, penalty: 0.001 }

describe('the logistic regression of the gate', () => {
  const random = createRandom('rows')
  const targets = Array.from({ length: 300 }, (_, index) => index % 3)
  // Class 0 lies low in the first number, class 1 high; class 2 high in the second.
  const rows = targets.map((target) =>
    Float32Array.of([-2, 2, 0][target] as number, [0, 0, 2][target] as number, 0).map(
      (value) => value + random.uniform(-1, 1),
    ),
  )
  const fit = (weights: readonly number[], seed = 'fit') =>
    fitSoftmax({ rows, targets, weights, classes: 3 }, SETTINGS, createRandom(seed))
  const best = ({ weights, bias }: ReturnType<typeof fit>, row: Float32Array) => {
    const logits = bias.map((one, target) =>
      row.reduce((sum, value, at) => sum + value * (weights[target * 3 + at] ?? 0), one),
    )
    return logits.indexOf(Math.max(...logits))
  }
  const even = targets.map(() => 1)

  it('learns classes that lie apart', () => {
    const fitted = fit(even)
    const right = rows.filter((row, index) => best(fitted, row) === targets[index]).length
    expect(right / rows.length).toBeGreaterThan(0.97)
  })

  it('gives the same weights for the same seed and others for another', () => {
    expect(fit(even)).toEqual(fit(even))
    expect(fit(even, 'other').bias).not.toEqual(fit(even).bias)
  })

  it('does not learn from rows that weigh nothing', () => {
    const wrong = targets.map((target) => (target + 1) % 3)
    const mixed = fitSoftmax(
      {
        rows: [...rows, ...rows],
        targets: [...targets, ...wrong],
        weights: [...even, ...even.map(() => 0)],
        classes: 3,
      },
      SETTINGS,
      createRandom('fit'),
    )
    expect(
      rows.filter((row, index) => best(mixed, row) === targets[index]).length / rows.length,
    ).toBeGreaterThan(0.97)
  })
})

describe('the cloud of accepted films', () => {
  const random = createRandom('cloud')
  const bell = () =>
    Array.from({ length: 6 }, () => random.uniform(-1, 1)).reduce((sum, value) => sum + value, 0) / Math.SQRT2
  const rows = Array.from({ length: 400 }, () => {
    const along = bell() * 5
    return Float32Array.of(3 + along * 0.6, along * 0.8, bell() * 0.5, bell() * 0.2)
  })
  const cloud = fitCloud(rows, 2, createRandom('start'))

  it('finds the mean and the widest direction with its variance', () => {
    const [first] = cloud.basis
    expect(Math.abs((first?.[0] ?? 0) * 0.6 + (first?.[1] ?? 0) * 0.8)).toBeGreaterThan(0.999)
    expect(cloud.mean[0]).toBeCloseTo(3, 0)
    expect(cloud.variances[0]).toBeGreaterThan(15)
    expect(cloud.variances[0]).toBeLessThan(35)
    expect(cloud.variances[1]).toBeLessThan(1)
  })

  it('counts what its directions leave', () => {
    expect(cloud.rest).toBeGreaterThan(0.01)
    expect(cloud.rest).toBeLessThan(0.1)
  })

  it('leaves out directions that the rows do not have', () => {
    const flat = fitCloud(
      [Float32Array.of(1, 1), Float32Array.of(1, 1), Float32Array.of(1, 1)],
      2,
      createRandom('flat'),
    )
    expect(flat.basis).toEqual([])
    expect(flat.rest).toBeGreaterThan(0)
  })
})

const POOLED = GATE_CLASSES.length
const shape = gateShape(['first', 'last'], [POOLED - 4, 4], 256)

/** An example whose class stands out in one pooled number. Some of the others are noise. */
function example(name: string, index: number, kind = name): GateExample {
  const place = GATE_CLASSES.findIndex((one) => one.name === name)
  const random = createRandom(`${kind}:${index}`)
  const features = Float32Array.from({ length: gateFeatureCount(POOLED) }, (_, at) => {
    const noise = at < POOLED + 20 ? random.uniform(-0.3, 0.3) : 0
    return noise + (at === place ? 4 : 0) + (kind === 'odd' && at === 3 ? 9 : 0)
  })
  return {
    class: name,
    kind,
    origin: `${kind}:${index}`,
    source: 'a',
    population: 'adult',
    augmented: false,
    features,
  }
}

const examples = GATE_CLASSES.flatMap(({ name }) =>
  Array.from({ length: name === 'upright' ? 90 : 24 }, (_, index) => example(name, index)),
)
const upright = Array.from({ length: 60 }, (_, index) => example('upright', 1000 + index))
const tools = {
  fit: (rows: readonly GateExample[]) => fitGate(rows, shape, { ...SETTINGS, epochs: 15, seed: 'test' }),
  parse: parseGate,
}

describe('a fitted gate', () => {
  const content = makeGate(examples, upright, tools)
  const gate = parseGate(JSON.parse(JSON.stringify(content)))

  it('is a gate file that serving reads, of a size that a folder can bear', () => {
    expect(gate.layers).toEqual(['first', 'last'])
    expect(JSON.stringify(content).length).toBeLessThan(60_000)
  })

  it('tells the classes apart on pictures that it has not seen', () => {
    for (const { name, verdict } of GATE_CLASSES) {
      const said = gate.weigh(example(name, 5000).features).verdict
      if (verdict === 'accepted') expect(said).toEqual({ kind: 'accepted' })
      else if (typeof verdict === 'string') expect(said).toEqual({ kind: 'refused', code: verdict })
      else expect(said).toEqual({ kind: 'turned', turns: verdict })
    }
  })

  it('refuses what looks upright to its classes and like no film it knows', () => {
    const features = example('upright', 7).features.slice()
    for (let at = 1; at < 4; at += 1) features[at] = -30
    expect(gate.weigh(features).verdict.kind).not.toBe('accepted')
  })

  it('is the same again from the same examples', () => {
    expect(makeGate(examples, upright, tools)).toEqual(content)
  })

  it('chooses thresholds that turn away no more upright films than it may', () => {
    const strict = chooseGateThresholds(content, upright, parseGate, {
      refusedByClass: 0.1,
      refusedByDistance: 0.1,
      distanceMargin: 1,
      augmentedByDistance: 1,
      accept: [0, 1],
    })
    const judged = upright.map(({ features }) =>
      parseGate({ ...content, thresholds: strict }).weigh(features),
    )
    const low = judged.filter(({ probabilities }) => (probabilities[0] ?? 0) < strict.accept)
    const far = judged.filter(({ distances }) => (distances[0] ?? 0) > (strict.distances[0] ?? 0))
    expect(low.length).toBeLessThanOrEqual(6)
    expect(far.length).toBeLessThanOrEqual(6)
    expect(far.length).toBeGreaterThan(0)
  })

  it('lets in no more than the bounds allow when every film is certain', () => {
    expect(content.thresholds.accept).toBeLessThanOrEqual(0.5)
    expect(content.thresholds.accept).toBeGreaterThanOrEqual(0.1)
  })
})

describe('measuring a gate', () => {
  it('judges each picture by a gate without its fold, copies together', () => {
    const copies = examples.map((one, index) => ({ ...one, origin: `o${Math.floor(index / 2)}` }))
    let advanced = 0
    const judged = crossValidate(copies, upright, tools, 3, () => (advanced += 1))
    expect(advanced).toBe(3)
    expect(judged.length).toBe(copies.length)
    expect(new Set(judged.map(({ example: { features } }) => features)).size).toBe(copies.length)
    expect(foldOf('a picture', 3)).toBe(foldOf('a picture', 3))
  })

  it('shows a kind to a gate that never met it', () => {
    const odd = Array.from({ length: 20 }, (_, index) => example('other', index, 'odd'))
    const judged = leaveKindsOut([...examples, ...odd], upright, ['odd'], tools)
    expect(judged.map(({ example: { kind } }) => kind)).toEqual(odd.map(() => 'odd'))
    expect(judged.every(({ evidence }) => evidence.verdict.kind !== 'accepted')).toBe(true)
  })

  it('counts a turned film as put right only when its second look accepts', () => {
    const evidence = (
      verdict: { kind: 'accepted' } | { kind: 'refused'; code: string } | { kind: 'turned'; turns: string[] },
    ) => ({ probabilities: [], distances: [], verdict }) as const
    const judged = [
      {
        example: { ...example('inverted', 1), origin: 'fine' },
        evidence: evidence({ kind: 'turned', turns: ['inverted'] }),
      },
      {
        example: { ...example('inverted', 2), origin: 'bad' },
        evidence: evidence({ kind: 'turned', turns: ['inverted'] }),
      },
      {
        example: { ...example('inverted', 3), origin: 'fine' },
        evidence: evidence({ kind: 'turned', turns: ['rotated_90'] }),
      },
      { example: { ...example('inverted', 4), origin: 'fine' }, evidence: evidence({ kind: 'accepted' }) },
      {
        example: { ...example('inverted', 5), origin: 'fine' },
        evidence: evidence({ kind: 'refused', code: 'poor_quality' }),
      },
    ]
    const looks = new Map([
      ['fine', evidence({ kind: 'accepted' })],
      ['bad', evidence({ kind: 'refused', code: 'poor_quality' })],
    ])
    expect(followTurned(judged, looks)).toEqual([
      expect.objectContaining({
        turn: 'inverted',
        n: 5,
        putRight: expect.objectContaining({ value: 0.2 }) as object,
        refused: expect.objectContaining({ value: 0.4 }) as object,
        acceptedTurned: expect.objectContaining({ value: 0.2 }) as object,
        misread: 1,
      }),
    ])
  })
})
