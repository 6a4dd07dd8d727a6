import type { Examination, ModelIdentity } from '../core/examination.js'

/** Arguments of the child process, as one JSON word. */
export interface ChildOptions {
  readonly modelFolder: string
  readonly maxPixels: number
  readonly backend: 'native' | 'wasm' | 'best'
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
      readonly version: string
      readonly nativeProblem: string | null
    }
  | { readonly type: 'failed'; readonly code: string; readonly message: string }
  | {
      readonly type: 'examined'
      readonly id: number
      readonly examination: Examination
      readonly tensors: number
      readonly rss: number
    }
