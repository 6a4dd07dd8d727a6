import type { APIMessage, GatewayMessageCreateDispatchData } from 'discord.js'
import { MessageReferenceType, MessageType } from 'discord.js'
import { filesOf } from './files.js'
import type { Said, Taken } from './taken.js'
import { namesBot, noteOf, writtenCommand } from './written.js'

/** The bot, as a server knows it. */
export interface Self {
  readonly me: string
  /** The role that Discord made for the bot in this server: people mention it in the place of the bot. */
  readonly role: string | null
  /** The language of the server, where it is known. */
  readonly locale: string | null
}

/**
 * What a message says to the bot; null where it is silent: in a server unless it is mentioned or pinged by a reply, for
 * other bots, and for notices of the platform.
 */
export function takenOfMessage(message: GatewayMessageCreateDispatchData, self: Self): Taken | null {
  if (message.author.bot === true || message.webhook_id !== undefined) return null
  if (message.type !== MessageType.Default && message.type !== MessageType.Reply) return null
  if (message.guild_id !== undefined && !isAddressed(message, self)) return null
  const said = heardIn(message, self)
  return (
    said && {
      version: 1,
      speaker: {
        channel: 'discord',
        person: message.author.id,
        chat: message.channel_id,
        server: message.guild_id ?? null,
        locale: self.locale,
        alone: message.guild_id === undefined,
      },
      said,
      place: { kind: 'message', channel: message.channel_id, message: message.id },
    }
  )
}

function isAddressed(message: APIMessage, { me, role }: Self): boolean {
  return (
    message.mentions.some(({ id }) => id === me) || (role !== null && message.mention_roles.includes(role))
  )
}

function heardIn(message: GatewayMessageCreateDispatchData, { me, role }: Self): Said | null {
  const files = filesOf(message, homeOf(message))
  const note = noteOf(message.content)
  if (files.length > 0) return { kind: 'pictures', files, note }
  const command = writtenCommand(message.content)
  if (command) return command
  const referenced = saidByReference(message, note, me)
  if (referenced) return referenced
  // Somebody who thanks the bot in a reply wants no answer.
  const onlyPinged = message.message_reference !== undefined && !namesBot(message.content, me, role)
  return message.guild_id !== undefined && onlyPinged ? null : { kind: 'words' }
}

/** A reply speaks of the pictures of the message that it replies to. The bot's own pictures are heatmaps. */
function saidByReference(message: APIMessage, note: string | null, me: string): Said | null {
  const { message_reference: reference, referenced_message: referenced } = message
  if (reference?.message_id === undefined || reference.type === MessageReferenceType.Forward) return null
  // Null is a message that was deleted.
  if (referenced === null || referenced?.author.id === me) return null
  const files = referenced ? filesOf(referenced, homeOf(referenced)) : []
  if (files.length > 0) return { kind: 'pictures', files, note: note ?? noteOf(referenced?.content ?? '') }
  const channel = reference.channel_id
  return { kind: 'pointed', channel, message: reference.message_id, note, me }
}

const homeOf = ({ channel_id: channel, id: message }: APIMessage): { channel: string; message: string } => ({
  channel,
  message,
})
