import type { Scores } from './label.js'

/** How a decoded picture becomes the network's input. Bound to the weights it was chosen with. */
export interface PreprocessingSettings {
  /** Changes whenever the pixels that reach the network would change. */
  readonly version: 'gray-fill-1' | 'gray-fill-2'
  /** Pixels on each side of the square input. */
  readonly size: number
}

/** A proportion with its 95 % interval. `n` is the denominator. */
export interface Proportion {
  readonly value: number
  readonly low: number
  readonly high: number
  readonly n: number
}

/** What a model scored, on which split, and the command that shows it again. */
export interface ReportedMetrics {
  readonly split: string
  readonly command: string
  readonly accuracy: Proportion
  readonly sensitivity: Readonly<Record<keyof Scores, Proportion>>
  readonly specificity: Readonly<Record<keyof Scores, Proportion>>
}

/** `manifest.json` of a model folder. Start-up refuses the folder when anything here disagrees with its files. */
export interface ModelManifest {
  readonly format: 1
  readonly name: string
  readonly created: string
  /** The name of an entry of the training's registry of architectures. */
  readonly architecture: string
  readonly labels: readonly string[]
  /** Height, width, channels. */
  readonly inputShape: readonly [number, number, number]
  readonly preprocessing: PreprocessingSettings
  /** The layer that heatmaps are made of; the last convolution when it is left out. */
  readonly heatmapLayer?: string | undefined
  /** The logits are divided by this before the softmax; 1 leaves them alone (Guo et al. 2017). */
  readonly temperature: number
  /** The calibrated score that a class must reach to be reported. */
  readonly thresholds: Scores
  /** SHA-256 in hex of every other file of the folder that the program loads. */
  readonly files: Readonly<Record<string, string>>
  readonly training: {
    readonly protocol: string
    readonly pictures: Readonly<Record<string, number>>
    readonly note: string
  }
  readonly metrics: readonly ReportedMetrics[]
  readonly licence: string
}

/**
 * The file of a model folder with the pictures that bfloat16 must read as float32 does: gray squares as the network takes
 * them, `size * size` bytes each, one after the other.
 */
export const CHECK_SQUARES_FILE = 'check-squares.bin'
