// Milliseconds a picture on native TensorFlow and on the wasm backend, in turn in one run, and their ratio.
// Usage: node bench/backends.mjs [pictures]   (after `npm run setup`)
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { createReader } from '../dist/inference/reader.js'

const rounds = Number(process.argv[2] ?? 10)
const modelFolder = fileURLToPath(new URL('../models/reference-vgg16', import.meta.url))
const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
const noise = {
  create: { width: 512, height: 512, channels: 3, noise: { type: 'gaussian', mean: 110, sigma: 40 } },
}
const film = await sharp({ ...noise, create: { ...noise.create, background: '#000' } })
  .jpeg()
  .toBuffer()

const readers = ['native', 'wasm'].map((backend) => ({
  backend,
  times: [],
  reader: createReader({ modelFolder, backend, log, maxPixels: 1e8, queueLimit: 8, threads: 0 }),
}))
for (const { reader } of readers) await reader.ready()
for (let round = 0; round < rounds; round += 1) {
  for (const { reader, times } of readers) {
    const { timings } = await reader.read(film)
    times.push(timings.classifyMs)
  }
}
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const [native, wasm] = readers.map(({ times }) => median(times))
console.log(
  `median of ${rounds}, in turn: native ${native.toFixed(0)} ms, wasm ${wasm.toFixed(0)} ms, ratio ${(wasm / native).toFixed(2)}`,
)
for (const { reader } of readers) await reader.close()
