import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as TensorFlow from '@tensorflow/tfjs'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Turn } from '../../src/core/examination.js'
import type { GrayPicture } from '../../src/core/gray-picture.js'
import { loadClassifier, type Classifier, type ClassifierOptions } from '../../src/inference/classifier.js'
import type { Gate, GateVerdict } from '../../src/inference/gate.js'
import { loadTensorFlow } from '../../src/inference/tensorflow.js'
import { rotate } from '../../src/inference/turn.js'
import { buildSpotNetwork, drawSpot, opened, peakOf, type Place } from '../support/bright-spot.js'
import { writeSmallModel } from '../support/small-model.js'

/** A gate for pictures with a bar along their top: it tells where the bar is, and refuses what has none. */
function judgeBar(square: Uint8Array): GateVerdict {
  const size = Math.round(Math.sqrt(square.length))
  const light = square.reduce((sum, gray) => sum + gray, 0) / square.length
  const grayAt = (x: number, y: number) => {
    const gray = square[y * size + x] ?? 0
    return light > 128 ? 255 - gray : gray
  }
  const line = (at: (step: number) => number) =>
    Array.from({ length: size }, (_, step) => at(step)).reduce((sum, gray) => sum + gray, 0) / size
  const sides = [
    line((step) => grayAt(step, 1)),
    line((step) => grayAt(size - 2, step)),
    line((step) => grayAt(step, size - 2)),
    line((step) => grayAt(1, step)),
  ]
  const quarters = sides.findIndex((gray) => gray > 100)
  if (quarters === -1) return { kind: 'refused', code: 'not_frontal_chest' }
  const turned = (['rotated_90', 'rotated_180', 'rotated_270'] as const)[quarters - 1]
  const turns: Turn[] = [...(light > 128 ? ['inverted' as const] : []), ...(turned ? [turned] : [])]
  return turns.length === 0 ? { kind: 'accepted' } : { kind: 'turned', turns }
}

let stubborn = false
const gate: Gate = {
  layers: ['spots'],
  classes: ['film', 'other'],
  judge: (pooled, square) => {
    expect(pooled).toHaveLength(2)
    return stubborn ? { kind: 'turned', turns: ['rotated_180'] } : judgeBar(square)
  },
  weigh: () => {
    throw new Error('not asked here')
  },
}
vi.mock('../../src/inference/gate.js', () => ({ GATE_FILE: 'gate.json', parseGate: () => gate }))

const SIZE = 64
const SPOT: Place = { x: 0.7, y: 0.35 }
const files = { 'gate.json': Buffer.from('{}') }

let tf: typeof TensorFlow
let scratch: string
let folders = 0
beforeAll(async () => {
  ;({ tf } = await loadTensorFlow('native'))
  scratch = await mkdtemp(join(tmpdir(), 'chestcheck-classifier-'))
})
afterAll(() => rm(scratch, { recursive: true }))

type Changes = Parameters<typeof writeSmallModel>[3]

async function load(changes: Changes = {}, options: Partial<ClassifierOptions> = {}): Promise<Classifier> {
  const folder = join(scratch, String((folders += 1)))
  const network = buildSpotNetwork(tf, SIZE)
  const checked = await writeSmallModel(tf, folder, network, { name: 'spots', ...changes })
  network.dispose()
  return loadClassifier({ tf, backend: 'native' }, checked, {
    maxPixels: 1e7,
    heatmaps: true,
    ...options,
  })
}

const png = (picture: GrayPicture) => opened(picture).png().toBuffer()

function turned({ width, height, pixels }: GrayPicture, quarters: number, inverted = false): GrayPicture {
  const grid = rotate({ width, height, values: pixels }, quarters)
  return {
    width: grid.width,
    height: grid.height,
    pixels: inverted ? grid.values.map((gray) => 255 - gray) : grid.values,
  }
}

