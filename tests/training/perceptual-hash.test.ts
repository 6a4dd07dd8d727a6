import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  countBits,
  hashWindow,
  sampleWindow,
  THUMBNAIL_SIZE,
  WHOLE,
  WINDOW_SIZE,
  type Window,
} from '../../src/training/perceptual-hash.js'
import { compareDetail } from '../../src/training/prepare/detail.js'
import { layOver, targetOf } from '../../src/training/prepare/likeness.js'
import { findLikePairs } from '../../src/training/prepare/near-duplicates.js'
import { noProgress } from '../../src/training/progress.js'
import { drawPerson, probeFilm } from '../support/films.js'

async function thumbnailOf(bytes: Uint8Array): Promise<Uint8Array> {
  const probed = await probeFilm(bytes)
  if ('refused' in probed) throw new Error(probed.refused)
  return probed.thumbnail
}

function hash(thumbnail: Uint8Array, window: Window = WHOLE) {
  return hashWindow(sampleWindow(thumbnail, window, new Float32Array(WINDOW_SIZE ** 2)))
}

function distance(left: Uint8Array, right: Uint8Array): number {
  const [a, b] = [hash(left), hash(right)]
  return countBits(a[0] ^ b[0]) + countBits(a[1] ^ b[1])
}

describe('the perceptual hash', () => {
  it('counts the bits of any word, negative ones too', () => {
    expect([0, 1, -1, 0x55555555, -2147483648].map(countBits)).toEqual([0, 1, 32, 16, 1])
  })

  it('stays near after re-encoding, resizing and a change of contrast, and goes far for another person', async () => {
    const film = await drawPerson(1)
    const original = await thumbnailOf(film)
    const changed = [
      await sharp(film).jpeg({ quality: 35 }).toBuffer(),
      await sharp(film).resize(150, 150).webp().toBuffer(),
      await sharp(film).linear(0.7, 30).png().toBuffer(),
    ]
    for (const bytes of changed) expect(distance(original, await thumbnailOf(bytes))).toBeLessThanOrEqual(4)
    expect(distance(original, await thumbnailOf(await drawPerson(2)))).toBeGreaterThan(8)
  })

  it('is one number for a picture without any structure', () => {
    const blank = new Uint8Array(THUMBNAIL_SIZE ** 2).fill(90)
    expect(hash(blank)).toEqual(hash(blank.map(() => 200)))
  })
})

describe('the likeness of two pictures', () => {
  it('is nearly 1 for a crop that a window is near to, and low for another person', async () => {
    const film = await drawPerson(3)
    const crop = await thumbnailOf(
      await sharp(film)
        .extract({ left: 30, top: 14, width: 200, height: 220 })
        .jpeg({ quality: 60 })
        .toBuffer(),
    )
    const whole = await thumbnailOf(film)
    const near: Window = { left: 0.1, right: 0.1, top: 0.05, bottom: 0.05 }
    const fit = layOver(targetOf(crop, WHOLE), whole, near)
    expect(fit?.correlation).toBeGreaterThan(0.93)
    expect(fit?.window.left).toBeCloseTo(30 / 256, 2)
    expect(compareDetail(crop, whole, fit?.window ?? WHOLE)).toBeGreaterThan(0.8)
    const other = await thumbnailOf(await drawPerson(4))
    expect(layOver(targetOf(crop, WHOLE), other, near)).toBeNull()
    const laid = layOver(targetOf(crop, WHOLE), other, near, 'anybody')
    expect(compareDetail(crop, other, laid?.window ?? WHOLE)).toBeLessThan(0.5)
  })

  it('is 0 for a blank picture', () => {
    const blank = new Uint8Array(THUMBNAIL_SIZE ** 2).fill(90)
    expect(layOver(targetOf(blank, WHOLE), blank, WHOLE)).toBeNull()
    expect(compareDetail(blank, blank, WHOLE)).toBe(0)
  })
})

describe('the search for like pictures', () => {
  let thumbnails: readonly Uint8Array[]

  beforeAll(async () => {
    const people = await Promise.all(Array.from({ length: 24 }, (_, person) => drawPerson(person)))
    const [first, second, third] = people as [Buffer, Buffer, Buffer]
    const copies = [
      await sharp(first).jpeg({ quality: 30 }).toBuffer(),
      await sharp(second).extract({ left: 25, top: 25, width: 206, height: 206 }).png().toBuffer(),
      await sharp(third)
        .extract({ left: 0, top: 0, width: 225, height: 230 })
        .linear(1.2, -10)
        .jpeg()
        .toBuffer(),
      await sharp(first).extend({ left: 20, right: 20, background: '#000000' }).jpeg().toBuffer(),
    ]
    thumbnails = await Promise.all([...people, ...copies].map(thumbnailOf))
  })

  it('finds copies, crops and added borders, and no two people', async () => {
    const pairs = await findLikePairs(thumbnails, noProgress, new AbortController().signal)
    const found = pairs.map(({ first, second }) => `${first}-${second}`)
    expect(found.filter((pair) => pair !== '24-27')).toEqual(['0-24', '0-27', '1-25', '2-26'])
    for (const { correlation } of pairs) expect(correlation).toBeGreaterThan(0.78)
  })

  it('stops when it is asked to', async () => {
    const stopping = new AbortController()
    stopping.abort(new Error('stopped'))
    await expect(findLikePairs(thumbnails, noProgress, stopping.signal)).rejects.toThrow('stopped')
  })

  it('gives nothing for nothing', async () => {
    expect(await findLikePairs([], noProgress, new AbortController().signal)).toEqual([])
  })
})
