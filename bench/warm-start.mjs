// Seconds from `npm start` on a checkout that is up to date to the address, and to the first answer to an upload.
// Usage: node bench/warm-start.mjs
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { drawNoise } from './material.mjs'

const folder = await mkdtemp(join(tmpdir(), 'chestcheck-bench-'))
const film = await drawNoise()
const entry = fileURLToPath(new URL('../bin/chestcheck.mjs', import.meta.url))
const started = performance.now()
const seconds = () => ((performance.now() - started) / 1000).toFixed(2)
const program = spawn(process.execPath, [entry, 'serve'], {
  env: { ...process.env, PORT: '0', DATA_DIR: folder, ACCESS: 'open', LOG_LEVEL: 'silent' },
  stdio: ['ignore', 'pipe', 'inherit'],
})
for await (const line of createInterface({ input: program.stdout })) {
  const url = /^ChestCheck is at (\S+)$/.exec(line)?.[1]
  if (!url) continue
  console.log(`served after ${seconds()} s`)
  const form = new FormData()
  form.append('picture', new Blob([film]), 'film.jpg')
  const answer = await fetch(`${url}/upload`, { method: 'POST', body: form, headers: { origin: url } })
  console.log(`first answer after ${seconds()} s (status ${answer.status})`)
  program.kill('SIGTERM')
  break
}
await new Promise((resolve) => program.once('exit', resolve))
await rm(folder, { recursive: true, force: true })
