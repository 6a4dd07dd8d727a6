import sharp from 'sharp'
import type { ShownChat, ShownMessage } from '../../scripts/conversation-page.mjs'
import { createTelegramBot } from '../../src/bots/telegram/bot.js'
import type { Outcome } from '../../src/core/outcome.js'
import { refused } from '../../src/core/outcome.js'
import { english } from '../../src/core/wording/english.js'
import { createReportMaker } from '../../src/reports/pdf-report.js'
import { createBehindDoor } from '../bots/support.js'
import { drawRadiograph } from './radiograph.js'
import { PNEUMONIA_FINDING } from './scripted-reader.js'
import type { ChatEntry } from './telegram-chats.js'
import { photoMessage, textMessage } from './telegram-messages.js'
import type { TelegramServer } from './telegram-server.js'
import { startTelegramServer } from './telegram-server.js'

const DOCTOR = 501
const COLLEAGUE = 502

const UNCERTAIN: Outcome = {
  kind: 'uncertain',
  scores: { COVID: 0.31, NORMAL: 0.22, PNEUMONIA: 0.47 },
  threshold: 0.6,
}
const NORMAL: Outcome = {
  kind: 'finding',
  label: 'NORMAL',
  scores: { COVID: 0.02, NORMAL: 0.94, PNEUMONIA: 0.04 },
  threshold: 0.6,
}
const OUTCOMES = [PNEUMONIA_FINDING, refused('lateral_view'), NORMAL, UNCERTAIN, PNEUMONIA_FINDING]

/** Real conversations with the real bot, on the stand-in for Telegram: chats that stand side by side in a picture. */
export async function recordTelegramConversation(): Promise<readonly ShownChat[]> {
  const films = await Promise.all(
    OUTCOMES.map((_, index) => drawRadiograph({ seed: index + 3, width: 440, height: 440 })),
  )
  const heatmaps = await Promise.all(films.map((film) => drawHeatmap(film)))
  const indexOf = (bytes: Uint8Array): number => films.findIndex((film) => film.equals(bytes))
  let release: () => void = () => undefined
  const shown = new Promise<void>((resolve) => {
    release = resolve
  })
  const behind = createBehindDoor({
    answer: async (bytes) => {
      if (indexOf(bytes) === 0) await shown
      return OUTCOMES[indexOf(bytes)] ?? UNCERTAIN
    },
    more: { checked: true },
  })
  const { reader } = behind
  const read = reader.read.bind(reader)
  Object.assign(reader, {
    async read(bytes: Uint8Array) {
      const examination = await read(bytes)
      const heatmap = heatmaps[indexOf(bytes)]
      return { ...examination, heatmap: examination.heatmap && heatmap ? { bytes: heatmap } : null }
    },
  })
  const telegram = await startTelegramServer()
  const bot = createTelegramBot({
    ...behind,
    reports: createReportMaker(),
    token: telegram.token,
    apiRoot: telegram.url,
    albumWindowMs: 50,
  })
  await bot.start()
  try {
    return await talk(telegram, films, release)
  } finally {
    await bot.stop()
    await telegram.close()
  }
}

async function talk(
  telegram: TelegramServer,
  films: readonly Buffer[],
  release: () => void,
): Promise<readonly ShownChat[]> {
  const ids = films.map((film) => telegram.putFile(film))
  const pictures = new Map(ids.map((id, index) => [id, films[index] ?? Buffer.alloc(0)]))
  const film = (index: number) => ids[index] ?? ''
  const chat = (title: string, person: number, from = 0): ShownChat => ({
    title,
    messages: shownMessages(telegram.transcript(person), from, pictures),
  })
  const by = (person: number, method: string, count: number) =>
    telegram.waitForCall(() => {
      const done = telegram.calls.filter((call) => call.method === method && call.chatId === person)
      return done.length >= count
    })

  telegram.sendUpdate({
    message: photoMessage(film(0), { from: DOCTOR, caption: 'Bedside film, fever since Monday' }),
  })
  await telegram.waitForSent(({ text }) => text === english.reading)
  const arrived = chat('ChestCheck', DOCTOR)
  release()
  await by(DOCTOR, 'sendPhoto', 1)
  const answer = telegram.sent.find(({ text }) => text?.startsWith('PNEUMONIA') === true)
  telegram.press(answer?.messageId ?? 0, english.agree, { from: DOCTOR })
  await by(DOCTOR, 'editMessageReplyMarkup', 1)
  telegram.press(answer?.messageId ?? 0, english.askReport, { from: DOCTOR })
  await by(DOCTOR, 'sendDocument', 1)
  const answered = chat('ChestCheck', DOCTOR, 1)

  const afterFirst = telegram.transcript(DOCTOR).length
  telegram.sendUpdate({ message: photoMessage(film(1), { from: DOCTOR }) })
  await telegram.waitForSent(({ text }) => text?.startsWith(english.refusals.lateral_view) === true)
  const album = { from: DOCTOR, album: 'two' }
  telegram.sendUpdate({ message: photoMessage(film(2), album) })
  telegram.sendUpdate({ message: photoMessage(film(3), album) })
  await by(DOCTOR, 'sendMediaGroup', 1)
  const others = chat('ChestCheck', DOCTOR, afterFirst)

  const afterAlbum = telegram.transcript(DOCTOR).length
  telegram.sendUpdate({ message: textMessage('/mine', { from: DOCTOR }) })
  await telegram.waitForSent(({ text }) => text?.includes('(UTC)') === true)
  const own = chat('ChestCheck', DOCTOR, afterAlbum)
  telegram.sendUpdate({ message: photoMessage(film(4), { from: COLLEAGUE, language: 'ar' }) })
  await by(COLLEAGUE, 'sendPhoto', 1)
  const arabic = chat('ChestCheck', COLLEAGUE).messages.map((message): ShownMessage => ({
    ...message,
    direction: 'rtl',
    ...(message.reply === PHOTO ? { reply: 'صورة' } : {}),
  }))
  const between = (text: string): ShownMessage => ({ from: 'time', text })
  return [
    {
      title: 'ChestCheck',
      messages: [...arrived.messages, between('a second later'), ...answered.messages],
    },
    { title: 'ChestCheck', messages: [...others.messages] },
    {
      title: 'ChestCheck',
      messages: [...own.messages, between('a colleague whose app is in Arabic'), ...arabic],
    },
  ]
}

