import type { Log } from '../../core/log.js'
import type { Buttons, ReplyLine } from '../reply-line.js'
import type { DiscordApi, MessageBody, NewMessage } from './api.js'
import { CutOff } from './api.js'
import { rowsOf } from './components.js'
import { API_CODES, discordApiCode, discordErrorCode, isPassing, twice } from './error-code.js'
import { sentFile, shownPictures } from './shown.js'
import type { MessagePlace } from './taken.js'

/** Characters of one message, by Discord's documentation of Create Message. */
export const MESSAGE_LIMIT = 2000

/** A line that can say whether it was cut off before its answer was out: then the event has to be heard again. */
export interface DiscordLine extends ReplyLine {
  readonly wasCutOff: () => boolean
}

export interface LineParts {
  readonly api: DiscordApi
  readonly log: Log
  /** The id of the message that an earlier process sent here; null where none did. */
  readonly standing: string | null
  /** Keeps the id of the message that stands now. */
  readonly note: (messageId: string) => Promise<void>
}

/** Answers a message by a reply to it: the placeholder goes out at once and is edited into the answer. */
export function createMessageLine(place: MessagePlace, { api, log, standing, note }: LineParts): DiscordLine {
  let message = standing
  let buttons: Buttons = []
  let files = 0
  let cutOff = false
  /** The sign of life may stand although nobody knows its id. */
  let uncertain = false

  function lost(event: string, error: unknown): false {
    cutOff ||= error instanceof CutOff
    log.warn(event, { channel: 'discord', code: discordErrorCode(error) })
    return false
  }

  /** The nonce keeps what is sent twice, after a lost answer or a restart, one message. */
  async function send(prefix: string, body: MessageBody): Promise<string> {
    const whole: NewMessage = { ...body, nonce: `${prefix}${place.message}`, replyTo: place.message }
    const id = await api.send(place.channel, whole).catch((error: unknown) => {
      if (discordApiCode(error) !== API_CODES.cannotReplyWithoutHistory) throw error
      return api.send(place.channel, { ...whole, replyTo: null })
    })
    await note(id)
    return id
  }

  /** False when somebody deleted the message. */
  async function edited(id: string, body: MessageBody): Promise<boolean> {
    try {
      await api.insist(() => api.edit(place.channel, id, body))
      return true
    } catch (error) {
      if (discordApiCode(error) === API_CODES.unknownMessage) return false
      throw error
    }
  }

  return {
    limit: MESSAGE_LIMIT,
    wasCutOff: () => cutOff,
    async signOfLife(content) {
      if (message !== null) return true
      try {
        // Once more where the first may have arrived: with the same nonce it is the same message.
        message = await twice(() => send('p', { content }))
        return true
      } catch (error) {
        lost('reply.placeholder_lost', error)
        // A refusal of the API (no permission, channel gone) will meet the answer as well.
        uncertain = isPassing(error)
        return uncertain
      }
    },
    async progress(content) {
      if (message === null) return
      const standing = message
      await api.edit(place.channel, standing, { content }).catch((error: unknown) => {
        lost('reply.progress_lost', error)
      })
    },
    async answer({ text, buttons: under }) {
      const body = { content: text, components: rowsOf(under) }
      try {
        if (message === null && uncertain) message = await api.insist(() => send('p', body))
        if (message === null || !(await edited(message, body)))
          message = await api.insist(() => send('a', body))
        buttons = under
        return true
      } catch (error) {
        return lost('reply.lost', error)
      }
    },
    async show(pictures) {
      if (message === null) return
      const shown = shownPictures(pictures)
      const body = { ...shown.body, components: rowsOf(buttons) }
      await api.edit(place.channel, message, body, shown.files).catch((error: unknown) => {
        lost('reply.heatmap_lost', error)
      })
    },
    async send(file) {
      const { body, files: uploads } = sentFile(file)
      files += 1
      const nonce = `f${files}-${place.message}`
      try {
        await api.insist(() => api.send(place.channel, { ...body, nonce, replyTo: null }, uploads))
        return true
      } catch (error) {
        return lost('reply.file_lost', error)
      }
    },
    // Only a press has somebody to show a short word to, and buttons of its own to change.
    toast: () => Promise.resolve(),
    rebutton: () => Promise.resolve(),
  }
}
