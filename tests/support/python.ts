import { execFileSync, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Requirement } from './requirements.js'

/** Python with Keras: the one that CHESTCHECK_PYTHON names, or `python3` where that has it. */
export const python: string | undefined = [process.env['CHESTCHECK_PYTHON'], 'python3'].find(
  (command) => command !== undefined && command !== '' && hasKeras(command),
)

export const needsKeras: Requirement = {
  met: python !== undefined,
  reason: 'no Python with Keras: name one in CHESTCHECK_PYTHON',
}

/** One thread, and no graphics card even where there is one, so that both sides compute alike. */
const ENVIRONMENT = {
  TF_CPP_MIN_LOG_LEVEL: '3',
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
  CUDA_VISIBLE_DEVICES: '-1',
}

function hasKeras(command: string): boolean {
  try {
    // Looking the package up takes milliseconds, importing it takes seconds.
    const look = 'import importlib.util, sys; sys.exit(importlib.util.find_spec("keras") is None)'
    execFileSync(command, ['-c', look], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Runs a script of this folder and gives what it prints as JSON in its last line. */
export async function runPython(script: string, args: readonly string[]): Promise<unknown> {
  const file = fileURLToPath(new URL(script, import.meta.url))
  const child = spawn(python ?? 'python3', [file, ...args], { env: { ...process.env, ...ENVIRONMENT } })
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`${script} ended with ${code}:\n${errors}`)
  return JSON.parse(output.trim().split('\n').at(-1) ?? 'null') as unknown
}
