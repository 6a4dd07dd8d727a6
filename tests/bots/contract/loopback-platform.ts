import { isLanguage } from '../../../src/core/language.js'
import type { Channel } from '../../../src/core/study.js'
import { COMMANDS } from '../../../src/core/wording/wording.js'
import type { ConversationParts } from '../../../src/bots/conversation.js'
import { createConversation } from '../../../src/bots/conversation.js'
import type { Heard, Incoming, Speaker } from '../../../src/bots/incoming.js'
import type { HandleEntry } from '../../../src/bots/intake.js'
import { createIntake } from '../../../src/bots/intake.js'
import type { ReplyLine } from '../../../src/bots/reply-line.js'
import { createRunningWork } from '../../../src/bots/running-work.js'
import type { Inbox } from '../../../src/core/inbox.js'
import type { LoopbackConnection, LoopbackServer, LoopbackUpdate } from './loopback-server.js'

/** The record knows no third platform yet, so this one borrows a name. */
const CHANNEL: Channel = 'telegram'

export interface LoopbackBotOptions extends ConversationParts {
  readonly inbox: Inbox
  readonly server: LoopbackServer
}

/** A bot on a third platform: what it takes to add one. */
export async function startLoopbackBot(options: LoopbackBotOptions) {
  const { inbox, server, log, now } = options
  const conversation = createConversation(options)
  const work = createRunningWork(() => {
    log.error('bot.work_failed', { channel: CHANNEL })
  })
  const intake = createIntake({ inbox, channel: CHANNEL, work, log, now })

  const handle: HandleEntry = async (entry, note): Promise<Heard> => {
    const update = JSON.parse(entry.payload) as LoopbackUpdate
    const incoming = understand(update, connection)
    if (incoming === null) return 'done'
    const line = update.press
      ? createPressLine(update.press.message, connection)
      : createLine(connection, entry.progress, note)
    return conversation.hear(speakerOf(update), incoming, line)
  }

  const { connection, connected, disconnect } = server.connect(async (update) => {
    await intake.take(update.id, JSON.stringify(update), handle)
    if (update.press) await connection.acknowledge(null)
  })
  await intake.reopen(handle)
  await connected
  return { disconnect, work }
}

function speakerOf({ person, chat, locale }: LoopbackUpdate): Speaker {
  return { channel: CHANNEL, person, chat, locale }
}

function understand(update: LoopbackUpdate, connection: LoopbackConnection): Incoming | null {
  const { press, files, text, chat, id, addressed } = update
  if (press) return { kind: 'press', data: press.data, buttons: connection.buttonsOf(press.message) }
  if (!addressed) return null
  if (files.length > 0) {
    const pictures = files.map((file, index) => ({
      attachment: { declaredBytes: null, recompressed: null, fetch: () => connection.fetch(file) },
      occasion: `${chat}:${id}:${index}`,
      note: text === '' ? null : text,
    }))
    return { kind: 'pictures', pictures }
  }
  const [name = '', argument = ''] = text.split(' ')
  const command = COMMANDS.find((one) => `/${one}` === name)
  switch (command) {
    case undefined:
    case 'xray':
      return { kind: 'words' }
    case 'join':
      return { kind: 'join', code: argument }
    case 'language':
      return { kind: 'language', language: isLanguage(argument) ? argument : null }
    default:
      return { kind: 'command', command }
  }
}

const LIMIT = 3000

function createLine(
  connection: LoopbackConnection,
  progress: string | null,
  note: (progress: string) => Promise<void>,
): ReplyLine {
  let standing = progress === null ? null : Number(progress)
  return {
    limit: LIMIT,
    async signOfLife(text) {
      if (standing !== null) return true
      standing = await connection.send(text, [])
      await note(String(standing))
      return true
    },
    async progress(text) {
      if (standing !== null) await connection.edit(standing, { text, buttons: [] })
    },
    async answer({ text, buttons }) {
      if (standing === null) standing = await connection.send(text, buttons)
      else await connection.edit(standing, { text, buttons })
      return true
    },
    show: (pictures) => connection.showPictures(pictures.length),
    async send({ name }) {
      await connection.sendFile(name)
      return true
    },
    toast: () => Promise.resolve(),
    rebutton: () => Promise.resolve(),
  }
}

function createPressLine(message: number, connection: LoopbackConnection): ReplyLine {
  return {
    ...createLine(connection, String(message), () => Promise.resolve()),
    rebutton: (buttons) => connection.edit(message, { buttons }),
  }
}
