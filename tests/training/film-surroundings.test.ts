import { describe, expect, it } from 'vitest'
import { setInSurroundings } from '../../src/training/shortcut/film-surroundings.js'

const SIZE = 40
const film = new Uint8Array(SIZE * SIZE).fill(200)
const donor = new Uint8Array(SIZE * SIZE).fill(40)
const at = (square: Uint8Array, x: number, y: number) => square[y * SIZE + x] ?? -1
const even = (share: number) => ({ left: share, right: share, top: share, bottom: share })

describe('a chest in the surroundings of another film', () => {
  it('is its own within the margins and the donor’s beyond them', () => {
    const square = setInSurroundings(film, donor, SIZE, even(0.15), 0.05)
    const middle = SIZE / 2
    expect(at(square, middle, middle)).toBe(200)
    for (const [x, y] of [
      [2, middle],
      [SIZE - 3, middle],
      [middle, 2],
      [middle, SIZE - 3],
      [0, 0],
    ] as const) {
      expect(at(square, x, y)).toBe(40)
    }
  })

  it('has each margin on the side that it names', () => {
    const margins = { left: 0.3, right: 0.1, top: 0.2, bottom: 0 }
    const square = setInSurroundings(film, donor, SIZE, margins, 0.01)
    expect([at(square, 11, 20), at(square, 12, 20)]).toEqual([40, 200])
    expect([at(square, 35, 20), at(square, 36, 20)]).toEqual([200, 40])
    expect([at(square, 20, 7), at(square, 20, 8)]).toEqual([40, 200])
    expect(at(square, 20, SIZE - 1)).toBe(200)
  })

  it('passes from one into the other without a step', () => {
    const square = setInSurroundings(film, donor, SIZE, even(0.1), 0.25)
    const row = Array.from({ length: SIZE / 2 }, (_, x) => at(square, x, SIZE / 2))
    expect(row).toEqual(row.toSorted((one, other) => one - other))
    const steps = row.slice(1).map((value, index) => value - (row[index] ?? 0))
    expect(Math.max(...steps)).toBeLessThan(40)
  })

  it('is the film itself where donor and film are one', () => {
    const drawn = Uint8Array.from({ length: SIZE * SIZE }, (_, pixel) => (pixel * 7) % 256)
    expect(setInSurroundings(drawn, drawn, SIZE, even(0.2), 0.1)).toEqual(drawn)
  })
})
