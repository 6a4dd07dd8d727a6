import { describe, expect, it } from 'vitest'
import { Fault } from '../../src/core/fault.js'
import { parseGate } from '../../src/inference/gate.js'
import { gateFeatureCount, gateFeatures, THUMBNAIL_SIDE } from '../../src/inference/gate-features.js'

const POOLED = 4
const COUNT = gateFeatureCount(POOLED)
const SIZE = 32

function floats(values: ArrayLike<number>): string {
  const bytes = Buffer.alloc(values.length * 4)
  Array.from(values).forEach((value, index) => bytes.writeFloatLE(value, index * 4))
  return bytes.toString('base64')
}

/** A row of weights for the pooled features; the other features count for nothing. */
const row = (...weights: number[]) => Array.from({ length: COUNT }, (_, index) => weights[index] ?? 0)

/** A gate for one class a pooled channel: upright, turned, lateral and other. The root of the largest decides. */
const file = {
  format: 1,
  layers: ['conv'],
  pooled: POOLED,
  mean: floats(row()),
  deviation: floats(row().map(() => 1)),
  classes: [
    { name: 'upright', verdict: 'accepted' },
    { name: 'turned', verdict: ['inverted', 'rotated_90'] },
    { name: 'lateral', verdict: 'lateral_view' },
    { name: 'other', verdict: 'not_frontal_chest' },
  ],
  weights: floats([row(5), row(0, 5), row(0, 0, 5), row(0, 0, 0, 5)].flat()),
  bias: [0, 0, 0, 0],
  clouds: [
    {
      name: 'texture',
      from: 0,
      features: POOLED,
      mean: floats([2, 0, 0, 0]),
      basis: Buffer.from(Int8Array.of(127, 0, 0, 0).buffer).toString('base64'),
      scales: [1 / 127],
      variances: [1],
      rest: 1,
    },
  ],
  thresholds: { accept: 0.5, distances: [2], turn: 0.7 },
  chosen: { uprightFilms: 100, worstKindLeftOut: 'lateral' },
}

const square = Uint8Array.from({ length: SIZE * SIZE }, (_, index) => (index * 7) % 256)

describe('the gate', () => {
  const gate = parseGate(file)
  const judge = (...pooled: number[]) => gate.judge(Float32Array.from(pooled), square)

  it('lets in an upright film like those it knows', () => {
    expect(judge(4, 0, 0, 0)).toEqual({ kind: 'accepted' })
  })

  it('names the turns of a film that is surely turned', () => {
    expect(judge(0, 4, 0, 0)).toEqual({ kind: 'turned', turns: ['inverted', 'rotated_90'] })
  })

  it('refuses a film that may be turned and may be something else', () => {
    expect(judge(0, 1, 0.95, 0)).toEqual({ kind: 'refused', code: 'not_frontal_chest' })
  })

  it.each([
    [[0, 0, 4, 0], 'lateral_view'],
    [[0, 0, 0, 4], 'not_frontal_chest'],
  ] as const)('says what %j is', (pooled, code) => {
    expect(judge(...pooled)).toEqual({ kind: 'refused', code })
  })

  it('refuses what its classes take for upright when it is far from every upright film', () => {
    expect(judge(49, 0, 0, 0)).toEqual({ kind: 'refused', code: 'not_frontal_chest' })
    expect(judge(9, 3, 3, 3)).toEqual({ kind: 'refused', code: 'not_frontal_chest' })
  })

  it('measures the distance along its components and beside them by halves', () => {
    const { distances } = gate.weigh(Float32Array.from(row(2 + 3, 2, 0, 0)))
    expect(distances[0]).toBeCloseTo((3 * 3) / 2 + (2 * 2) / 2, 5)
  })

  it('gives probabilities that sum to one', () => {
    const { probabilities } = gate.weigh(Float32Array.from(row(1, 2, 3, 4)))
    expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 10)
  })

  it.each([Number.NaN, Infinity, -Infinity, 1e30])('never lets %d in', (value) => {
    expect(judge(value, value, value, value).kind).not.toBe('accepted')
    expect(gate.weigh(new Float32Array(COUNT).fill(value)).verdict.kind).not.toBe('accepted')
  })

  it('takes pooled outputs of another network for a damaged folder', () => {
    expect(() => judge(1, 2, 3)).toThrow(expect.objectContaining({ code: 'model_folder_invalid' }))
    expect(() => gate.weigh(new Float32Array(3))).toThrow(Fault)
  })
})

