import { Command } from '@commander-js/extra-typings'
import { openRecords } from '../compose.js'
import { loadConfig } from '../config.js'
import type { CommandContext } from './context.js'
import { wholeNumber } from './options.js'

const DAY_MS = 24 * 60 * 60 * 1000

export function inviteCommand({ print, say }: CommandContext): Command {
  const command = new Command('invite')
    .description('Make a code that lets people use the bots. It is shown once.')
    .option('--uses <n>', 'people it admits', wholeNumber(1, 10_000), 1)
    .option('--days <n>', 'days until it expires', wholeNumber(1, 3650), 7)
    .addHelpText('after', '\nExample:\n  chestcheck invite --uses 5 --days 14')
    .action(async ({ uses, days }) => {
      const records = await openRecords(loadConfig())
      try {
        const expiresAt = new Date(Date.now() + days * DAY_MS)
        print(await records.admission.issue({ uses, expiresAt }))
        say(
          `Send it to the bot as /join CODE. It admits ${uses} until ${expiresAt.toISOString().slice(0, 10)}.`,
        )
      } finally {
        await records.database.close()
      }
    })
  return command
}
