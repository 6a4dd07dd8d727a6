import { describe, expect, it } from 'vitest'
import {
  affineMatrix,
  augmentSquare,
  drawParameters,
  REFERENCE_RANGES,
  transformSquare,
  type AffineParameters,
} from '../../src/training/augmentation/keras-augmentation.js'
import { createRandom } from '../../src/training/random.js'

/** Gray values without symmetry. */
function square(size: number): Uint8Array {
  return Uint8Array.from({ length: size * size }, (_, index) => {
    const [row, column] = [Math.floor(index / size), index % size]
    return (row * 37 + column * 61 + row * column * 13) % 256
  })
}

const rounded = (values: Float32Array) => Array.from(values, (value) => Math.round(value * 100) / 100)

describe('an affine change of a square', () => {
  it('leaves the picture alone without parameters', () => {
    const source = square(9)
    expect(Array.from(transformSquare(source, affineMatrix({}, 9)))).toEqual([...source])
  })

  it('samples the middle line at the zoomed distance from the centre', () => {
    // Four columns, centre at 1.5: a zoom of 0.5 looks at 0.75, 1.25, 1.75 and 2.25.
    const source = Uint8Array.from([0, 100, 200, 40, 0, 100, 200, 40, 0, 100, 200, 40, 0, 100, 200, 40])
    const result = transformSquare(source, affineMatrix({ zoomX: 0.5 }, 4))
    expect(rounded(result).slice(0, 4)).toEqual([75, 125, 175, 160])
  })

  it('repeats the border where a zoom above 1 looks outside', () => {
    // A zoom of 2 looks at -1.5, 0.5, 2.5 and 4.5; outside 0..3 the border counts.
    const source = Uint8Array.from([10, 20, 30, 40, 10, 20, 30, 40, 10, 20, 30, 40, 10, 20, 30, 40])
    expect(rounded(transformSquare(source, affineMatrix({ zoomX: 2 }, 4))).slice(0, 4)).toEqual([
      10, 15, 35, 40,
    ])
  })

  it('zooms rows and columns apart', () => {
    const ramp = Uint8Array.from({ length: 16 }, (_, index) => 60 * Math.floor(index / 4))
    const transform = (parameters: AffineParameters) =>
      rounded(transformSquare(ramp, affineMatrix(parameters, 4)))
    expect(transform({ zoomX: 0.5 })).toEqual([...ramp])
    expect(transform({ zoomY: 0.5 }).filter((_, index) => index % 4 === 0)).toEqual([45, 75, 105, 135])
  })

  it('shears columns by the sine and shortens rows by the cosine, in degrees', () => {
    const [xx, xy, x0, yx, yy, y0] = affineMatrix({ shear: 30 }, 5)
    // The centre is 2: x = 1 * (column - 2) - 0.5 * (row - 2) + 2, y = 0.866 * (row - 2) + 2.
    expect([xx, xy, x0]).toEqual([1, expect.closeTo(-0.5, 12), expect.closeTo(1, 12)])
    expect([yx, yy, y0]).toEqual([0, expect.closeTo(0.8660254, 6), expect.closeTo(0.2679492, 6)])
  })

  it('keeps the centre of the picture where it is', () => {
    for (const size of [5, 232]) {
      const [xx, xy, x0, yx, yy, y0] = affineMatrix(
        { rotation: 12, shear: 0.2, zoomX: 0.8, zoomY: 1.2 },
        size,
      )
      const centre = size / 2 - 0.5
      expect(xx * centre + xy * centre + x0).toBeCloseTo(centre, 9)
      expect(yx * centre + yy * centre + y0).toBeCloseTo(centre, 9)
    }
  })

  it('multiplies rotation, shift, shear and zoom in that order', () => {
    const parts: AffineParameters[] = [
      { rotation: 30 },
      { shiftX: 1.5, shiftY: -0.5 },
      { shear: -10 },
      { zoomX: 1.1, zoomY: 0.9 },
    ]
    const point = parts.reduceRight(
      ([x, y], part) => {
        const [xx, xy, x0, yx, yy, y0] = affineMatrix(part, 6)
        return [xx * x + xy * y + x0, yx * x + yy * y + y0] as const
      },
      [1, 4] as readonly [number, number],
    )
    const [xx, xy, x0, yx, yy, y0] = affineMatrix(Object.assign({}, ...parts) as AffineParameters, 6)
    expect([xx + xy * 4 + x0, yx + yy * 4 + y0]).toEqual([
      expect.closeTo(point[0], 9),
      expect.closeTo(point[1], 9),
    ])
  })

  // Made with scipy 1.17.1: ndimage.affine_transform(order=1, mode='nearest') on the matrix of Keras 3.
  it('agrees with SciPy on the definition of Keras', () => {
    const first = transformSquare(square(6), affineMatrix({ shear: 20, zoomX: 0.8, zoomY: 1.2 }, 6))
    expect(rounded(first).slice(0, 18)).toEqual([
      93.09, 141.89, 190.69, 239.49, 102.42, 49, 109.7, 166.91, 75.99, 74.33, 116.07, 131.47, 132.41, 201.34,
      192.15, 83.22, 152.15, 221.09,
    ])
    const second = transformSquare(
      square(6),
      affineMatrix({ rotation: 30, shiftX: 1.5, shiftY: -0.5, shear: -10, zoomX: 1.1, zoomY: 0.9 }, 6),
    )
    expect(rounded(second).slice(0, 18)).toEqual([
      148.66, 206.77, 145.21, 148.72, 204.82, 241.04, 135.36, 58.55, 104, 233.89, 195.5, 110.8, 172.94, 85.71,
      152.4, 174.2, 121.35, 177.45,
    ])
  })

  it('works on a single pixel', () => {
    expect([...transformSquare(Uint8Array.of(77), affineMatrix({ zoomX: 0.8, shear: 3 }, 1))]).toEqual([77])
  })
})

