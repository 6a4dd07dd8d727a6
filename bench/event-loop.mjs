// How long the main event loop is held while pictures are classified, against the same time doing nothing.
// Usage: node bench/event-loop.mjs [pictures]   (after `npm run setup`)
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { createReader } from '../dist/inference/reader.js'
import { drawNoise, modelFolder, silentLog } from './material.mjs'

const count = Number(process.argv[2] ?? 50)
const film = await drawNoise()
const reader = createReader({
  modelFolder,
  backend: 'best',
  log: silentLog,
  maxPixels: 1e8,
  queueLimit: count,
  threads: 0,
  gate: true,
  heatmaps: true,
  graphFolder: null,
})
await reader.ready()

async function holdWhile(work) {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const started = performance.now()
  await work()
  delay.disable()
  const ms = (nanoseconds) => (nanoseconds / 1e6).toFixed(1)
  return { longest: ms(delay.max), p99: ms(delay.percentile(99)), elapsed: performance.now() - started }
}

const busy = await holdWhile(() => Promise.all(Array.from({ length: count }, () => reader.read(film))))
const idle = await holdWhile(() => wait(Math.min(busy.elapsed, 10_000)))
console.log(`${count} pictures in ${(busy.elapsed / 1000).toFixed(1)} s on ${reader.status().model.backend}`)
console.log(`event loop held, classifying: longest ${busy.longest} ms, 99 % within ${busy.p99} ms`)
console.log(`event loop held, idle:        longest ${idle.longest} ms, 99 % within ${idle.p99} ms`)
await reader.close()
