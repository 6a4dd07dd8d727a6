import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const entry = fileURLToPath(new URL('../../bin/chestcheck.mjs', import.meta.url))

/** The program as its users start it, in a process of its own. */
export interface Program {
  readonly url: string
  /** Null when an account exists. */
  readonly setupUrl: string | null
  /** Everything the program wrote, both streams. */
  output(): string
  /** Ends it as an operator does, and gives the exit code. */
  stop(): Promise<number | null>
  /** Ends it as a power cut does. */
  kill(): Promise<void>
}

type Environment = Readonly<Record<string, string>>

/** A data folder that is removed by the function that comes with it. */
export async function scratchFolder(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'chestcheck-program-'))
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** Nothing of the machine's own settings reaches the program. */
function environmentOf(settings: Environment): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env
  return { PATH, HOME, ...settings }
}

/** Starts `chestcheck serve` and waits for its address. */
export async function startProgram(settings: Environment): Promise<Program> {
  const child = spawn(process.execPath, [entry, 'serve'], {
    env: environmentOf({ PORT: '0', ...settings }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const lines = createInterface({ input: child.stdout })
  const url = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      output += `${line}\n`
      const found = /^ChestCheck is at (\S+)$/.exec(line)
      if (found?.[1]) resolve(found[1])
    })
    void ended.then(() => {
      reject(new Error(`the program ended before it served:\n${output}`))
    })
  })
  return {
    url,
    get setupUrl() {
      return /(http\S+\/setup\?\S+)/.exec(output)?.[1] ?? null
    },
    output: () => output,
    stop() {
      child.kill('SIGTERM')
      return ended
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Runs one command to its end. */
export function runCommand(
  args: readonly string[],
  settings: Environment = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [entry, ...args], {
    env: environmentOf(settings),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  return new Promise((resolve) =>
    child.once('close', (code) => {
      resolve({ code, stdout, stderr })
    }),
  )
}

/** Creates the first administrator by the one-time link and gives the session's cookie. */
export async function becomeAdministrator(program: Program): Promise<string> {
  const link = new URL(program.setupUrl ?? '')
  const response = await fetch(link, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: program.url },
    body: new URLSearchParams({
      token: link.searchParams.get('token') ?? '',
      name: 'Ada',
      email: 'ada@clinic.example',
      password: 'a-long-enough-password',
    }),
  })
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}
