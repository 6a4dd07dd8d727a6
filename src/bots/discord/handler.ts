import { MessageFlags } from 'discord.js'
import type { Log } from '../../core/log.js'
import type { Sender } from '../../core/study.js'
import type { Conversation, Incoming } from '../conversation.js'
import type { Download } from '../download.js'
import type { RunningWork } from '../running-work.js'
import { PICTURE_OPTIONS } from './commands.js'
import { discordErrorCode } from './error-code.js'
import type { SentFile } from './file.js'
import { attachmentOf } from './file.js'
import type { DeferredInteraction, RepliableMessage } from './reply.js'
import { createInteractionReply, createMessageReply } from './reply.js'

export interface DiscordHandling {
  readonly conversation: Conversation
  readonly work: RunningWork
  readonly download: Download
  readonly log: Log
  /** False for an id that was handled before: a resumed connection replays events. */
  readonly isFirstSight: (id: string) => boolean
}

/** What is used of a slash command. */
export interface SlashCommand extends DeferredInteraction {
  readonly id: string
  readonly commandName: string
  readonly channelId: string | null
  readonly user: { readonly id: string }
  readonly options: {
    getAttachment(name: string): SentFile | null
    getBoolean(name: string): boolean | null
    getString(name: string): string | null
  }
  deferReply(how: { readonly flags?: MessageFlags.Ephemeral }): Promise<unknown>
}

/** Takes one slash command. Returns at once. */
export function handleCommand(command: SlashCommand, handling: DiscordHandling): void {
  const { conversation, work, log, isFirstSight } = handling
  if (!isFirstSight(command.id)) return
  const incoming = incomingOf(command, handling)
  if (incoming === null) return
  work.start(async () => {
    if (!(await defer(command, incoming, log))) return
    const sender: Sender = { channel: 'discord', person: command.user.id, chat: command.channelId }
    await conversation.hear(sender, incoming, createInteractionReply(command, log))
  })
}

/** Discord wants a first response within 3 s, so this comes before anything that may take time. */
async function defer(command: SlashCommand, incoming: Incoming, log: Log): Promise<boolean> {
  const onlyForSender = incoming.kind !== 'pictures' || (command.options.getBoolean('private') ?? true)
  try {
    await command.deferReply(onlyForSender ? { flags: MessageFlags.Ephemeral } : {})
    return true
  } catch (error) {
    log.warn('reply.not_deferred', { channel: 'discord', code: discordErrorCode(error) })
    return false
  }
}

function incomingOf(
  { commandName, options }: SlashCommand,
  { download, log }: DiscordHandling,
): Incoming | null {
  switch (commandName) {
    case 'xray': {
      const files = PICTURE_OPTIONS.map((name) => options.getAttachment(name)).filter((file) => file !== null)
      return { kind: 'pictures', attachments: files.map((file) => attachmentOf(file, download, log)) }
    }
    case 'join':
      return { kind: 'join', code: (options.getString('code') ?? '').trim() }
    case 'help':
      return { kind: 'help' }
    default:
      return null
  }
}

/** What is used of a message in a server or a direct chat. */
export interface ChatMessage extends RepliableMessage {
  readonly id: string
  readonly channelId: string
  /** Null in a direct chat. */
  readonly guildId: string | null
  readonly author: { readonly id: string; readonly bot: boolean }
  readonly webhookId: string | null
  /** A notice of the platform, written by nobody. */
  readonly system: boolean
  readonly content: string
  readonly reference: object | null
  readonly attachments: Files
  /** Forwarded messages. */
  readonly messageSnapshots: { map<T>(of: (forwarded: { readonly attachments: Files }) => T): T[] }
  readonly mentions: { readonly users: { has(id: string): boolean } }
}

interface Files {
  map<T>(of: (file: SentFile) => T): T[]
}

/** Takes one message. Returns at once. In a server the bot is silent unless it is mentioned or pinged by a reply. */
export function handleChatMessage(message: ChatMessage, me: string, handling: DiscordHandling): void {
  const { conversation, work, log, isFirstSight } = handling
  if (message.author.bot || message.webhookId !== null || message.system) return
  if (message.guildId !== null && !message.mentions.users.has(me)) return
  if (!isFirstSight(message.id)) return
  const incoming = heardIn(message, handling)
  if (incoming === null) return
  const sender: Sender = { channel: 'discord', person: message.author.id, chat: message.channelId }
  work.start(() => conversation.hear(sender, incoming, createMessageReply(message, log)))
}

function heardIn(message: ChatMessage, { download, log }: DiscordHandling): Incoming | null {
  const attach = (file: SentFile) => attachmentOf(file, download, log)
  const forwarded = message.messageSnapshots.map((snapshot) => snapshot.attachments.map(attach)).flat()
  const attachments = [...message.attachments.map(attach), ...forwarded]
  if (attachments.length > 0) return { kind: 'pictures', attachments }
  if (message.guildId === null) return writtenCommand(message.content) ?? { kind: 'words' }
  // Somebody who thanks the bot in a reply wants no answer.
  return message.reference === null ? { kind: 'words' } : null
}

/** In a direct chat commands work as plain words too: slash commands may be registered for servers alone. */
function writtenCommand(content: string): Incoming | null {
  const [, name, rest = ''] = /^\/?(start|help|join)\b\s*([\s\S]*)$/i.exec(content.trim()) ?? []
  switch ((name ?? '').toLowerCase()) {
    case 'start':
      return { kind: 'start' }
    case 'help':
      return { kind: 'help' }
    case 'join':
      return { kind: 'join', code: rest }
    default:
      return null
  }
}
