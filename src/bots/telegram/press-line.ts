import type { ReplyLine } from '../reply-line.js'
import type { HeardPress } from './heard.js'
import type { LineParts } from './message-line.js'
import { logLost, sendOnce } from './message-line.js'
import type { Destination } from './messages.js'
import { MESSAGE_LIMIT, editButtons, editText, sendFile, sendPictures, sendText } from './messages.js'

/** Characters of the notice at the top of the chat, by the documentation of answerCallbackQuery. */
const TOAST_LIMIT = 200

/**
 * Milliseconds that the acknowledgement waits for words to come with it. Telegram takes one acknowledgement a press,
 * and shows a turning wheel on the button until then.
 */
const WORDS_WITHIN_MS = 400

export interface PressLine extends ReplyLine {
  /** Acknowledges the press if nothing did so far. */
  end(): Promise<void>
}

/** Answers to a press on a button, at the message that it was under. */
export function createPressLine(press: HeardPress, parts: LineParts): PressLine {
  const { calls, log, progress } = parts
  const to: Destination = { chat: press.chat, topic: press.topic, replyTo: press.message }
  let acknowledged: Promise<void> | null = null

  /** The press may be too old by now to be acknowledged, after a restart for one: that changes nothing else. */
  const acknowledge = (text: string | null): Promise<void> =>
    (acknowledged ??= calls
      .call(
        'answerCallbackQuery',
        {
          callback_query_id: press.query,
          ...(text === null ? {} : { text: text.slice(0, TOAST_LIMIT) }),
        },
        { repeatable: true },
      )
      .then(
        () => undefined,
        () => undefined,
      ))
  const wordless = setTimeout(() => void acknowledge(null), WORDS_WITHIN_MS)
  const end = async (): Promise<void> => {
    clearTimeout(wordless)
    await acknowledge(null)
  }

  return {
    limit: MESSAGE_LIMIT,
    signOfLife: () => Promise.resolve(true),
    progress: () => Promise.resolve(),
    async answer(message) {
      await end()
      try {
        const manner = { repeatable: true, patient: true }
        if (!(await editText(calls, press.chat, press.message, message, manner)))
          await sendText(calls, to, message, manner)
        return true
      } catch (error) {
        logLost(log, 'reply.lost', error)
        return false
      }
    },
    async show(pictures) {
      if (progress.now.shown) return
      await end()
      await progress.change({ shown: true })
      try {
        await sendPictures(calls, to, pictures)
      } catch (error) {
        logLost(log, 'reply.heatmap_lost', error)
      }
    },
    async send(file) {
      if (progress.now.sent > 0) return true
      await end()
      const sent = await sendOnce(() => sendFile(calls, to, file), log)
      if (sent) await progress.change({ sent: 1 })
      return sent
    },
    async toast(text) {
      clearTimeout(wordless)
      await acknowledge(text)
    },
    async rebutton(buttons) {
      await end()
      try {
        await editButtons(calls, press.chat, press.message, buttons)
      } catch (error) {
        logLost(log, 'reply.buttons_lost', error)
      }
    },
    end,
  }
}
