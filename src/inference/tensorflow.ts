import { createRequire } from 'node:module'
import util from 'node:util'
import { join, dirname } from 'node:path'
import type * as TensorFlow from '@tensorflow/tfjs'
import { Fault } from '../core/fault.js'

export type { TensorFlow }

/** TensorFlow as it was found on this machine. */
export interface LoadedTensorFlow {
  readonly tf: typeof TensorFlow
  readonly backend: 'native' | 'wasm'
  /** Version of the native library, or of the wasm backend's package. */
  readonly version: string
  /** Why the native library could not be used; null when it is. */
  readonly nativeProblem: string | null
}

const require = createRequire(import.meta.url)

/** The native binding says more than tfjs types: its TensorFlow version. */
interface NativeBackend {
  readonly binding: { readonly TF_Version: string }
}

/**
 * Loads native TensorFlow, or the wasm backend where the native library cannot be had.
 * Threads of the native library are read by it from `TF_NUM_INTRAOP_THREADS` when it loads.
 * @throws Fault `inference_unavailable` when neither works, or when `only` is `native` and it does not.
 */
export async function loadTensorFlow(only?: 'native' | 'wasm'): Promise<LoadedTensorFlow> {
  let nativeProblem = 'the wasm backend was asked for'
  if (only !== 'wasm') {
    try {
      return loadNative()
    } catch (error) {
      nativeProblem = error instanceof Error ? (error.message.split('\n')[0] ?? 'unknown') : 'unknown'
      if (only === 'native')
        throw new Fault('inference_unavailable', 'native TensorFlow cannot be loaded', { cause: error })
    }
  }
  try {
    return { ...(await loadWasm()), nativeProblem }
  } catch (error) {
    throw new Fault('inference_unavailable', 'no TensorFlow backend can be loaded', { cause: error })
  }
}

function loadNative(): LoadedTensorFlow {
  // tfjs-node 4.22 calls util.isNullOrUndefined, which Node 23 dropped. Goes when tfjs-node 4.23 is out.
  const legacy = util as { isNullOrUndefined?: (value: unknown) => boolean }
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined
  const tf = require('@tensorflow/tfjs-node') as typeof TensorFlow
  const { binding } = tf.backend() as unknown as NativeBackend
  return { tf, backend: 'native', version: binding.TF_Version, nativeProblem: null }
}

async function loadWasm(): Promise<Omit<LoadedTensorFlow, 'nativeProblem'>> {
  const tf = require('@tensorflow/tfjs') as typeof TensorFlow
  const wasm = require('@tensorflow/tfjs-backend-wasm') as {
    setWasmPaths(folder: string): void
    version_wasm: string
  }
  wasm.setWasmPaths(
    `${join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist')}/`,
  )
  if (!(await tf.setBackend('wasm'))) throw new Error('the wasm backend did not start')
  await tf.ready()
  return { tf, backend: 'wasm', version: wasm.version_wasm }
}