/** Where a place of the upright picture lies once the picture is turned by quarters, clockwise. */
const placeTurned = ({ x, y }: Place, quarters: number): Place =>
  [
    { x, y },
    { x: 1 - y, y: x },
    { x: 1 - x, y: 1 - y },
    { x: y, y: 1 - x },
  ][quarters] ?? { x, y }

function expectNear(found: Place, wanted: Place): void {
  expect(Math.abs(found.x - wanted.x)).toBeLessThan(0.04)
  expect(Math.abs(found.y - wanted.y)).toBeLessThan(0.04)
}

describe('the heatmap of a reading', () => {
  it.each([
    [256, 256],
    [200, 640],
    [1500, 700],
    [131, 640],
  ])('of %i x %i pixels is strongest where the spot is', async (width, height) => {
    const classifier = await load()
    const { outcome, heatmap } = await classifier.examine(await png(drawSpot(width, height, SPOT)))
    expect(outcome).toMatchObject({ kind: 'finding', label: 'PNEUMONIA' })
    expectNear(await peakOf(heatmap?.bytes ?? new Uint8Array(), { width, height }), SPOT)
    classifier.dispose()
  })

  it.each([3, 6, 8])('follows the EXIF orientation %i, as people see the picture', async (orientation) => {
    const classifier = await load()
    const seen = drawSpot(320, 200, SPOT)
    const stored = turned(seen, { 3: 2, 6: 3, 8: 1 }[orientation] ?? 0)
    const bytes = await opened(stored).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer()
    const { heatmap, picture } = await classifier.examine(bytes)
    expect(picture).toMatchObject({ width: 320, height: 200 })
    expectNear(await peakOf(heatmap?.bytes ?? new Uint8Array(), seen), SPOT)
    classifier.dispose()
  })

  it.each([
    [1, false, ['rotated_90']],
    [2, false, ['rotated_180']],
    [3, false, ['rotated_270']],
    [0, true, ['inverted']],
    [1, true, ['inverted', 'rotated_90']],
  ] as const)(
    'lies on the film as received: %i quarters, inverted %s',
    async (quarters, inverted, expected) => {
      const classifier = await load({ files })
      const upright = await classifier.examine(await png(drawSpot(300, 220, SPOT)))
      const film = turned(drawSpot(300, 220, SPOT), quarters, inverted)
      const { outcome, turns, heatmap, checked } = await classifier.examine(await png(film))
      expect(turns).toEqual(expected)
      expect(checked).toBe(true)
      expect(outcome).toMatchObject({ kind: 'finding', label: 'PNEUMONIA' })
      if (outcome.kind === 'finding' && upright.outcome.kind === 'finding') {
        expect(outcome.scores.PNEUMONIA).toBeCloseTo(upright.outcome.scores.PNEUMONIA, 3)
      }
      // An inverted film is bright itself: only its other side shows the colours, in their saturation.
      const place = inverted
        ? await mostColoured(heatmap?.bytes ?? new Uint8Array(), film)
        : await peakOf(heatmap?.bytes ?? new Uint8Array(), film)
      expectNear(place, placeTurned(SPOT, quarters))
      classifier.dispose()
    },
  )

  it('is made for the likeliest class where none reached its threshold', async () => {
    const classifier = await load({ thresholds: { COVID: 1, NORMAL: 1, PNEUMONIA: 1 } })
    const film = drawSpot(300, 300, SPOT)
    const { outcome, heatmap } = await classifier.examine(await png(film))
    expect(outcome.kind).toBe('uncertain')
    expectNear(await peakOf(heatmap?.bytes ?? new Uint8Array(), film), SPOT)
    classifier.dispose()
  })

  it('is left out when none is asked for, with the same scores', async () => {
    const [with_, without] = [await load(), await load({}, { heatmaps: false })]
    const film = await png(drawSpot(300, 300, SPOT))
    const [one, other] = [await with_.examine(film), await without.examine(film)]
    expect(other.heatmap).toBeNull()
    expect(other.timings.heatmapMs).toBeLessThan(one.timings.heatmapMs)
    expect(other.outcome).toEqual(one.outcome)
    with_.dispose()
    without.dispose()
  })

  it('costs no tensors over 200 pictures', async () => {
    const classifier = await load({ files })
    const film = await png(turned(drawSpot(140, 140, SPOT), 1))
    await classifier.examine(film)
    const before = classifier.tensorCount()
    for (let count = 0; count < 200; count += 1) await classifier.examine(film)
    expect(classifier.tensorCount()).toBe(before)
    classifier.dispose()
  }, 120_000)
})

