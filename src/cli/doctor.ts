import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from '@commander-js/extra-typings'
import { openRecords, startReader } from '../compose.js'
import { loadConfig, programFolder } from '../config.js'
import type { ModelIdentity } from '../core/examination.js'
import { Fault, faultCode } from '../core/fault.js'
import { silentLog } from '../core/log.js'
import { listKeptGraphs, SERVING_FOLDER } from '../inference/saved-model/kept-graph.js'
import { multipliesBfloat16 } from '../inference/saved-model/processor.js'
import type { CommandContext } from './context.js'

/** What the set-up wrote of its tries to find native TensorFlow. */
interface SetupReport {
  readonly backend: 'native' | 'wasm'
  readonly way: string | null
  readonly attempts: readonly { readonly way: string; readonly reason: string }[]
}

export function doctorCommand({ print }: CommandContext): Command {
  return new Command('doctor')
    .description('Say what works here and what does not: settings, database, model, TensorFlow.')
    .addHelpText('after', '\nExample:\n  chestcheck doctor')
    .action(async () => {
      const config = loadConfig()
      print(`node         ${process.version} on ${process.platform}-${process.arch}`)
      print(`data         ${config.dataDir}`)
      const check = async (name: string, work: () => Promise<string>): Promise<boolean> => {
        try {
          print(`${name.padEnd(12)} ${await work()}`)
          return true
        } catch (error) {
          print(
            `${name.padEnd(12)} BROKEN (${faultCode(error)}): ${error instanceof Error ? error.message : 'unknown'}`,
          )
          return false
        }
      }
      const database = await check('database', async () => {
        const records = await openRecords(config)
        await records.database.close()
        return `${config.databaseFile}, up to date`
      })
      const reader = startReader(config, silentLog)
      const model = await check('model', async () => {
        await reader.ready()
        return reader.status().model?.id ?? 'unknown'
      })
      const { version, nativeProblem, graphProblem } = reader.vitals()
      const identity = reader.status().model
      const backend = identity?.backend
      await reader.close()
      if (backend === 'native') print(`tensorflow   native ${version ?? ''}`)
      if (backend === 'wasm') {
        print(`tensorflow   WASM ${version ?? ''}, several times slower than native: ${nativeProblem ?? ''}`)
      }
      if (graphProblem !== null) print(`graph        NONE: ${graphProblem}`)
      if (identity !== null) for (const line of await servingLines(identity, config.dataDir)) print(line)
      for (const line of await setupLines()) print(line)
      if (!database || !model) throw new Fault('internal', 'something above is broken')
    })
}

/** In which precision answers come, why, and the frozen graphs that are kept for them. */
async function servingLines({ id, precision }: ModelIdentity, dataDir: string): Promise<string[]> {
  const why =
    precision === 'bfloat16'
      ? "on this processor's matrix units; the model's check pictures keep their labels"
      : (await multipliesBfloat16())
        ? 'the model has no check pictures for bfloat16, or they did not keep their labels'
        : 'this processor has no matrix units for bfloat16'
  const graphs = await listKeptGraphs(join(dataDir, SERVING_FOLDER), id)
  return [
    `precision    ${precision}: ${why}`,
    ...graphs.map(({ folder, bytes }) => `graph        ${folder}, ${Math.round(bytes / 1e6)} MB`),
    ...(graphs.length === 0 ? ['graph        none kept: the network runs layer by layer'] : []),
  ]
}

/** How native TensorFlow came here, and why the ways before that failed. */
async function setupLines(): Promise<string[]> {
  const text = await readFile(join(programFolder, '.cache', 'tensorflow.json'), 'utf8').catch(() => null)
  if (text === null) return []
  const { way, attempts } = JSON.parse(text) as SetupReport
  return [
    ...(way === null ? [] : [`  set up by  ${way}`]),
    ...attempts.map((attempt) => `  not by     ${attempt.way}: ${attempt.reason}`),
  ]
}