describe('random augmentation', () => {
  it('draws shear in degrees and both zooms independently within the reference ranges', () => {
    const random = createRandom('ranges')
    const drawn = Array.from({ length: 2000 }, () => drawParameters(random))
    const range = (values: number[]) => [Math.min(...values), Math.max(...values)]
    const zooms = [drawn.map(({ zoomX }) => zoomX ?? 0), drawn.map(({ zoomY }) => zoomY ?? 0)]
    for (const values of zooms)
      expect(range(values)).toEqual([expect.closeTo(0.8, 2), expect.closeTo(1.2, 2)])
    expect(range(drawn.map(({ shear }) => shear ?? 0))).toEqual([
      expect.closeTo(-0.2, 2),
      expect.closeTo(0.2, 2),
    ])
    expect(drawn.filter(({ zoomX, zoomY }) => (zoomX ?? 1) > 1 !== (zoomY ?? 1) > 1).length).toBeGreaterThan(
      800,
    )
    expect(REFERENCE_RANGES).toEqual({ zoom: 0.2, shear: 0.2 })
  })

  it('changes a picture the same way for the same seed', () => {
    const source = square(64)
    expect(augmentSquare(source, '1:1:a')).toEqual(augmentSquare(source, '1:1:a'))
    expect(augmentSquare(source, '1:1:a')).not.toEqual(augmentSquare(source, '1:1:b'))
    expect(augmentSquare(source, '1:1:a', { zoom: 0, shear: 0 })).toEqual(source)
    expect(source).toEqual(square(64))
  })

  it('rounds to the nearest gray value', () => {
    const source = square(32)
    const matrix = affineMatrix(drawParameters(createRandom('round')), 32)
    const exact = transformSquare(source, matrix)
    augmentSquare(source, 'round').forEach((value, index) => {
      expect(Math.abs(value - (exact[index] ?? Number.NaN))).toBeLessThanOrEqual(0.5001)
    })
  })

  it('takes a few milliseconds for a picture of the network’s size', () => {
    const source = square(232)
    const times = Array.from({ length: 30 }, (_, index) => {
      const start = performance.now()
      augmentSquare(source, `time:${index}`)
      return performance.now() - start
    })
    expect(Math.min(...times)).toBeLessThan(5)
  })
})
