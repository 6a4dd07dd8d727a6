import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from '@commander-js/extra-typings'
import { openRecords, startReader } from '../compose.js'
import { loadConfig, programFolder } from '../config.js'
import { Fault, faultCode } from '../core/fault.js'
import { silentLog } from '../core/log.js'
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
      const { version, nativeProblem } = reader.vitals()
      const backend = reader.status().model?.backend
      await reader.close()
      if (backend === 'native') print(`tensorflow   native ${version ?? ''}`)
      if (backend === 'wasm') {
        print(`tensorflow   WASM ${version ?? ''}, several times slower than native: ${nativeProblem ?? ''}`)
      }
      for (const line of await setupLines()) print(line)
      if (!database || !model) throw new Fault('internal', 'something above is broken')
    })
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
