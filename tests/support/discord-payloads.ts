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

export function guildPayload(): object {
  return {
    id: GUILD_ID,
    name: 'Ward 3',
    owner_id: '1',
    unavailable: false,
    member_count: 2,
    channels: [{ id: GUILD_CHANNEL_ID, type: 0, name: 'films', position: 0, permission_overwrites: [] }],
    threads: [],
    members: [],
    roles: [
      {
        id: GUILD_ID,
        name: '@everyone',
        permissions: '0',
        position: 0,
        color: 0,
        hoist: false,
        managed: false,
      },
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
  readonly private?: boolean
  readonly user?: string
  /** In a server, unless false. */
  readonly guild?: boolean
}

export function commandPayload(id: string, token: string, command: CommandOptions): object {
  const { name, files = {}, user = '77', guild = true, code } = command
  const options = [
    ...Object.entries(files).map(([option, file]) => ({ name: option, type: 11, value: file.id })),
    ...(code === undefined ? [] : [{ name: 'code', type: 3, value: code }]),
    ...(command.private === undefined ? [] : [{ name: 'private', type: 5, value: command.private }]),
  ]
  const attachments = Object.fromEntries(
    Object.values(files).map((file) => [file.id, attachmentPayload(file)]),
  )
  return {
    id,
    token,
    type: 2,
    version: 1,
    application_id: APPLICATION_ID,
    data: { id: newSnowflake(), name, type: 1, options, resolved: { attachments } },
    ...placeOf(user, guild),
    locale: 'en-GB',
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

export interface MessageOptions {
  readonly content?: string
  readonly files?: readonly StoredFile[]
  /** Files of a message that is forwarded with this one. */
  readonly forwarded?: readonly StoredFile[]
  readonly user?: string
  /** In a server; a direct chat unless true. */
  readonly guild?: boolean
  readonly mentionsBot?: boolean
  readonly isReply?: boolean
  readonly isBot?: boolean
}

export function messagePayload(id: string, message: MessageOptions): object {
  const { content = '', files = [], forwarded, user = '77', guild = false, isBot = false } = message
  const place = guild
    ? { guild_id: GUILD_ID, channel_id: GUILD_CHANNEL_ID, channel_type: 0 }
    : { channel_id: directChannelOf(user), channel_type: 1 }
  const forward = {
    type: 0,
    content: '',
    attachments: forwarded?.map(attachmentPayload),
    embeds: [],
    mentions: [],
  }
  return {
    ...place,
    id,
    type: 0,
    author: userPayload(user, isBot),
    content,
    timestamp: '2026-11-01T12:00:00.000Z',
    edited_timestamp: null,
    tts: false,
    pinned: false,
    mention_everyone: false,
    mentions: message.mentionsBot === true ? [userPayload(BOT_USER_ID, true)] : [],
    mention_roles: [],
    attachments: files.map(attachmentPayload),
    embeds: [],
    ...(forwarded
      ? { message_snapshots: [{ message: { ...forward, timestamp: '2026-11-01T12:00:00.000Z' } }] }
      : {}),
    ...(message.isReply === true || forwarded
      ? { message_reference: { type: forwarded ? 1 : 0, message_id: '1', channel_id: place.channel_id } }
      : {}),
  }
}
