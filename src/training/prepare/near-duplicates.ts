import { countBits, hashWindow, sampleWindow, WHOLE, WINDOW_SIZE, WINDOWS } from '../perceptual-hash.js'
import type { Progress } from '../progress.js'
import { compareDetail } from './detail.js'
import { layOver, targetOf, type Target } from './likeness.js'

/** Two pictures, by their places in the list, that show the same exposure. `first` is below `second`. */
export interface LikePair {
  readonly first: number
  readonly second: number
  /** Of their detail, once one is laid over the other; at most 1. */
  readonly correlation: number
}

export interface LikenessLimits {
  /** Bits of 64 in which the hashes of a copy may differ. */
  readonly bits: number
  /** Correlation of their structure, once one is laid over the other, below which their detail is not looked at. */
  readonly structure: number
  /** Correlation of their detail from which a pair counts as one picture. */
  readonly detail: number
}

/** Chosen on training pictures of different patients and their copies; the report of `prepare` shows how they do on others. */
export const LIKENESS_LIMITS: LikenessLimits = { bits: 8, structure: 0.7, detail: 0.78 }

/**
 * Finds pictures that are copies, re-encodings or crops of one another. In trials crops
 * of up to 10 % a side were nearly all found, of up to 20 % a side half of them. The hash of every whole picture
 * is compared with the hashes of the windows of every other one; what is near is laid over it and its fine structure
 * compared, so that two films of two people, or of one on two days, stay apart.
 * The hashes are scanned in a line: at the distances that crops need, a tree of hashes visits nearly all of its nodes.
 * @param thumbnails `THUMBNAIL_SIZE` squared gray bytes each
 */
export async function findLikePairs(
  thumbnails: readonly Uint8Array[],
  progress: Progress,
  signal: AbortSignal,
  limits: LikenessLimits = LIKENESS_LIMITS,
): Promise<readonly LikePair[]> {
  const count = thumbnails.length
  const targets = thumbnails.map((thumbnail) => targetOf(thumbnail, WHOLE))
  const { first, second } = hashAll(thumbnails)
  const distances = new Uint8Array(count)
  const nearest = new Uint8Array(count)
  const found = new Map<number, LikePair>()
  progress.start('comparing', count)
  for (let picture = 0; picture < count; picture += 1) {
    if (picture % 32 === 0) {
      // Lets a request to stop come through.
      await new Promise((resolve) => setImmediate(resolve))
      signal.throwIfAborted()
      progress.advance(picture)
    }
    distances.fill(65)
    const thumbnail = thumbnails[picture] as Uint8Array
    WINDOWS.forEach((window, number) => {
      const [left, right] = hashWindow(sampleWindow(thumbnail, window, new Float32Array(WINDOW_SIZE ** 2)))
      for (let other = 0; other < count; other += 1) {
        const part = countBits(left ^ (first[other] as number))
        if (part > limits.bits) continue
        const distance = part + countBits(right ^ (second[other] as number))
        if (distance < (distances[other] as number)) {
          distances[other] = distance
          nearest[other] = number
        }
      }
    })
    for (let other = 0; other < count; other += 1) {
      if ((distances[other] as number) > limits.bits || other === picture) continue
      const key = Math.min(picture, other) * count + Math.max(picture, other)
      if (found.has(key)) continue
      const target = targets[other] as Target
      const window = WINDOWS[nearest[other] as number] ?? WHOLE
      const fit = layOver(target, thumbnail, window)
      if (!fit || fit.correlation < limits.structure) continue
      const correlation = compareDetail(thumbnails[other] as Uint8Array, thumbnail, fit.window)
      if (correlation < limits.detail) continue
      found.set(key, { first: Math.min(picture, other), second: Math.max(picture, other), correlation })
    }
  }
  progress.end()
  return [...found.values()].sort((a, b) => a.first - b.first || a.second - b.second)
}

function hashAll(thumbnails: readonly Uint8Array[]): { first: Int32Array; second: Int32Array } {
  const first = new Int32Array(thumbnails.length)
  const second = new Int32Array(thumbnails.length)
  const samples = new Float32Array(WINDOW_SIZE ** 2)
  thumbnails.forEach((thumbnail, index) => {
    const [left, right] = hashWindow(sampleWindow(thumbnail, WHOLE, samples))
    first[index] = left
    second[index] = right
  })
  return { first, second }
}
