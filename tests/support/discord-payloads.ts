import type { DiscordMessage } from './discord-messages.js'

/** Discord's descriptions of things, as its gateway sends them, with what the SDK reads and little more. */

let lastId = 1_100_000_000_000_000_000n

export function newSnowflake(): string {
  lastId += 1n
  return String(lastId)
}

export const APPLICATION_ID = '900000000000000001'
export const BOT_USER_ID = '900000000000000002'
export const GUILD_ID = '900000000000000003'
export const GUILD_CHANNEL_ID = '900000000000000004'
/** The role that Discord makes for a bot in each server. */
export const BOT_ROLE_ID = '900000000000000005'

/** A file on the stand-in server. */
export interface StoredFile {
  readonly id: string
  readonly url: string
  readonly size: number
}

export function userPayload(id: string, bot = false): object {
  return {
    id,
    username: `user${id.slice(-4)}`,
    discriminator: '0',
    avatar: null,
    bot,
    global_name: 'Ada Patientname',
  }
}

/** A file as somebody attached it. The declared type and the name are what the sender claimed. */
export function attachmentPayload(file: StoredFile): object {
  return {
    id: file.id,
    filename: 'Patientname.jpg',
    size: file.size,
    url: file.url,
    proxy_url: file.url,
    content_type: 'image/jpeg',
  }
}

function rolePayload(id: string, name: string, tags: object): object {
  return { id, name, permissions: '0', position: 0, color: 0, hoist: false, managed: false, ...tags }
}

export function guildPayload(): object {
  return {
    id: GUILD_ID,
    name: 'Ward 3',
    owner_id: '1',
    unavailable: false,
    member_count: 2,
    preferred_locale: 'en-US',
    channels: [{ id: GUILD_CHANNEL_ID, type: 0, name: 'films', position: 0, permission_overwrites: [] }],
    threads: [],
    members: [],
    roles: [
      rolePayload(GUILD_ID, '@everyone', {}),
      rolePayload(BOT_ROLE_ID, 'ChestCheck', { managed: true, tags: { bot_id: BOT_USER_ID } }),
    ],
    emojis: [],
    stickers: [],
    features: [],
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    joined_at: '2026-01-01T00:00:00.000Z',
  }
}

export interface CommandOptions {
  readonly name: 'xray' | 'join' | 'help' | (string & {})
  /** Files for the options `picture`, `picture2` and so on, by option. */
  readonly files?: Readonly<Record<string, StoredFile>>
  readonly code?: string
  readonly language?: string
  readonly private?: boolean
  readonly user?: string
  /** In a server, unless false. */
  readonly guild?: boolean
  /** Of the person's app. */
  readonly locale?: string
}

/** Beside what happened: who used it, and where. */
export interface InteractionOptions {
  readonly user?: string | undefined
  readonly guild?: boolean | undefined
  readonly locale?: string | undefined
}

export function commandData(command: CommandOptions): object {
  const { name, files = {}, code, language } = command
  const text = (option: string, value: string | undefined): object[] =>
    value === undefined ? [] : [{ name: option, type: 3, value }]
  const options = [
    ...Object.entries(files).map(([option, file]) => ({ name: option, type: 11, value: file.id })),
    ...text('code', code),
    ...text('language', language),
    ...(command.private === undefined ? [] : [{ name: 'private', type: 5, value: command.private }]),
  ]
  const attachments = Object.fromEntries(
    Object.values(files).map((file) => [file.id, attachmentPayload(file)]),
  )
  return { id: newSnowflake(), name, type: 1, options, resolved: { attachments } }
}

/** The menu of a message: the message comes whole, whoever wrote it. */
export function menuData(message: DiscordMessage): object {
  const resolved = { messages: { [message.id]: messagePayload(message, { whole: true }) } }
  return { id: newSnowflake(), name: 'Read as a chest film', type: 3, target_id: message.id, resolved }
}

export function interactionPayload(id: string, token: string, event: object, by: InteractionOptions): object {
  return {
    id,
    token,
    version: 1,
    application_id: APPLICATION_ID,
    ...event,
    ...placeOf(by.user ?? '77', by.guild ?? true),
    locale: by.locale ?? 'en-GB',
    entitlements: [],
    authorizing_integration_owners: {},
    app_permissions: '0',
    attachment_size_limit: 10_485_760,
  }
}

function placeOf(user: string, guild: boolean): object {
  if (!guild) {
    const id = directChannelOf(user)
    return { channel_id: id, channel: { id, type: 1 }, user: userPayload(user), context: 1 }
  }
  return {
    guild_id: GUILD_ID,
    guild_locale: 'en-US',
    channel_id: GUILD_CHANNEL_ID,
    channel: { id: GUILD_CHANNEL_ID, type: 0 },
    member: {
      user: userPayload(user),
      roles: [],
      joined_at: '2026-01-01T00:00:00.000Z',
      permissions: '0',
      flags: 0,
    },
    context: 0,
  }
}

/** The channel of the direct chat with a user: stable, so that answers can be told apart. */
export const directChannelOf = (user: string): string => `80000000000000${user.padStart(4, '0')}`

/**
 * A message as the bot gets it. Without the privileged intent Discord leaves out what people wrote and attached, except
 * in direct chats, where the bot is mentioned, and in the menu of a message (`whole`).
 */
export function messagePayload(
  message: DiscordMessage,
  { whole = false, referenced }: { whole?: boolean; referenced?: DiscordMessage | null } = {},
): object {
  const seen = whole || message.guildId === null || message.mentionsBot || message.isBot
  const forward = {
    type: 0,
    content: '',
    attachments: seen ? message.forwarded?.map(attachmentPayload) : [],
    embeds: [],
    mentions: [],
    timestamp: TIMESTAMP,
  }
  const reference = message.replyTo ?? (message.forwarded ? '1' : null)
  return {
    id: message.id,
    channel_id: message.channelId,
    ...(message.guildId === null ? { channel_type: 1 } : { guild_id: message.guildId, channel_type: 0 }),
    type: message.replyTo === null ? 0 : 19,
    author: userPayload(message.authorId, message.isBot),
    content: seen ? message.content : '',
    timestamp: TIMESTAMP,
    edited_timestamp: null,
    flags: message.ephemeral ? 64 : 0,
    tts: false,
    pinned: false,
    mention_everyone: false,
    mentions: message.mentionsBot ? [userPayload(BOT_USER_ID, true)] : [],
    mention_roles: message.mentionsBotRole ? [BOT_ROLE_ID] : [],
    attachments: seen ? message.files.map(attachmentPayload) : [],
    embeds: seen ? message.embeds : [],
    components: seen ? message.components : [],
    ...(message.forwarded ? { message_snapshots: [{ message: forward }] } : {}),
    ...(reference === null
      ? {}
      : {
          message_reference: {
            type: message.forwarded ? 1 : 0,
            message_id: reference,
            channel_id: message.channelId,
          },
        }),
    ...(referenced === undefined
      ? {}
      : { referenced_message: referenced === null ? null : messagePayload(referenced) }),
  }
}

const TIMESTAMP = '2026-11-01T12:00:00.000Z'
