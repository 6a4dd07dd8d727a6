import type { Log } from '../../core/log.js'
import type { ReplyLine } from '../conversation.js'
import { discordApiCode, discordErrorCode } from './error-code.js'

/** Characters of one message, by Discord's documentation of Create Message. */
export const MESSAGE_LIMIT = 2000

const UNKNOWN_MESSAGE = 10008

/** A slash command that was deferred: Discord itself shows the sign of life, and the answer takes its place. */
export interface DeferredInteraction {
  editReply(reply: { readonly content: string }): Promise<unknown>
}

export function createInteractionReply(interaction: DeferredInteraction, log: Log): ReplyLine {
  return {
    limit: MESSAGE_LIMIT,
    signOfLife: () => Promise.resolve(true),
    async answer(content) {
      try {
        await interaction.editReply({ content })
        return true
      } catch (error) {
        log.warn('reply.lost', { channel: 'discord', code: discordErrorCode(error) })
        return false
      }
    },
  }
}

/** A message that can be replied to. */
export interface RepliableMessage {
  reply(reply: {
    readonly content: string
    /** Replies even when the message was deleted in the meantime. */
    readonly failIfNotExists: boolean
  }): Promise<{ edit(reply: { readonly content: string }): Promise<unknown> }>
}

export function createMessageReply(message: RepliableMessage, log: Log): ReplyLine {
  let placeholder: Awaited<ReturnType<RepliableMessage['reply']>> | null = null
  const send = (content: string) => message.reply({ content, failIfNotExists: false })

  /** False when somebody deleted the placeholder. */
  async function edit(sent: NonNullable<typeof placeholder>, content: string): Promise<boolean> {
    try {
      await sent.edit({ content })
      return true
    } catch (error) {
      if (discordApiCode(error) === UNKNOWN_MESSAGE) return false
      throw error
    }
  }

  return {
    limit: MESSAGE_LIMIT,
    async signOfLife(content) {
      try {
        placeholder = await send(content)
        return true
      } catch (error) {
        log.warn('reply.placeholder_lost', { channel: 'discord', code: discordErrorCode(error) })
        // A refusal of the API (no permission, channel gone) will meet the answer as well.
        return discordApiCode(error) === null
      }
    },
    async answer(content) {
      try {
        if (placeholder === null || !(await edit(placeholder, content))) await send(content)
        return true
      } catch (error) {
        log.warn('reply.lost', { channel: 'discord', code: discordErrorCode(error) })
        return false
      }
    },
  }
}
