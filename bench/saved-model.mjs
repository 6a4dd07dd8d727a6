// The frozen graph against the layers model, with TensorFlow's oneDNN kernels and without: milliseconds a picture as they
// pass and of the processor's time, each way in its own process, in turn in one run, so that what else runs is shared.
// Usage: node bench/saved-model.mjs [rounds] [threads] [--bfloat16]   (after `npm run setup`)
import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { childEnvironment } from '../dist/inference/child-environment.js'
import { modelFolder } from './material.mjs'

const script = fileURLToPath(new URL('./saved-model-child.mjs', import.meta.url))
const numbers = process.argv.slice(2).map(Number).filter(Number.isFinite)
const [rounds = 20, threads = 0] = numbers
const cacheFolder = await mkdtemp(join(tmpdir(), 'chestcheck-bench-'))

const networks = ['layers', 'float32', ...(process.argv.includes('--bfloat16') ? ['bfloat16'] : [])]
const ways = networks.flatMap((network) => ['0', '1'].map((oneDnn) => ({ network, oneDnn, passes: [] })))
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const answerOf = (child) =>
  new Promise((resolve, reject) => {
    const fail = () => reject(new Error('a way of running the network ended'))
    child.once('exit', fail)
    child.once('message', (answer) => {
      child.off('exit', fail)
      resolve(answer)
    })
  })

for (const way of ways) {
  way.child = fork(script, [way.network, modelFolder, cacheFolder], {
    env: { ...childEnvironment(threads), TF_ENABLE_ONEDNN_OPTS: way.oneDnn },
  })
  await answerOf(way.child)
}
for (let round = 0; round < rounds; round += 1) {
  for (const { child, passes } of ways) {
    const answer = answerOf(child)
    child.send('read')
    passes.push(await answer)
  }
}
const [first] = ways
const of = (way, kind) => median(way.passes.map((pass) => pass[kind]))
console.log(`median of ${rounds}, in turn, ${threads || 'all'} threads`)
for (const way of ways) {
  const figures = ['passed', 'processor'].map((kind) => {
    const ratio = of(first, kind) / of(way, kind)
    return `${kind} ${of(way, kind).toFixed(0).padStart(5)} ms (${ratio.toFixed(2)} times as fast)`
  })
  const { rss } = way.passes.at(-1)
  console.log(
    `${way.network.padEnd(8)} oneDNN ${way.oneDnn}  ${figures.join('  ')}  ${(rss / 2 ** 20).toFixed(0)} MiB`,
  )
  way.child.kill()
}
await rm(cacheFolder, { recursive: true })
