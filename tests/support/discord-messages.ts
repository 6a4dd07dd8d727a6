import type { SentFile } from './multipart.js'
import type { StoredFile } from './discord-payloads.js'
import { BOT_USER_ID, GUILD_CHANNEL_ID, GUILD_ID, directChannelOf, newSnowflake } from './discord-payloads.js'

/** A message as it stands in a channel. */
export interface DiscordMessage {
  readonly id: string
  readonly channelId: string
  /** Null in a direct chat. */
  readonly guildId: string | null
  readonly authorId: string
  readonly isBot: boolean
  /** Only one person sees it. */
  readonly ephemeral: boolean
  readonly mentionsBot: boolean
  readonly mentionsBotRole: boolean
  /** The message that it replies to. */
  readonly replyTo: string | null
  /** That a person attached. */
  readonly files: readonly StoredFile[]
  readonly forwarded: readonly StoredFile[] | null
  readonly nonce: string | null
  /** "is thinking…": deferred, and not answered yet. */
  thinking: boolean
  content: string
  components: readonly unknown[]
  embeds: readonly unknown[]
  /** That the bot uploaded, and that stand with the message now. */
  uploads: readonly SentFile[]
}

export interface MessageOptions {
  readonly content?: string
  readonly files?: readonly StoredFile[]
  /** Files of a message that is forwarded with this one. */
  readonly forwarded?: readonly StoredFile[]
  readonly user?: string
  /** In a server; a direct chat unless true. */
  readonly guild?: boolean
  readonly mentionsBot?: boolean
  /** The bot's role in the server, in the place of the bot. */
  readonly mentionsBotRole?: boolean
  /** The id of the message that it replies to. */
  readonly replyTo?: string
  /** Whether that message comes with this one: Discord does not always fetch it. */
  readonly bringsReferenced?: boolean
  readonly isBot?: boolean
}

/** The messages of all channels. */
export interface DiscordMessages {
  write(message: MessageOptions): DiscordMessage
  /** A message of the bot. */
  writeAsBot(message: Partial<DiscordMessage> & Pick<DiscordMessage, 'channelId'>): DiscordMessage
  find(id: string): DiscordMessage | undefined
  withNonce(channelId: string, nonce: unknown): DiscordMessage | undefined
  readonly erase: (id: string) => void
  /** Those of the bot that stand, oldest first. */
  ofBot(): readonly DiscordMessage[]
  all(): readonly DiscordMessage[]
}

export function createDiscordMessages(): DiscordMessages {
  const messages = new Map<string, DiscordMessage>()

  function keep(message: DiscordMessage): DiscordMessage {
    messages.set(message.id, message)
    return message
  }

  return {
    write({ user = '77', guild = false, ...message }) {
      return keep({
        id: newSnowflake(),
        channelId: guild ? GUILD_CHANNEL_ID : directChannelOf(user),
        guildId: guild ? GUILD_ID : null,
        authorId: message.isBot === true ? '66' : user,
        isBot: message.isBot ?? false,
        ephemeral: false,
        mentionsBot: message.mentionsBot ?? false,
        mentionsBotRole: message.mentionsBotRole ?? false,
        replyTo: message.replyTo ?? null,
        files: message.files ?? [],
        forwarded: message.forwarded ?? null,
        nonce: null,
        thinking: false,
        content: message.content ?? '',
        components: [],
        embeds: [],
        uploads: [],
      })
    },
    writeAsBot: (message) =>
      keep({
        id: newSnowflake(),
        guildId: message.channelId === GUILD_CHANNEL_ID ? GUILD_ID : null,
        authorId: BOT_USER_ID,
        isBot: true,
        ephemeral: false,
        mentionsBot: false,
        mentionsBotRole: false,
        replyTo: null,
        files: [],
        forwarded: null,
        nonce: null,
        thinking: false,
        content: '',
        components: [],
        embeds: [],
        uploads: [],
        ...message,
      }),
    find: (id) => messages.get(id),
    withNonce: (channelId, nonce) =>
      [...messages.values()].find(
        (message) => message.channelId === channelId && message.nonce !== null && message.nonce === nonce,
      ),
    erase: (id) => void messages.delete(id),
    ofBot: () => [...messages.values()].filter(({ authorId }) => authorId === BOT_USER_ID),
    all: () => [...messages.values()],
  }
}
