import { describe, expect, it } from 'vitest'
import { restyleFilm } from '../../src/training/augmentation/film-style.js'
import { createRandom } from '../../src/training/random.js'

const SIZE = 64

/** Slow waves, the anatomy, under grain: means of `middle`, grain of +-`width`. */
function drawFilm(middle: number, width: number, seed: string): Uint8Array {
  const random = createRandom(seed)
  return Uint8Array.from({ length: SIZE * SIZE }, (_, pixel) => {
    const wave = 40 * Math.sin((pixel % SIZE) / 10) + 20 * Math.cos(Math.floor(pixel / SIZE) / 12)
    return middle + wave + random.uniform(-width, width)
  })
}

const mean = (film: Uint8Array) => film.reduce((sum, value) => sum + value, 0) / film.length

/** How much a pixel differs from its neighbour to the right, on average. */
function grainOf(film: Uint8Array): number {
  const steps = [...film].slice(1).map((value, index) => Math.abs(value - (film[index] ?? 0)))
  return steps.reduce((sum, step) => sum + step, 0) / steps.length
}

function correlation(one: Uint8Array, other: Uint8Array): number {
  const [a, b] = [mean(one), mean(other)]
  const sum = (of: (index: number) => number) => one.reduce((total, _, index) => total + of(index), 0)
  const apart = (film: Uint8Array, middle: number, index: number) => (film[index] ?? 0) - middle
  return (
    sum((index) => apart(one, a, index) * apart(other, b, index)) /
    Math.sqrt(sum((index) => apart(one, a, index) ** 2) * sum((index) => apart(other, b, index) ** 2))
  )
}

describe('a film in the style of another', () => {
  const grainy = drawFilm(90, 25, 'grainy')
  const smooth = drawFilm(150, 2, 'smooth')

  it('has the tones and the grain of the donor', () => {
    const styled = restyleFilm(grainy, smooth, SIZE, 1)
    expect(Math.abs(mean(styled) - mean(smooth))).toBeLessThan(3)
    expect(grainOf(styled)).toBeLessThan(grainOf(grainy) / 2)
    expect(grainOf(restyleFilm(smooth, grainy, SIZE, 1))).toBeGreaterThan(grainOf(smooth) * 1.7)
  })

  it('keeps the anatomy of its own', () => {
    const turned = smooth.toReversed()
    const styled = restyleFilm(grainy, turned, SIZE, 1)
    expect(correlation(styled, grainy)).toBeGreaterThan(0.85)
    expect(correlation(styled, turned)).toBeLessThan(0.3)
  })

  it('stays as it is for an amount of 0, and beside itself', () => {
    expect(restyleFilm(grainy, smooth, SIZE, 0)).toEqual(grainy)
    expect(correlation(restyleFilm(grainy, grainy, SIZE, 1), grainy)).toBeGreaterThan(0.99)
  })

  it('is a film again beside an empty one', () => {
    const empty = new Uint8Array(SIZE * SIZE).fill(100)
    expect(mean(restyleFilm(grainy, empty, SIZE, 1))).toBeCloseTo(100, 0)
    expect(restyleFilm(empty, grainy, SIZE, 1)).toHaveLength(SIZE * SIZE)
  })
})
