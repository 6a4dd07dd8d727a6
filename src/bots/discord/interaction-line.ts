import type { RawFile } from 'discord.js'
import type { Buttons } from '../reply-line.js'
import type { MessageBody } from './api.js'
import { CutOff } from './api.js'
import { rowsOf } from './components.js'
import { API_CODES, discordApiCode, discordErrorCode } from './error-code.js'
import type { DiscordLine, LineParts } from './message-line.js'
import { MESSAGE_LIMIT } from './message-line.js'
import { sentFile, shownPictures } from './shown.js'
import type { InteractionPlace } from './taken.js'

/**
 * Answers an interaction that was deferred, through its token. Discord itself shows the sign of life of a command, and the
 * answer takes its place; after a press the answer takes the place of the pressed message. When the token's 15 minutes are
 * over, what everybody may see goes into the channel by the bot's own name; what one person alone may see is lost.
 */
export function createInteractionLine(place: InteractionPlace, parts: LineParts): DiscordLine {
  const { api, log, note } = parts
  /** A message in the channel that stands in the place of the interaction's own. */
  let inChannel = parts.standing
  let buttons: Buttons = []
  let cutOff = false
  let files = 0

  function lost(event: string, error: unknown): false {
    cutOff ||= error instanceof CutOff
    log.warn(event, { channel: 'discord', code: discordErrorCode(error) })
    return false
  }

  /** Puts `body` where the answer stands, or goes. */
  async function put(body: MessageBody, uploads: RawFile[] = []): Promise<void> {
    if (inChannel !== null) return editInChannel(inChannel, body, uploads)
    try {
      await api.editOriginal(place, body, uploads)
    } catch (error) {
      if (isGone(error)) await api.followUp(place, place.open, body, uploads)
      else if (isOver(error) && place.open) await putInChannel(body, uploads)
      else throw error
    }
  }

  async function putInChannel(body: MessageBody, uploads: RawFile[]): Promise<void> {
    if (place.pressed !== null) return editInChannel(place.pressed, body, uploads)
    const whole = { ...body, nonce: `a${place.id}`, replyTo: null }
    inChannel = await api.send(place.channel, whole, uploads)
    await note(inChannel)
  }

  const editInChannel = (message: string, body: MessageBody, uploads: RawFile[]): Promise<void> =>
    api.edit(place.channel, message, body, uploads)

  async function sendFile(body: MessageBody, uploads: RawFile[]): Promise<void> {
    try {
      await api.followUp(place, place.open, body, uploads)
    } catch (error) {
      if (!isOver(error) || !place.open) throw error
      const nonce = `f${files}-${place.id}`
      await api.send(place.channel, { ...body, nonce, replyTo: null }, uploads)
    }
  }

  return {
    limit: MESSAGE_LIMIT,
    wasCutOff: () => cutOff,
    signOfLife: () => Promise.resolve(true),
    async progress(content) {
      if (place.pressed !== null) return
      await put({ content }).catch((error: unknown) => {
        lost('reply.progress_lost', error)
      })
    },
    async answer({ text, buttons: under }) {
      try {
        await api.insist(() => put({ content: text, components: rowsOf(under) }))
        buttons = under
        return true
      } catch (error) {
        return lost('reply.lost', error)
      }
    },
    async show(pictures) {
      const { body, files: uploads } = shownPictures(pictures)
      await put({ ...body, components: rowsOf(buttons) }, uploads).catch((error: unknown) => {
        lost('reply.heatmap_lost', error)
      })
    },
    async send(file) {
      const { body, files: uploads } = sentFile(file)
      files += 1
      try {
        await api.insist(() => sendFile(body, uploads))
        return true
      } catch (error) {
        return lost('reply.file_lost', error)
      }
    },
    async toast(content) {
      if (place.pressed === null) return
      await api.followUp(place, false, { content }).catch((error: unknown) => {
        lost('reply.toast_lost', error)
      })
    },
    async rebutton(under) {
      if (place.pressed === null) return
      try {
        await api.insist(() => put({ components: rowsOf(under) }))
        buttons = under
      } catch (error) {
        lost('reply.buttons_lost', error)
      }
    },
  }
}

const isGone = (error: unknown): boolean => discordApiCode(error) === API_CODES.unknownMessage

const isOver = (error: unknown): boolean => {
  const code = discordApiCode(error)
  return code === API_CODES.tokenOver || code === API_CODES.unknownWebhook
}
