import type { RESTPutAPIApplicationCommandsJSONBody } from 'discord.js'
import {
  ApplicationCommandOptionType as Option,
  ApplicationCommandType,
  InteractionContextType as Context,
} from 'discord.js'
import { COMMAND_TEXTS } from '../command-texts.js'

/** The attachment options of /xray, in order; the first is required. */
export const PICTURE_OPTIONS = ['picture', 'picture2', 'picture3', 'picture4'] as const

const everywhere = {
  type: ApplicationCommandType.ChatInput as const,
  contexts: [Context.Guild, Context.BotDM],
}

/** The slash commands, as they are registered. Registering the same ones again changes nothing. */
export const DISCORD_COMMANDS: RESTPutAPIApplicationCommandsJSONBody = [
  {
    ...everywhere,
    name: 'xray',
    description: COMMAND_TEXTS.xray,
    options: [
      ...PICTURE_OPTIONS.map((name, index) => ({
        type: Option.Attachment as const,
        name: name,
        description: index === 0 ? COMMAND_TEXTS.picture : COMMAND_TEXTS.furtherPicture,
        required: index === 0,
      })),
      { type: Option.Boolean, name: 'private', description: COMMAND_TEXTS.private, required: false },
    ],
  },
  {
    ...everywhere,
    name: 'join',
    description: COMMAND_TEXTS.join,
    options: [
      { type: Option.String, name: 'code', description: COMMAND_TEXTS.code, required: true, max_length: 100 },
    ],
  },
  { ...everywhere, name: 'help', description: COMMAND_TEXTS.help },
]
