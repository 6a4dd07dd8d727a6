import type { Examination, ModelIdentity } from '../core/examination.js'

/** Arguments of the child process, as one JSON word. */
export interface ChildOptions {
  readonly modelFolder: string
  readonly maxPixels: number
  readonly backend: 'native' | 'wasm' | 'best'
  /** False answers even where the model's gate would refuse. */
  readonly gate: boolean
  /** Whether readings come with a heatmap. */
  readonly heatmaps: boolean
  /** Where graphs frozen from models are kept, for serving on them; null runs the network layer by layer. */
  readonly graphFolder: string | null
}

/** To the child: one picture at a time. */
export interface ReadRequest {
  readonly type: 'read'
  readonly id: number
  readonly bytes: Uint8Array
}

/** From the child. `ready` comes once, after the warm-up. */
export type ChildMessage =
  | {
      readonly type: 'ready'
      readonly model: ModelIdentity
      readonly gated: boolean
      readonly version: string
      readonly nativeProblem: string | null
      /** Why the network runs layer by layer although a graph was asked for; null when it does not. */
      readonly graphProblem: string | null
    }
  | { readonly type: 'failed'; readonly code: string; readonly message: string }
  | {
      readonly type: 'examined'
      readonly id: number
      readonly examination: Examination
      readonly tensors: number
      readonly rss: number
    }
