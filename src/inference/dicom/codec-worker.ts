import type * as WorkerThreads from 'node:worker_threads'
import type { CodestreamShape } from './codestream.js'

/** What is used of WebAssembly, whose types TypeScript has for browsers only. */
export type WasmModule = object
interface WasmInstance {
  readonly exports: Readonly<Record<string, unknown>>
}
type WasmImports = Record<string, Record<string, (...values: number[]) => unknown>>
declare const WebAssembly: {
  Instance: new (module: WasmModule, imports: WasmImports) => WasmInstance
}

/** One frame to decode. */
export interface CodecJob {
  readonly module: WasmModule
  /** The decoder's name among the exports of the module. */
  readonly decoder: string
  readonly codestream: Uint8Array
  readonly shape: CodestreamShape
  /** Bytes that the sandbox may grow to. */
  readonly maxMemory: number
}

/**
 * Decodes one frame in a thread of its own and posts the samples; anything wrong ends the thread with an error.
 *
 * The thread is started from the text of this function, so that it runs alike from sources and compiled: nothing from outside
 * of it may be used but types and what it is given.
 */
export function runCodec({ parentPort, workerData }: typeof WorkerThreads): void {
  const { module, decoder, codestream, shape, maxMemory } = workerData as CodecJob
  // What the JPEG codec says when data ran out or made no sense and it went on with gray. It has words for it alone,
  // and a film of which half was made up must not be read.
  const madeUp = /Corrupt JPEG data: (premature end|bad Huffman)|Premature end of JPEG/
  const memory = () => (instance.exports['memory'] as { readonly buffer: ArrayBuffer }).buffer
  const stop = () => {
    throw new Error('the codec gave up')
  }
  const listen = (start = 0, length = 0) => {
    if (madeUp.test(Buffer.from(memory(), start, Math.min(length, 200)).toString('latin1'))) stop()
  }
  const grown = () => {
    if (memory().byteLength > maxMemory) stop()
  }
  const nothing = () => 0
  const instance = new WebAssembly.Instance(module, {
    env: {
      onCodecsException: stop,
      onCodecsInfo: listen,
      onCodecsTrace: nothing,
      emscripten_notify_memory_growth: grown,
    },
    wasi_snapshot_preview1: {
      proc_exit: stop,
      clock_time_get: nothing,
      fd_write: nothing,
      fd_close: nothing,
      fd_seek: nothing,
      environ_sizes_get: nothing,
      environ_get: nothing,
    },
  })
  const call = (name: string, ...values: number[]) =>
    (instance.exports[name] as (...values: number[]) => number)(...values)
  // The layout is that of the codestream and not of the file, because the codec sizes its buffers by it.
  const bytesPerSample = shape.precision > 8 ? 2 : 1
  call('_initialize')
  const frame = call('CreateCodecsContext')
  call('SetColumns', frame, shape.width)
  call('SetRows', frame, shape.height)
  call('SetBitsAllocated', frame, bytesPerSample * 8)
  call('SetBitsStored', frame, shape.precision)
  call('SetSamplesPerPixel', frame, shape.components)
  call('SetPixelRepresentation', frame, shape.signed ? 1 : 0)
  call('SetPlanarConfiguration', frame, 0)
  call('SetEncodedBufferSize', frame, codestream.byteLength)
  new Uint8Array(memory()).set(codestream, call('GetEncodedBuffer', frame))
  call(decoder, frame, call('CreateDecoderParameters'))
  const size = call('GetDecodedBufferSize', frame)
  if (size !== shape.width * shape.height * shape.components * bytesPerSample) stop()
  const start = call('GetDecodedBuffer', frame)
  const samples = new Uint8Array(memory().slice(start, start + size))
  parentPort?.postMessage(samples, [samples.buffer])
}
