import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { REFUSAL_CODES } from '../../src/core/outcome.js'
import { decodePicture, MIN_SIDE } from '../../src/inference/decode.js'
import { HOSTILE_LIMITS, MAGIC, makeHostileFiles } from '../support/hostile-files.js'
import { drawRadiograph } from '../support/radiograph.js'

const hostile = await makeHostileFiles()

describe('a hostile or odd file', () => {
  let peakBefore = 0

  beforeAll(() => {
    peakBefore = process.resourceUsage().maxRSS
  })

  it.each(hostile.map((file) => [file.name, file.expected, file] as const))(
    '%s: %s',
    async (_, expected, file) => {
      const found = await decodePicture(file.bytes, HOSTILE_LIMITS)
      expect(found.kind === 'decoded' ? 'decoded' : found.code).toBe(expected)
      if (found.kind === 'decoded') file.check?.(found)
    },
  )

  it('costs no more memory than a picture of the allowed size', () => {
    const grown = (process.resourceUsage().maxRSS - peakBefore) / 1024
    expect(grown).toBeLessThan(300)
  })

  it('has a name of its own, and there are enough of them', () => {
    expect(new Set(hostile.map(({ name }) => name)).size).toBe(hostile.length)
    expect(hostile.length).toBeGreaterThan(100)
  })
})

/** Whatever the bytes, a value comes back: a refusal with a known code, or a picture within the limits. */
async function expectAnswer(bytes: Buffer): Promise<void> {
  const found = await decodePicture(bytes, HOSTILE_LIMITS)
  if (found.kind === 'refused') {
    expect(REFUSAL_CODES).toContain(found.code)
    return
  }
  const { width, height } = found.facts
  expect(found.pixels.byteLength).toBe(width * height)
  expect(width * height).toBeLessThanOrEqual(HOSTILE_LIMITS.maxPixels)
  expect(Math.min(width, height)).toBeGreaterThanOrEqual(MIN_SIDE)
}

describe('random bytes', () => {
  it.each(Object.entries(MAGIC))('behind the magic of %s get an answer', async (_, magic) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), (bytes) =>
        expectAnswer(Buffer.concat([magic, bytes])),
      ),
      { numRuns: 60 },
    )
  })

  it('without any magic get an answer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), (bytes) => expectAnswer(Buffer.from(bytes))),
    )
  })

  const places = (['jpeg', 'png', 'webp', 'tiff'] as const).flatMap((format) => [
    ['anywhere in', format, Infinity] as const,
    ['in the head of', format, 80] as const,
  ])

  it.each(places)('%s a %s get an answer', async (_, format, last) => {
    const film = await drawRadiograph({ format, width: 160, height: 160 })
    const at = fc.integer({ min: 4, max: Math.min(last, film.byteLength - 1) })
    const changes = fc.array(fc.tuple(at, fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(changes, (changed) => {
        const copy = Buffer.from(film)
        for (const [place, value] of changed) copy[place] = value
        return expectAnswer(copy)
      }),
      { numRuns: 80 },
    )
  })
})
