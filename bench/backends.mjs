// Milliseconds a picture on native TensorFlow and on the wasm backend, in turn in one run, and their ratio.
// Usage: node bench/backends.mjs [rounds]   (after `npm run setup`)
import { createReader } from '../dist/inference/reader.js'
import { drawNoise, modelFolder, silentLog } from './material.mjs'

const rounds = Number(process.argv[2] ?? 10)
const film = await drawNoise()
const readers = ['native', 'wasm'].map((backend) => ({
  times: [],
  reader: createReader({
    modelFolder,
    backend,
    log: silentLog,
    maxPixels: 1e8,
    queueLimit: 8,
    threads: 0,
    gate: false,
    heatmaps: false,
    graphFolder: null,
  }),
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
const figures = `native ${native.toFixed(0)} ms, wasm ${wasm.toFixed(0)} ms, ratio ${(wasm / native).toFixed(2)}`
console.log(`median of ${rounds}, in turn: ${figures}`)
for (const { reader } of readers) await reader.close()
