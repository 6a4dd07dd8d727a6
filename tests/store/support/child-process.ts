import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/**
 * Translates the store and core to JavaScript, so that a process of its own can run them: Node does not read
 * TypeScript. In the repository, because from there the packages are found. Gives the folder.
 */
export async function compileStore(): Promise<string> {
  await mkdir(join(root, '.cache'), { recursive: true })
  const target = await mkdtemp(join(root, '.cache', 'store-'))
  for (const part of ['core', 'store']) {
    const folder = join(root, 'src', part)
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith('.ts')) continue
      const source = join(entry.parentPath, entry.name)
      const path = join(target, relative(join(root, 'src'), source)).replace(/\.ts$/, '.js')
      const { outputText } = ts.transpileModule(await readFile(source, 'utf8'), {
        compilerOptions: {
          target: ts.ScriptTarget.ES2022,
          module: ts.ModuleKind.ESNext,
          verbatimModuleSyntax: true,
        },
      })
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, outputText)
    }
  }
  return target
}

export async function removeCompiled(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}

/** A process that runs a script on the compiled store. */
export interface StoreProcess {
  /** Lines printed so far. */
  readonly printed: readonly string[]
  /** Resolves with the lines once at least `count` are there; rejects when the process ends before. */
  lines(count: number): Promise<readonly string[]>
  /** Resolves with the lines when the process ended well; rejects with what it wrote to stderr. */
  ended(): Promise<readonly string[]>
  /** Kills it at once, as a power cut would, and waits until it is gone. */
  kill(): Promise<void>
}

/** Starts `script`, an ES module in which `store(name)` imports a file of the store and `argument` is what is given. */
export function startStoreProcess(compiled: string, script: string, argument: unknown): StoreProcess {
  const preamble = `const store = (name) => import(${JSON.stringify(compiled)} + '/store/' + name + '.js')
    const argument = ${JSON.stringify(argument)}
    const print = (line) => process.stdout.write(line + '\\n')\n`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', preamble + script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const printed: string[] = []
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString()
  })
  const reader = createInterface({ input: child.stdout })
  reader.on('line', (line) => printed.push(line))
  const closed = once(child, 'close') as Promise<[number | null]>

  return {
    printed,
    async lines(count) {
      while (printed.length < count) {
        const line = once(reader, 'line')
        await Promise.race([line, closed])
        if (child.exitCode !== null && printed.length < count) throw new Error(`ended early: ${complaint}`)
      }
      return printed
    },
    async ended() {
      const [code] = await closed
      if (code !== 0) throw new Error(`ended with ${code}: ${complaint}`)
      return printed
    },
    async kill() {
      child.kill('SIGKILL')
      await closed
    },
  }
}
