// Brings a checkout up to date with plain Node and nothing installed: dependencies, native TensorFlow, the database
// client and the build. Each step is skipped when its inputs are unchanged, and says one line on stderr when it runs.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { alone } from './setup/lock.mjs'

const run = promisify(execFile)
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const cache = join(root, '.cache')
const OLDEST_NODE = [20, 19]

const say = (line) => process.stderr.write(`chestcheck: ${line}\n`)

async function hashFiles(...paths) {
  const hash = createHash('sha256').update(`${process.version} ${process.platform} ${process.arch}`)
  const add = async (path) => {
    const entries = await readdir(path, { withFileTypes: true }).catch(() => null)
    if (entries === null) {
      hash.update(path.slice(root.length)).update(await readFile(path))
      return
    }
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name !== 'generated') await add(join(path, entry.name))
    }
  }
  for (const path of paths) await add(join(root, path))
  return hash.digest('hex')
}

/** Whether the step ran before on the same inputs and what it made is still there. */
async function isCurrent({ name, inputs, made }) {
  const known = await readFile(markerOf(name), 'utf8').catch(() => '')
  return known === (await hashFiles(...inputs)) && made.every((path) => existsSync(join(root, path)))
}

const markerOf = (name) => join(cache, `${name}.done`)

async function take({ name, inputs, work }) {
  const started = performance.now()
  say(`${name} …`)
  // Before the work: what changes meanwhile has to run again.
  const hash = await hashFiles(...inputs)
  await work()
  await writeFile(markerOf(name), hash)
  say(`${name} done in ${((performance.now() - started) / 1000).toFixed(1)} s`)
}

function npm(args) {
  // Native parts are compiled against this Node's own headers where it brings them, without a download.
  const prefix = resolve(dirname(process.execPath), '..')
  const headers = existsSync(join(prefix, 'include/node/node.h')) ? { npm_config_nodedir: prefix } : {}
  const command = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  return run(command, args, { cwd: root, env: { ...headers, ...process.env }, maxBuffer: 1 << 26 })
}

async function installDependencies() {
  // Install scripts download binaries from addresses that are often refused: the only one that is needed runs by itself.
  await npm(['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund'])
  await npm(['rebuild', 'better-sqlite3', '--no-audit', '--no-fund'])
}

async function provideNativeTensorFlow() {
  const { provideTensorFlow } = await import('./setup/tensorflow.mjs')
  const outcome = await provideTensorFlow({
    report: join(cache, 'tensorflow.json'),
    progress: (line) => say(`  ${line}`),
  })
  if (outcome.backend === 'native') return say(`  TensorFlow ${outcome.version}, ${outcome.way}`)
  say('  NO NATIVE TENSORFLOW: the wasm backend will serve, several times slower. What was tried:')
  for (const { way, reason } of outcome.attempts) say(`    ${way}: ${reason}`)
}

const STEPS = [
  {
    name: 'dependencies',
    inputs: ['package-lock.json'],
    made: ['node_modules/hono', 'node_modules/better-sqlite3/build/Release/better_sqlite3.node'],
    work: installDependencies,
  },
  {
    name: 'native-tensorflow',
    inputs: ['package-lock.json', 'scripts/setup/tensorflow.mjs'],
    made: ['.cache/tensorflow.json'],
    work: provideNativeTensorFlow,
  },
  {
    name: 'database-client',
    inputs: ['package-lock.json', 'prisma/schema.prisma'],
    made: ['src/store/generated'],
    work: async () => (await import('./setup/prisma.mjs')).generateClient({ root }),
  },
  {
    name: 'build',
    inputs: ['src', 'prisma/schema.prisma', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'],
    made: ['dist/cli/main.js'],
    work: () =>
      run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { cwd: root }),
  },
]

async function areCurrent(steps) {
  for (const step of steps) if (!(await isCurrent(step))) return false
  return true
}

/** Brings everything up to date. Rejects with the output of the step that failed. */
export async function bootstrap() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    throw new Error(`Node ${OLDEST_NODE.join('.')} or newer is needed; this is ${process.versions.node}`)
  }
  if (await areCurrent(STEPS)) return
  const work = async () => {
    for (const step of STEPS) if (!(await isCurrent(step))) await take(step)
  }
  await alone(join(cache, 'set-up.lock'), work, () => say('waiting for another set-up of this checkout …'))
}

/** For scripts: brings everything up to date or ends the process with the reason. */
export async function bootstrapOrExit() {
  try {
    await bootstrap()
  } catch (error) {
    say(`set-up failed: ${error.message}`)
    for (const output of [error.stdout, error.stderr]) if (output) process.stderr.write(`${output}\n`)
    process.exit(1)
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await bootstrapOrExit()
