import type { InlineKeyboardMarkup, ReplyParameters } from 'telegraf/types'
import type { PictureWithCaption } from '../../core/answer.js'
import type { Buttons, OutgoingFile, OutgoingText } from '../reply-line.js'
import type { CallManner, TelegramCalls } from './calls.js'
import { TelegramCallFailed } from './error-code.js'

/** Characters of one message, by the Bot API's documentation of sendMessage. */
export const MESSAGE_LIMIT = 4096

/** Characters of a caption, by the documentation of sendPhoto. */
const CAPTION_LIMIT = 1024

/** Where a message goes. */
export interface Destination {
  readonly chat: number
  /** The topic of a forum; null outside of one. */
  readonly topic: number | null
  /** The message that is answered. One that is gone by then is no hindrance. */
  readonly replyTo: number
}

/** Gives the id of the message sent. */
export async function sendText(
  calls: TelegramCalls,
  to: Destination,
  { text, buttons }: OutgoingText,
  manner: CallManner,
): Promise<number> {
  const sent = await calls.call(
    'sendMessage',
    {
      ...address(to),
      text: text.slice(0, MESSAGE_LIMIT),
      link_preview_options: { is_disabled: true },
      ...keyboard(buttons),
      reply_parameters: replyTo(to),
    },
    manner,
  )
  return sent.message_id
}

/**
 * Puts text and buttons in the place of those that stand. False when there is no such message any more, because
 * somebody deleted it.
 */
export async function editText(
  calls: TelegramCalls,
  chat: number,
  messageId: number,
  { text, buttons }: OutgoingText,
  manner: CallManner,
): Promise<boolean> {
  try {
    await calls.call(
      'editMessageText',
      {
        chat_id: chat,
        message_id: messageId,
        text: text.slice(0, MESSAGE_LIMIT),
        link_preview_options: { is_disabled: true },
        ...keyboard(buttons),
      },
      manner,
    )
    return true
  } catch (error) {
    return standsAlready(error)
  }
}

/** Puts `buttons` under a message. False when there is no such message any more. */
export async function editButtons(
  calls: TelegramCalls,
  chat: number,
  messageId: number,
  buttons: Buttons,
): Promise<boolean> {
  try {
    const markup = { reply_markup: { inline_keyboard: rowsOf(buttons) } }
    await calls.call(
      'editMessageReplyMarkup',
      { chat_id: chat, message_id: messageId, ...markup },
      { repeatable: true },
    )
    return true
  } catch (error) {
    return standsAlready(error)
  }
}

/**
 * An edit that changes nothing is refused, and is done nevertheless. So is one that is refused for no reason known here
 * after a try whose answer never came: that one was carried out.
 */
function standsAlready(error: unknown): boolean {
  if (!(error instanceof TelegramCallFailed) || error.failure.status !== 400) throw error
  const { about } = error.failure
  return about === 'unmodified' || (about === null && error.uncertain)
}

/** One picture as a photo, several as an album of 2 to 10. */
export async function sendPictures(
  calls: TelegramCalls,
  to: Destination,
  pictures: readonly PictureWithCaption[],
): Promise<void> {
  const photos = pictures.map(({ bytes, caption }, index) => ({
    source: { source: Buffer.from(bytes), filename: `heatmap-${index + 1}.jpg` },
    caption: caption.slice(0, CAPTION_LIMIT),
  }))
  const [only, ...others] = photos
  if (only === undefined) return
  const form = { ...address(to), reply_parameters: inForm(replyTo(to)) }
  if (others.length === 0) {
    const photo = { photo: only.source, caption: only.caption }
    await calls.call('sendPhoto', { ...form, ...photo }, { repeatable: false })
    return
  }
  const media = photos.map(({ source, caption }) => ({ type: 'photo' as const, media: source, caption }))
  await calls.call('sendMediaGroup', { ...form, media }, { repeatable: false })
}

export async function sendFile(
  calls: TelegramCalls,
  to: Destination,
  { name, bytes, caption }: OutgoingFile,
): Promise<void> {
  await calls.call(
    'sendDocument',
    {
      ...address(to),
      document: { source: Buffer.from(bytes), filename: name },
      caption: caption.slice(0, CAPTION_LIMIT),
      reply_parameters: inForm(replyTo(to)),
    },
    // Asked for by hand: a second copy is better than none.
    { repeatable: true },
  )
}

const address = ({ chat, topic }: Destination) => ({
  chat_id: chat,
  ...(topic === null ? {} : { message_thread_id: topic }),
})

const replyTo = ({ replyTo: message }: Destination): ReplyParameters => ({
  message_id: message,
  allow_sending_without_reply: true,
})

/** In a form the Bot API wants objects as JSON. The SDK writes these fields as they are, and leaves objects out. */
const inForm = (reply: ReplyParameters): ReplyParameters =>
  JSON.stringify(reply) as unknown as ReplyParameters

const rowsOf = (buttons: Buttons) =>
  buttons.map((row) => row.map(({ text, data }) => ({ text, callback_data: data })))

/** Left out where there are no buttons: an edit then takes away those that were there. */
const keyboard = (buttons: Buttons): { reply_markup?: InlineKeyboardMarkup } =>
  buttons.length === 0 ? {} : { reply_markup: { inline_keyboard: rowsOf(buttons) } }
