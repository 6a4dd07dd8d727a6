import { Argument, Command } from '@commander-js/extra-typings'
import { openRecords } from '../compose.js'
import { loadConfig } from '../config.js'
import type { Place } from '../core/admission.js'
import { PROGRAM } from '../core/audit.js'
import { Fault } from '../core/fault.js'
import type { CommandContext } from './context.js'

const BY = { ...PROGRAM, channel: 'shell' } as const

export function allowCommand({ print }: CommandContext): Command {
  const command = new Command('allow')
    .description('Let everybody in a chat, or on a server, use the bot there; or no longer.')
    .addArgument(new Argument('<channel>', 'which bot').choices(['telegram', 'discord']))
    .option('--chat <id>', 'the platform’s id of a chat; of a Telegram group it begins with a minus')
    .option('--server <id>', 'the platform’s id of a Discord server')
    .option('--remove', 'allow it no longer', false)
    .addHelpText(
      'after',
      '\nThe id is kept only as a pseudonym.' +
        '\n\nExample:\n  chestcheck allow telegram --chat=-1001234567890\n  chestcheck allow discord --server 81384788765712384',
    )
    .action(async (channel, { chat, server, remove }) => {
      const place = readPlace(channel, chat, server)
      const { admission, database } = await openRecords(loadConfig())
      try {
        const changed = remove ? await admission.disallow(place, BY) : await admission.allow(place, BY)
        print(
          changed
            ? remove
              ? 'Removed.'
              : 'Allowed.'
            : remove
              ? 'It was not allowed.'
              : 'It was allowed already.',
        )
      } finally {
        await database.close()
      }
    })
  return command as unknown as Command
}

function readPlace(channel: 'telegram' | 'discord', chat?: string, server?: string): Place {
  const id = chat ?? server
  if (id === undefined || (chat !== undefined && server !== undefined)) {
    throw new Fault('settings_invalid', 'say either --chat or --server')
  }
  if (server !== undefined && channel === 'telegram') {
    throw new Fault('settings_invalid', 'Telegram has no servers: say --chat')
  }
  if (!/^-?\d{1,24}$/.test(id)) {
    throw new Fault('settings_invalid', 'an id is a whole number')
  }
  return { channel, kind: chat === undefined ? 'server' : 'chat', id }
}
