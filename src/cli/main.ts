import { Command, CommanderError } from '@commander-js/extra-typings'
import { Fault } from '../core/fault.js'
import { allowCommand } from './allow.js'
import { auditCommand } from './audit.js'
import { classifyCommand } from './classify.js'
import { compareCommand } from './compare.js'
import type { CommandContext } from './context.js'
import { demoCommand } from './demo.js'
import { doctorCommand } from './doctor.js'
import { evaluateCommand } from './evaluate.js'
import { exportKerasCommand } from './export-keras.js'
import { exportSavedModelCommand } from './export-savedmodel.js'
import { importKerasCommand } from './import-keras.js'
import { inviteCommand } from './invite.js'
import { makeFilmsCommand } from './make-films.js'
import { migrateCommand } from './migrate.js'
import { prepareCommand } from './prepare.js'
import { promoteCommand } from './promote.js'
import { serveCommand } from './serve.js'
import { trainCommand } from './train.js'
import { trainGateCommand } from './train-gate.js'
import { userCommand } from './user.js'

/**
 * Runs one command line, without the program's name.
 * @returns the exit code: 0 done, 1 a fault, 2 wrong usage or wrong settings
 */
export async function main(argv: readonly string[]): Promise<number> {
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stopping.abort(new Error(`stopped by ${signal}`))
    })
  }
  // A reader of our output that goes away (`… | head`) ends the command, not with a fault.
  process.stdout.on('error', () => process.exit(0))
  const context: CommandContext = {
    signal: stopping.signal,
    print: (line) => process.stdout.write(`${line}\n`),
    say: (line) => process.stderr.write(`${line}\n`),
  }
  try {
    await createProgram(context).parseAsync([...argv], { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (stopping.signal.aborted) {
      context.say('Stopped. The same command goes on from here where the work allows it.')
      return 1
    }
    if (error instanceof Fault) {
      context.say(`${error.code}: ${error.message}`)
      return error.code === 'settings_invalid' ? 2 : 1
    }
    context.say(error instanceof Error ? (error.stack ?? error.message) : String(error))
    return 1
  }
}

function createProgram(context: CommandContext): Command {
  const program = new Command('chestcheck')
    .description('Reads chest radiographs, and keeps a record of every prediction.')
    .helpCommand(false)
    .exitOverride()
  for (const create of [
    serveCommand,
    classifyCommand,
    prepareCommand,
    makeFilmsCommand,
    trainCommand,
    trainGateCommand,
    evaluateCommand,
    compareCommand,
    promoteCommand,
    importKerasCommand,
    exportKerasCommand,
    exportSavedModelCommand,
    userCommand,
    inviteCommand,
    allowCommand,
    auditCommand,
    migrateCommand,
    demoCommand,
    doctorCommand,
  ]) {
    program.addCommand(inheritExit(create(context)))
  }
  return program
}

/** Commander ends the process by itself unless every command is told not to. */
function inheritExit(command: Command): Command {
  command.exitOverride()
  for (const child of command.commands) inheritExit(child as Command)
  return command
}