describe('a gate file', () => {
  const cloud = file.clouds[0] as (typeof file.clouds)[number]
  const wrong: Record<string, unknown> = {
    nothing: null,
    'a list': [],
    'a text': '{}',
    'an empty object': {},
    'another format': { ...file, format: 2 },
    'a part more': { ...file, more: 1 },
    'no layers': { ...file, layers: [] },
    'a layer with an odd name': { ...file, layers: ['a b'] },
    'no pooled values': { ...file, pooled: 0 },
    'more pooled values than its rows hold': { ...file, pooled: 5 },
    'a mean cut short': { ...file, mean: file.mean.slice(0, 400) },
    'a mean that is no base64': { ...file, mean: '%%%' },
    'a mean that is not a number': { ...file, mean: floats(row(Number.NaN)) },
    'infinite weights': { ...file, weights: floats(row(Infinity).concat(row(), row(), row())) },
    'a deviation of zero': { ...file, deviation: floats(row()) },
    'a deviation below zero': { ...file, deviation: floats(row().map(() => -1)) },
    'weights of a class too few': { ...file, weights: floats([row(5), row(0, 5), row()].flat()) },
    'a bias too few': { ...file, bias: [0, 0, 0] },
    'a bias that is no number': { ...file, bias: [0, 0, 0, 'x'] },
    'no class that is accepted': {
      ...file,
      classes: file.classes.map((one) => ({ ...one, verdict: 'not_frontal_chest' })),
    },
    'an unknown verdict': {
      ...file,
      classes: [{ name: 'upright', verdict: 'fine' }, ...file.classes.slice(1)],
    },
    'an unknown turn': {
      ...file,
      classes: [...file.classes.slice(0, 3), { name: 'mirrored', verdict: ['mirrored'] }],
    },
    'a cloud beyond the features': { ...file, clouds: [{ ...cloud, from: COUNT - 2 }] },
    'a basis of another length': { ...file, clouds: [{ ...cloud, basis: 'AAAA' }] },
    'a variance of zero': { ...file, clouds: [{ ...cloud, variances: [0] }] },
    'scales and variances that differ in number': { ...file, clouds: [{ ...cloud, variances: [1, 1] }] },
    'a cloud without a limit': { ...file, thresholds: { ...file.thresholds, distances: [] } },
    'a probability above one': { ...file, thresholds: { ...file.thresholds, accept: 1.5 } },
    'a limit below zero': { ...file, thresholds: { ...file.thresholds, distances: [-1] } },
    'thousands of classes': { ...file, classes: Array.from({ length: 5000 }, () => file.classes[0]) },
  }

  it.each(Object.entries(wrong))('with %s is refused as a damaged folder', (_, content) => {
    expect(() => parseGate(content)).toThrow(expect.objectContaining({ code: 'model_folder_invalid' }))
  })
})

describe('the features of a square', () => {
  const thumbnail = (picture: Uint8Array) => [
    ...gateFeatures(new Float32Array(), picture).subarray(0, THUMBNAIL_SIDE ** 2),
  ]

  it('do not depend on exposure', () => {
    const dim = square.map((gray) => 40 + Math.round(gray / 4))
    const [bright, dark] = [thumbnail(square.map((gray) => 40 + gray / 2)), thumbnail(dim)]
    bright.forEach((cell, index) => {
      expect(Math.abs(cell - (dark[index] ?? 0))).toBeLessThan(0.2)
    })
  })

  it('swap their sign with the tones', () => {
    const swapped = thumbnail(square.map((gray) => 255 - gray))
    thumbnail(square).forEach((cell, index) => {
      expect(swapped[index]).toBeCloseTo(-cell, 4)
    })
  })

  it('are finite and even for an even picture', () => {
    const features = gateFeatures(Float32Array.of(0, 1, 2, 3), new Uint8Array(SIZE * SIZE).fill(9))
    expect(features.every(Number.isFinite)).toBe(true)
    expect([...features.subarray(POOLED, POOLED + THUMBNAIL_SIDE ** 2)]).toEqual(
      Array(THUMBNAIL_SIDE ** 2).fill(0),
    )
  })

  it('know a symmetric picture from one that is not', () => {
    const symmetryOf = (picture: Uint8Array) => gateFeatures(new Float32Array(), picture).at(-3) ?? 0
    const bands = (gray: (x: number) => number) =>
      Uint8Array.from({ length: SIZE * SIZE }, (_, at) => gray(at % SIZE))
    expect(symmetryOf(bands((x) => Math.abs(x - 15.5) * 10))).toBeGreaterThan(0.9)
    expect(symmetryOf(bands((x) => x * 8))).toBeLessThan(-0.9)
  })

  it('take a picture of any square size and no other', () => {
    expect(gateFeatures(new Float32Array(7), new Uint8Array(224 * 224)).length).toBe(gateFeatureCount(7))
    expect(() => gateFeatures(new Float32Array(), new Uint8Array(1000))).toThrow(RangeError)
    expect(() => gateFeatures(new Float32Array(), new Uint8Array(9))).toThrow(RangeError)
  })
})
