import { Command } from '@commander-js/extra-typings'
import { loadConfig } from '../config.js'
import { createLog } from '../logger.js'
import type { CommandContext } from './main.js'

export function serveCommand({ signal, print }: CommandContext): Command {
  return new Command('serve')
    .description('Serve the web pages and the dashboard, and the bots whose tokens are set.')
    .addHelpText('after', '\nExample:\n  PORT=8080 chestcheck serve')
    .action(async () => {
      const config = loadConfig()
      // Loaded here alone: the other commands need neither the bots nor the pages.
      const { startServer } = await import('../main.js')
      const server = await startServer(config, createLog(config.logLevel))
      print(`ChestCheck is at ${server.url}`)
      if (server.setupUrl !== null) print(`Create the first administrator, once: ${server.setupUrl}`)
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
