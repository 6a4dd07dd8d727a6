import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import { Fault } from '../../core/fault.js'
import { runCodec, type CodecJob, type WasmModule } from './codec-worker.js'
import type { CodestreamShape } from './codestream.js'
import { corrupt } from './unreadable.js'

/** The codestreams that the compiled codecs decode. */
export type Codec = 'jpeg' | 'jpeg-ls' | 'jpeg-2000' | 'htj2k'

const DECODER: Readonly<Record<Codec, string>> = {
  jpeg: 'DecodeJpeg',
  'jpeg-ls': 'DecodeJpegLs',
  'jpeg-2000': 'DecodeJpeg2000',
  htj2k: 'DecodeHtJpeg2000',
}

/** A sandbox starts with 256 MiB, of which it touches what it uses. */
const MAX_MEMORY = 1536 * 2 ** 20
/** What a frame may take before it is given up: some twenty times of what it takes on a slow machine. */
const BASE_MS = 8_000
const MS_PER_MEGAPIXEL = 2_000

/**
 * Decodes one frame to samples, colours together: bytes, or 16-bit words in little endian where the precision is
 * above 8. The codecs are C and C++ compiled to WebAssembly; each frame gets a thread and a sandbox of its own, so that a
 * hostile one can neither reach this process, nor leave anything behind for the next, nor go on for ever.
 *
 * Throws `UnreadableDicom` for whatever the codec makes of the bytes, and a `Fault` where the codecs cannot be loaded.
 */
export async function decodeCodestream(
  codec: Codec,
  codestream: Uint8Array,
  shape: CodestreamShape,
): Promise<Uint8Array> {
  const module = await codecs()
  const milliseconds = BASE_MS + ((shape.width * shape.height) / 1e6) * MS_PER_MEGAPIXEL
  return runInThread(
    { module, decoder: DECODER[codec], codestream, shape, maxMemory: MAX_MEMORY },
    milliseconds,
  )
}

function runInThread(job: CodecJob, milliseconds: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(`(${runCodec.toString()})(require('node:worker_threads'))`, {
      eval: true,
      workerData: job,
      env: {},
      execArgv: [],
    })
    const timer = setTimeout(() => void thread.terminate(), milliseconds)
    thread.once('message', resolve)
    // Traps, the codec's own errors and running out of time: all say that the bytes are not right.
    thread.once('error', () => {
      reject(corrupt())
    })
    thread.once('exit', () => {
      clearTimeout(timer)
      reject(corrupt())
    })
  })
}

/** Compiled once, at the first frame that needs it. */
let compiled: Promise<WasmModule> | undefined

function codecs(): Promise<WasmModule> {
  compiled ??= loadCodecs().catch((cause: unknown) => {
    compiled = undefined
    throw new Fault('internal', 'the picture codecs could not be loaded', { cause })
  })
  return compiled
}

async function loadCodecs(): Promise<WasmModule> {
  // The file alone: the package's scripts, and what they depend on, are not loaded.
  const path = createRequire(import.meta.url).resolve('dcmjs-codecs/build/dcmjs-native-codecs.wasm')
  return WebAssembly.compile(await readFile(path))
}

declare const WebAssembly: { compile(bytes: Uint8Array): Promise<WasmModule> }
