import { describe, expect, it } from 'vitest'
import { augmentFilm } from '../../src/training/augmentation/film-augmentation.js'

const WIDTH = 90
const HEIGHT = 60
/** Bright in the middle, dark towards the edge, and brighter on the left. */
const film = {
  width: WIDTH,
  height: HEIGHT,
  pixels: Uint8Array.from({ length: WIDTH * HEIGHT }, (_, index) => {
    const x = (index % WIDTH) / WIDTH - 0.5
    const y = Math.floor(index / WIDTH) / HEIGHT - 0.5
    return Math.max(0, 220 - 500 * (x * x + y * y) - 60 * x)
  }),
}
const augment = (seed: string) => augmentFilm(film, 48, seed)
const seeds = Array.from({ length: 40 }, (_, index) => `film:${index}`)

describe('an augmented film', () => {
  it('is a square of the wanted side, the same for the same seed', async () => {
    expect((await augment('a')).length).toBe(48 * 48)
    expect(await augment('a')).toEqual(await augment('a'))
    expect(await augment('a')).not.toEqual(await augment('b'))
  })

  it('still shows the film: its middle stays brighter than its edge nearly always', async () => {
    const mean = (square: Uint8Array, inside: boolean) => {
      const values = [...square].filter((_, index) => {
        const distance = Math.max(Math.abs((index % 48) - 23.5), Math.abs(Math.floor(index / 48) - 23.5))
        return inside ? distance < 8 : distance > 20
      })
      return values.reduce((sum, value) => sum + value, 0) / values.length
    }
    const squares = await Promise.all(seeds.map(augment))
    const shown = squares.filter((square) => mean(square, true) > mean(square, false))
    expect(shown.length).toBeGreaterThan(34)
  })

  it('is mirrored about every second time, so that a side cannot be learned by heart', async () => {
    const squares = await Promise.all(seeds.map(augment))
    const half = (square: Uint8Array, left: boolean) =>
      square.reduce((sum, value, index) => sum + (index % 48 < 24 === left ? value : 0), 0)
    const leftBrighter = squares.filter((square) => half(square, true) > half(square, false)).length
    expect(leftBrighter).toBeGreaterThan(8)
    expect(leftBrighter).toBeLessThan(32)
  })

  it('that is changed a little keeps its tones nearer to the film than one that is changed strongly', async () => {
    const flat = { width: 64, height: 64, pixels: new Uint8Array(4096).fill(100) }
    const off = async (mildShare: number) => {
      const squares = await Promise.all(seeds.map((seed) => augmentFilm(flat, 32, seed, mildShare)))
      // The middle: a shifted film has black borders.
      return squares.reduce((sum, square) => sum + Math.abs((square[16 * 32 + 16] ?? 0) - 100), 0)
    }
    expect(await off(1)).toBeLessThan((await off(0)) / 1.2)
  })

  it('stands pictures of one pixel and of one gray', async () => {
    expect((await augmentFilm({ width: 1, height: 1, pixels: Uint8Array.of(7) }, 32, 'x')).length).toBe(1024)
    const even = { width: 40, height: 40, pixels: new Uint8Array(1600).fill(128) }
    for (const seed of seeds) expect((await augmentFilm(even, 32, seed)).length).toBe(1024)
  })
})
