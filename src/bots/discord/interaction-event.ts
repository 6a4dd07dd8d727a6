import type {
  APIApplicationCommandInteraction,
  APIApplicationCommandInteractionDataBasicOption,
  APIChatInputApplicationCommandInteraction,
  APIInteraction,
  APIMessageApplicationCommandInteraction,
  APIMessageComponentInteraction,
} from 'discord.js'
import { ApplicationCommandType, InteractionType, MessageFlags } from 'discord.js'
import { isLanguage } from '../../core/language.js'
import { PICTURE_OPTIONS } from './commands.js'
import { buttonsIn } from './components.js'
import { filesOf } from './files.js'
import type { InteractionPlace, Said, Taken } from './taken.js'
import { noteOf } from './written.js'

/** An interaction that is answered, and with it where its answer goes. */
export interface TakenInteraction extends Taken {
  readonly place: InteractionPlace
}

/** What an interaction says; null for what is none of ours. `me` is the bot's own id. */
export function takenOfInteraction(event: APIInteraction, me: string): TakenInteraction | null {
  switch (event.type) {
    case InteractionType.ApplicationCommand:
      return takenOfCommand(event, me)
    case InteractionType.MessageComponent:
      return takenOfPress(event)
    default:
      return null
  }
}

function takenOfCommand(event: APIApplicationCommandInteraction, me: string): TakenInteraction | null {
  if (isSlash(event)) {
    const said = saidByCommand(event)
    const hidden = optionsOf(event).private ?? !isDirect(event)
    const open = said?.kind === 'pictures' && hidden === false
    return said && taken(event, said, open, null)
  }
  if (!isMenu(event)) return null
  return taken(event, saidByMenu(event, me), isDirect(event), null)
}

/** Somebody pressed a button of ours. What they get is as open as the message that the button stands under. */
function takenOfPress(event: APIMessageComponentInteraction): TakenInteraction {
  const open = ((event.message.flags ?? 0) & MessageFlags.Ephemeral) === 0
  const buttons = buttonsIn(event.message.components ?? [])
  return taken(event, { kind: 'press', data: event.data.custom_id, buttons }, open, event.message.id)
}

const isSlash = (
  event: APIApplicationCommandInteraction,
): event is APIChatInputApplicationCommandInteraction => event.data.type === ApplicationCommandType.ChatInput

const isMenu = (event: APIApplicationCommandInteraction): event is APIMessageApplicationCommandInteraction =>
  event.data.type === ApplicationCommandType.Message

/** In a direct chat nobody else reads, and a hidden answer would only go when the app restarts. */
const isDirect = (event: Event): boolean => event.guild_id === undefined

type Event = APIApplicationCommandInteraction | APIMessageComponentInteraction

function taken(event: Event, said: Said, open: boolean, pressed: string | null): TakenInteraction {
  const channel = event.channel.id
  return {
    version: 1,
    speaker: {
      channel: 'discord',
      person: (event.member?.user ?? event.user)?.id ?? '',
      chat: channel,
      server: event.guild_id ?? null,
      locale: event.locale,
      alone: !open || isDirect(event),
    },
    said,
    place: {
      kind: 'interaction',
      id: event.id,
      application: event.application_id,
      token: event.token,
      channel,
      pressed,
      open,
    },
  }
}

type Options = Readonly<Record<string, APIApplicationCommandInteractionDataBasicOption['value'] | undefined>>

function optionsOf({ data }: APIChatInputApplicationCommandInteraction): Options {
  return Object.fromEntries(
    (data.options ?? []).flatMap((option) => ('value' in option ? [[option.name, option.value]] : [])),
  )
}

function saidByCommand(event: APIChatInputApplicationCommandInteraction): Said | null {
  const { code, language, ...options } = optionsOf(event)
  switch (event.data.name) {
    case 'xray': {
      const attachments = event.data.resolved?.attachments ?? {}
      const sent = PICTURE_OPTIONS.flatMap((name) => attachments[String(options[name])] ?? [])
      return { kind: 'pictures', files: filesOf(sent, null), note: null }
    }
    case 'join':
      return { kind: 'join', code: String(code ?? '').trim() }
    case 'language':
      return { kind: 'language', language: isLanguage(language) ? language : null }
    case 'start':
    case 'help':
    case 'about':
    case 'privacy':
    case 'status':
    case 'mine':
    case 'delete':
      return { kind: 'command', command: event.data.name }
    default:
      return null
  }
}

/** The message on which the menu was opened comes whole, whoever wrote it. The bot's own pictures are heatmaps. */
function saidByMenu({ data }: APIMessageApplicationCommandInteraction, me: string): Said {
  const message = data.resolved.messages[data.target_id]
  if (!message || message.author.id === me) return { kind: 'words' }
  const files = filesOf(message, { channel: message.channel_id, message: message.id })
  return files.length === 0 ? { kind: 'words' } : { kind: 'pictures', files, note: noteOf(message.content) }
}
