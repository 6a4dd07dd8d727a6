import { blur, createPlane, type Plane } from '../plane.js'

/** Radii in pixels of the blurs between which the bands of detail lie: grain, sharpness, fine texture. */
const RADII = [1, 2, 4]
/** A band becomes at most so much stronger, or weaker by the same factor: beyond it noise is all there is to enlarge. */
const MOST_GAIN = 2.5
/** Deviation in gray levels below which a band counts as empty. */
const EMPTY = 0.5

/**
 * A film as the scanner of another film, the donor, might have made it: its tones take the distribution of the donor's,
 * and its fine bands of detail the strength of the donor's. What is coarser than that, the anatomy, stays.
 * The networks here otherwise learn which hospital a film came from, and with it the class that this hospital sent.
 * @param film, donor `size * size` gray bytes, as the network takes them
 * @param amount how far to go, 0..1: 0 leaves the film as it is
 */
export function restyleFilm(film: Uint8Array, donor: Uint8Array, size: number, amount: number): Uint8Array {
  const own = splitBands(createPlane(size, matchTones(film, donor, amount)))
  const other = splitBands(createPlane(size, Float32Array.from(donor)))
  const gains = own.bands.map((band, index) => {
    const ratio = deviation(other.bands[index] ?? band) / Math.max(EMPTY, deviation(band))
    return Math.min(MOST_GAIN, Math.max(1 / MOST_GAIN, ratio)) ** amount
  })
  return new Uint8Array(
    Uint8ClampedArray.from(own.rest, (value, pixel) =>
      own.bands.reduce((sum, band, index) => sum + (gains[index] ?? 1) * (band[pixel] ?? 0), value),
    ).buffer,
  )
}

interface Bands {
  /** From fine to coarse; together with `rest` they add up to the picture. */
  readonly bands: readonly Float32Array[]
  readonly rest: Float32Array
}

function splitBands(plane: Plane): Bands {
  let rest = plane
  const bands = RADII.map((radius) => {
    const smoother = blur(rest, radius)
    const band = rest.values.map((value, pixel) => value - (smoother.values[pixel] ?? 0))
    rest = smoother
    return band
  })
  return { bands, rest: rest.values }
}

/** Gives each gray value the one that stands at the same rank in the donor, `amount` of the way. */
function matchTones(film: Uint8Array, donor: Uint8Array, amount: number): Float32Array {
  const own = ranks(film)
  const other = ranks(donor)
  let level = 0
  const table = own.map((rank, value) => {
    const middle = (rank + (own[value - 1] ?? 0)) / 2
    while (level < 255 && (other[level] ?? 1) < middle) level += 1
    return value + (level - value) * amount
  })
  return Float32Array.from(film, (value) => table[value] ?? value)
}

/** For each gray value the share of the pixels that are not brighter. */
function ranks(film: Uint8Array): Float64Array {
  const shares = new Float64Array(256)
  for (const value of film) shares[value] = (shares[value] ?? 0) + 1 / film.length
  for (let value = 1; value < 256; value += 1) shares[value] = (shares[value] ?? 0) + (shares[value - 1] ?? 0)
  return shares
}

function deviation(band: Float32Array): number {
  return Math.sqrt(band.reduce((sum, value) => sum + value * value, 0) / band.length)
}