/** What the app writes for a picture without words. */
const PHOTO = 'Photo'

function shownMessages(
  entries: readonly ChatEntry[],
  from: number,
  pictures: ReadonlyMap<string, Buffer>,
): readonly ShownMessage[] {
  const albums = new Set<string>()
  return entries.slice(from).flatMap((entry) => {
    const album = albumOf(entry)
    if (album !== null && albums.has(album)) return []
    if (album !== null) albums.add(album)
    const parts = album === null ? [entry] : entries.filter((other) => albumOf(other) === album)
    return [entry.from === null ? shownOfBot(entry, entries) : shownOfPerson(entry, parts, pictures)]
  })
}

function shownOfBot(entry: ChatEntry, entries: readonly ChatEntry[]): ShownMessage {
  const asked = entries.find(({ id }) => id === entry.replyTo)
  const captions = entry.photos.map(({ caption }) => caption)
  return {
    from: 'bot',
    text: entry.file || entry.photos.length > 0 ? '' : entry.text,
    buttons: entry.buttons.map((row) => row.map(({ text }) => text)),
    pictures: entry.photos.map(({ bytes }) => jpeg(bytes)),
    // The app shows the captions of an album one at a time, once it is opened.
    ...(captions.length === 1 ? { caption: captions.join() } : {}),
    ...(entry.file
      ? { file: { name: entry.file.name, bytes: entry.file.bytes.byteLength }, caption: entry.text }
      : {}),
    ...(asked ? { reply: (asked.text === '' ? PHOTO : asked.text).split('\n')[0] ?? '' } : {}),
    edited: entry.text.includes(english.disclaimer),
  }
}

function shownOfPerson(
  entry: ChatEntry,
  parts: readonly ChatEntry[],
  pictures: ReadonlyMap<string, Buffer>,
): ShownMessage {
  const films = parts.flatMap(({ message }) => fileIdsOf(message).flatMap((id) => pictures.get(id) ?? []))
  return { from: 'person', text: entry.text, pictures: films.map(jpeg) }
}

const albumOf = ({ message }: ChatEntry): string | null =>
  (message as { media_group_id?: string } | null)?.media_group_id ?? null

const fileIdsOf = (message: object | null): string[] =>
  ((message as { photo?: readonly { file_id: string }[] } | null)?.photo ?? []).map(({ file_id: id }) => id)

const jpeg = (bytes: Buffer): string => `data:image/jpeg;base64,${bytes.toString('base64')}`

/** The film with a bright place, as a heatmap shows one. */
async function drawHeatmap(film: Buffer): Promise<Buffer> {
  const spot = `<svg xmlns="http://www.w3.org/2000/svg" width="440" height="440"><defs><radialGradient id="spot">
    <stop offset="0" stop-color="#fcffa4" stop-opacity="0.9"/><stop offset="0.5" stop-color="#f98e09" stop-opacity="0.55"/>
    <stop offset="1" stop-color="#57106e" stop-opacity="0.2"/></radialGradient></defs>
    <rect width="440" height="440" fill="#57106e" fill-opacity="0.22"/><ellipse cx="308" cy="290" rx="100" ry="88" fill="url(#spot)"/></svg>`
  return sharp(film)
    .toColourspace('srgb')
    .composite([{ input: Buffer.from(spot) }])
    .jpeg({ quality: 90 })
    .toBuffer()
}
