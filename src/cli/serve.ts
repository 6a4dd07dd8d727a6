import { Command } from '@commander-js/extra-typings'
import { loadConfig } from '../config.js'
import { faultCode } from '../core/fault.js'
import { createLog } from '../logger.js'
import type { CommandContext } from './context.js'

export function serveCommand({ signal, print }: CommandContext): Command {
  return new Command('serve')
    .description('Serve the web pages and the dashboard, and the bots whose tokens are set.')
    .addHelpText('after', '\nExample:\n  PORT=8080 chestcheck serve')
    .action(async () => {
      const config = loadConfig()
      const log = createLog(config.logLevel)
      // A malformed packet inside an SDK must not end the program, and its message must not reach the log.
      process.on('unhandledRejection', (reason) => {
        log.error('process.unhandled_rejection', { code: faultCode(reason) })
      })
      // Loaded here alone: the other commands need neither the bots nor the pages.
      const { startServer } = await import('../main.js')
      const server = await startServer(config, log)
      if (server.setupUrl !== null) print(`Create the first administrator, once: ${server.setupUrl}`)
      // The address comes last: whoever waits for it then has read everything.
      print(`ChestCheck is at ${server.url}`)
      if (!signal.aborted) {
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => {
            resolve()
          })
        })
      }
      await server.stop()
    })
}
