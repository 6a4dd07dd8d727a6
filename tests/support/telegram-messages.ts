import type { Message, MessageEntity } from 'telegraf/types'

let lastMessageId = 1

/** Messages as Telegram describes them, for the stand-in server and for handlers. Ids are fresh each time. */
export interface MessageOptions {
  readonly from?: number
  /** A group's id is negative. Unless given, it is the private chat with `from`. */
  readonly chat?: number
  readonly isBot?: boolean
  readonly album?: string
  readonly replyTo?: Message
  readonly topic?: number
  /** Of the person's app. */
  readonly language?: string
}

function envelope(options: MessageOptions): object {
  const { from = 77, chat = from, isBot = false } = options
  lastMessageId += 1
  return {
    message_id: lastMessageId,
    date: 1_790_000_000,
    from: {
      id: from,
      is_bot: isBot,
      first_name: 'Ada',
      last_name: 'Patientname',
      username: 'ada',
      ...(options.language === undefined ? {} : { language_code: options.language }),
    },
    chat:
      chat > 0
        ? { id: chat, type: 'private', first_name: 'Ada' }
        : { id: chat, type: 'supergroup', title: 'Ward 3' },
    ...(options.album === undefined ? {} : { media_group_id: options.album }),
    ...(options.replyTo === undefined ? {} : { reply_to_message: options.replyTo }),
    ...(options.topic === undefined ? {} : { is_topic_message: true, message_thread_id: options.topic }),
  }
}

export function textMessage(text: string, options: MessageOptions = {}): Message {
  return { ...envelope(options), text, entities: entitiesOf(text) } as Message
}

/** A photo in three sizes, in the order Telegram uses or any other; `fileId` is the largest. */
export function photoMessage(
  fileId: string,
  options: MessageOptions & { readonly caption?: string } = {},
): Message {
  const size = (id: string, width: number) => ({
    file_id: id,
    file_unique_id: id,
    width,
    height: width,
    file_size: 4000,
  })
  return {
    ...envelope(options),
    photo: [size('thumbnail', 90), size(fileId, 1280), size('medium', 320)],
    ...captionOf(options.caption),
  } as Message
}

export function documentMessage(
  fileId: string,
  options: MessageOptions & {
    readonly caption?: string
    readonly bytes?: number
    readonly mime?: string
  } = {},
): Message {
  return {
    ...envelope(options),
    document: {
      file_id: fileId,
      file_unique_id: fileId,
      file_name: 'Patientname.jpg',
      mime_type: options.mime ?? 'image/jpeg',
      ...(options.bytes === undefined ? {} : { file_size: options.bytes }),
    },
    ...captionOf(options.caption),
  } as Message
}

/** A notice of the platform: somebody joined. */
export function noticeMessage(options: MessageOptions = {}): Message {
  return { ...envelope(options), new_chat_title: 'Ward 4' } as Message
}

/** A picture that an administrator of a group sends without showing who it is; it names the bot. */
export function anonymousMessage(fileId: string, group: number): Message {
  const message = photoMessage(fileId, { chat: group, caption: '@chestcheck_bot' })
  return {
    ...message,
    from: { id: 1_087_968_824, is_bot: true, first_name: 'Group', username: 'GroupAnonymousBot' },
    sender_chat: message.chat,
  }
}

/** A post of a channel, as Telegram puts it into the group that belongs to it. It names the bot. */
export function channelMessage(fileId: string, options: MessageOptions = {}): Message {
  const channel = { id: -300, type: 'channel', title: 'News' }
  return {
    ...photoMessage(fileId, { ...options, caption: '@chestcheck_bot' }),
    from: { id: 777_000, is_bot: false, first_name: 'Telegram' },
    sender_chat: channel,
    is_automatic_forward: true,
  } as Message
}

const captionOf = (caption?: string): object =>
  caption === undefined ? {} : { caption, caption_entities: entitiesOf(caption) }

/** Mentions and a leading command, found as Telegram's server finds them. */
function entitiesOf(text: string): MessageEntity[] {
  const found: MessageEntity[] = []
  for (const match of text.matchAll(/@\w+/g)) {
    found.push({ type: 'mention', offset: match.index, length: match[0].length })
  }
  const command = /^\/\w+(@\w+)?/.exec(text)
  if (command) found.push({ type: 'bot_command', offset: 0, length: command[0].length })
  return found
}