describe('a classifier with a gate', () => {
  it('refuses with the scores, and without a heatmap', async () => {
    const classifier = await load({ files })
    const blank = { width: 200, height: 200, pixels: new Uint8Array(200 * 200).fill(30) }
    const { outcome, heatmap, turns, model, checked } = await classifier.examine(await png(blank))
    expect(outcome).toMatchObject({ kind: 'refused', code: 'not_frontal_chest' })
    expect(outcome.kind === 'refused' && outcome.scores?.NORMAL).toBeGreaterThan(0.3)
    expect({ heatmap, turns, checked }).toEqual({ heatmap: null, turns: [], checked: true })
    expect(model).not.toBeNull()
    classifier.dispose()
  })

  it('refuses a film that it does not accept once it was turned', async () => {
    const classifier = await load({ files })
    stubborn = true
    const { outcome, turns } = await classifier.examine(await png(drawSpot(200, 200, SPOT)))
    stubborn = false
    expect(outcome).toMatchObject({ kind: 'refused', code: 'not_frontal_chest' })
    expect(turns).toEqual([])
    classifier.dispose()
  })

  it('answers everything when its gate is switched off, and says that nothing checked it', async () => {
    const classifier = await load({ files }, { gate: false })
    const { outcome, checked } = await classifier.examine(await png(turned(drawSpot(200, 200, SPOT), 2)))
    expect(outcome.kind).toBe('finding')
    expect(checked).toBe(false)
    expect(classifier.gated).toBe(false)
    classifier.dispose()
  })

  it('has none where the manifest does not name one', async () => {
    const classifier = await load()
    expect(classifier.gated).toBe(false)
    expect((await classifier.examine(await png(drawSpot(200, 200, SPOT)))).checked).toBe(false)
    classifier.dispose()
  })
})

describe('a folder that cannot be served', () => {
  it.each([
    ['a gate that is not JSON', { files: { 'gate.json': Buffer.from('{') } }],
    ['a heatmap of a layer that is not there', { heatmapLayer: 'none' }],
  ])('is refused for %s', async (_, changes) => {
    await expect(load(changes)).rejects.toMatchObject({ code: 'model_folder_invalid' })
  })
})

/** Where red, green and blue differ most. */
async function mostColoured(heatmap: Uint8Array, { width, height }: GrayPicture): Promise<Place> {
  const { data, info } = await sharp(heatmap).raw().toBuffer({ resolveWithObject: true })
  const film = Math.round((info.height * width) / height)
  let [most, sumX, sumY, count] = [0, 0, 0, 0]
  const colourAt = (x: number, y: number) => {
    const at = (y * info.width + x) * info.channels
    const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3)
    return Math.max(red, green, blue) - Math.min(red, green, blue)
  }
  for (let y = 0; y < info.height; y += 1)
    for (let x = 0; x < film; x += 1) most = Math.max(most, colourAt(x, y))
  for (let y = 0; y < info.height; y += 1) {
    for (let x = 0; x < film; x += 1) {
      if (colourAt(x, y) < most * 0.8) continue
      sumX += x + 0.5
      sumY += y + 0.5
      count += 1
    }
  }
  return { x: sumX / count / film, y: sumY / count / info.height }
}
