import type { Log } from '../../core/log.js'
import type { OutgoingText, ReplyLine } from '../reply-line.js'
import type { CallManner, TelegramCalls } from './calls.js'
import { TelegramCallFailed } from './error-code.js'
import type { HeardMessage } from './heard.js'
import type { Destination } from './messages.js'
import { MESSAGE_LIMIT, editText, sendFile, sendPictures, sendText } from './messages.js'
import type { KeptProgress } from './progress.js'

export interface LineParts {
  readonly calls: TelegramCalls
  readonly log: Log
  readonly progress: KeptProgress
}

/** Signs of life that are sent for one answer in the place of deleted ones. */
const SIGNS_AGAIN = 3

const PATIENTLY: CallManner = { repeatable: true, patient: true }

/**
 * Answers to a message, in its chat and topic. A picture is answered by an edit, which may be carried out twice without
 * harm; so a broken connection or a killed process never makes two answers.
 */
export function createMessageLine(heard: HeardMessage, { calls, log, progress }: LineParts): ReplyLine {
  const to: Destination = { chat: heard.chat, topic: heard.topic, replyTo: heard.message }
  let sign: string | null = null
  /** An edit of the placeholder that is under way: the answer must not be overtaken by it. */
  let underWay: Promise<unknown> = Promise.resolve()

  async function place(text: string): Promise<number> {
    const standing = await sendText(calls, to, { text, buttons: [] }, { repeatable: false })
    await progress.change({ standing })
    return standing
  }

  const edit = (messageId: number, message: OutgoingText): Promise<boolean> =>
    editText(calls, heard.chat, messageId, message, PATIENTLY)

  async function sendAnswer(message: OutgoingText): Promise<void> {
    const standing = await sendText(calls, to, message, PATIENTLY)
    await progress.change({ standing })
  }

  async function deliver(message: OutgoingText): Promise<void> {
    const { standing } = progress.now
    if (standing !== null && (await edit(standing, message))) return
    if (sign === null) {
      await sendAnswer(message)
      return
    }
    // The sign of life never arrived, or somebody deleted it. Sent once more, it makes the answer an edit again.
    for (let attempt = 0; attempt < SIGNS_AGAIN; attempt += 1) {
      const again = await sendText(calls, to, { text: sign, buttons: [] }, PATIENTLY)
      await progress.change({ standing: again })
      if (await edit(again, message)) return
    }
    await sendAnswer(message)
  }

  const after = (): Destination => ({ ...to, replyTo: progress.now.standing ?? heard.message })

  return {
    limit: MESSAGE_LIMIT,
    async signOfLife(text) {
      sign = text
      if (progress.now.standing !== null) return true
      try {
        await place(text)
        return true
      } catch (error) {
        const status = logLost(log, 'reply.placeholder_lost', error)
        // 400 and 403: the bot may not write here, so there is nobody to read the film for.
        return status !== 400 && status !== 403
      }
    },
    async progress(text) {
      const { standing } = progress.now
      if (standing === null) return
      const message = { text, buttons: [] }
      underWay = editText(calls, heard.chat, standing, message, { repeatable: true, once: true }).catch(
        () => undefined,
      )
      await underWay
    },
    async answer(message) {
      await underWay
      try {
        await deliver(message)
        return true
      } catch (error) {
        logLost(log, 'reply.lost', error)
        return false
      }
    },
    async show(pictures) {
      if (progress.now.shown) return
      // Noted before: killed in between, a heatmap is missing from the chat rather than there twice.
      await progress.change({ shown: true })
      try {
        await sendPictures(calls, after(), pictures)
      } catch (error) {
        logLost(log, 'reply.heatmap_lost', error)
      }
    },
    send: (file) => sendOnce(() => sendFile(calls, after(), file), log),
    toast: () => Promise.resolve(),
    rebutton: () => Promise.resolve(),
  }
}

/** False when the file was lost. */
export async function sendOnce(send: () => Promise<void>, log: Log): Promise<boolean> {
  try {
    await send()
    return true
  } catch (error) {
    logLost(log, 'reply.file_lost', error)
    return false
  }
}

/** Gives the status that Telegram answered, if it did. */
export function logLost(log: Log, event: string, error: unknown): number | null {
  const failure = error instanceof TelegramCallFailed ? error.failure : null
  log.warn(event, { channel: 'telegram', code: failure?.code ?? 'internal' })
  return failure?.status ?? null
}
