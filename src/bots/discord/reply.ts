import type { Log } from '../../core/log.js'
import type { PictureWithCaption } from '../../core/answer.js'
import type { ReplyLine } from '../conversation.js'
import { discordApiCode, discordErrorCode } from './error-code.js'

/** Characters of one message, by Discord's documentation of Create Message. */
export const MESSAGE_LIMIT = 2000

const UNKNOWN_MESSAGE = 10008

/** A slash command that was deferred: Discord itself shows the sign of life, and the answer takes its place. */
export interface DeferredInteraction {
  editReply(reply: ReplyChange): Promise<unknown>
}

/** What is changed of a message; what is left out stays. */
export type ReplyChange = { readonly content: string } | ShownPictures

interface ShownPictures {
  readonly files: { readonly attachment: Buffer; readonly name: string; readonly description: string }[]
  readonly embeds: { readonly description: string; readonly image: { readonly url: string } }[]
  /** Empty: a change that is carried out twice leaves the pictures there once. */
  readonly attachments: []
}

/** Characters of a file's description, by Discord's documentation of attachments. */
const DESCRIPTION_LIMIT = 1024

function shown(pictures: readonly PictureWithCaption[]): ShownPictures {
  const named = pictures.map((picture, index) => ({ ...picture, name: `heatmap-${index + 1}.jpg` }))
  return {
    files: named.map(({ bytes, name, caption }) => ({
      attachment: Buffer.from(bytes),
      name,
      description: caption.slice(0, DESCRIPTION_LIMIT),
    })),
    embeds: named.map(({ name, caption }) => ({
      description: caption,
      image: { url: `attachment://${name}` },
    })),
    attachments: [],
  }
}

async function tryToShow(log: Log, change: () => Promise<unknown>): Promise<void> {
  try {
    await change()
  } catch (error) {
    log.warn('reply.heatmap_lost', { channel: 'discord', code: discordErrorCode(error) })
  }
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
    show: (pictures) => tryToShow(log, () => interaction.editReply(shown(pictures))),
  }
}

/** A message that can be replied to. */
export interface RepliableMessage {
  reply(reply: {
    readonly content: string
    /** Replies even when the message was deleted in the meantime. */
    readonly failIfNotExists: boolean
  }): Promise<{ edit(reply: ReplyChange): Promise<unknown> }>
}

export function createMessageReply(message: RepliableMessage, log: Log): ReplyLine {
  type Sent = Awaited<ReturnType<RepliableMessage['reply']>>
  let placeholder: Sent | null = null
  let answered: Sent | null = null
  const send = (content: string) => message.reply({ content, failIfNotExists: false })

  /** False when somebody deleted the placeholder. */
  async function edit(sent: Sent, content: string): Promise<boolean> {
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
        const edited = placeholder !== null && (await edit(placeholder, content))
        answered = edited ? placeholder : await send(content)
        return true
      } catch (error) {
        log.warn('reply.lost', { channel: 'discord', code: discordErrorCode(error) })
        return false
      }
    },
    show: (pictures) => tryToShow(log, async () => answered?.edit(shown(pictures))),
  }
}
