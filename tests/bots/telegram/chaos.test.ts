import { createHash } from 'node:crypto'
import type { Message } from 'telegraf/types'
import { expect, it } from 'vitest'
import { english } from '../../../src/core/wording/english.js'
import { photoMessage, textMessage } from '../../support/telegram-messages.js'
import type { NewUpdate } from '../../support/telegram-queue.js'
import type { TelegramServer } from '../../support/telegram-server.js'
import { eventually, openTelegramDoor } from './door.js'

const UPDATES = 500
const SEED = 20261123
const GROUPS = [-101, -102, -103]

/** A small generator of numbers in 0..1 that gives the same row for the same seed (mulberry32). */
function createChance(seed: number) {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    happens: (share: number): boolean => next() < share,
    below: (limit: number): number => Math.floor(next() * limit),
    shuffled: <T>(all: readonly T[]): T[] =>
      all
        .map((one) => ({ one, at: next() }))
        .sort((a, b) => a.at - b.at)
        .map(({ one }) => one),
  }
}

type Chance = ReturnType<typeof createChance>

/** What people sent, and what has to come of it. */
interface Traffic {
  /** Pictures that have to be read, by their SHA-256. */
  readonly films: Set<string>
  /** Pictures whose file is gone. */
  dead: number
  /** Messages with words or a command, which have to be answered. */
  readonly asked: Message[]
}

function createTraffic(telegram: TelegramServer, chance: Chance) {
  const traffic: Traffic = { films: new Set(), dead: 0, asked: [] }
  let films = 0
  let albums = 0

  function file(counts: boolean): string {
    films += 1
    const bytes = Buffer.from(`film ${films}`)
    const expired = chance.happens(0.1)
    if (counts && expired) traffic.dead += 1
    if (counts && !expired) traffic.films.add(createHash('sha256').update(bytes).digest('hex'))
    return telegram.putFile(bytes, { expired })
  }

  /** Somebody, in private or in a group. Ids from 100 on are the chaos's own. */
  const someone = () => {
    const from = 100 + chance.below(12)
    return chance.happens(0.3) ? { from, chat: GROUPS[chance.below(GROUPS.length)] ?? 0 } : { from }
  }
  const addressed = (place: object) => ('chat' in place ? { caption: '@chestcheck_bot' } : {})

  function newUpdates(): NewUpdate[] {
    const place = someone()
    const kind = chance.below(100)
    if (kind < 50) return [{ message: photoMessage(file(true), { ...place, ...addressed(place) }) }]
    if (kind < 65) {
      albums += 1
      const album = { ...place, album: `album-${albums}` }
      return Array.from({ length: 2 + chance.below(3) }, (_, index) => ({
        message: photoMessage(file(true), { ...album, ...(index === 0 ? addressed(place) : {}) }),
      }))
    }
    if (kind < 72) {
      const nobody = { from: place.from, chat: GROUPS[0] ?? 0 }
      return [{ message: photoMessage(file(false), { ...nobody, caption: 'look at this' }) }]
    }
    if (kind < 78) return [{ edited_message: photoMessage(file(false), place) }]
    const commands = ['/help', '/about', '/privacy', '/status', '/mine', 'hello there']
    const message = textMessage(commands[chance.below(commands.length)] ?? '', { from: place.from })
    traffic.asked.push(message)
    return [{ message }]
  }
  return { traffic, newUpdates }
}

/** Breaks every tenth call or so, in every way that the network and Telegram know. */
function breakThings(telegram: TelegramServer, chance: Chance) {
  const broken = { afterSending: 0 }
  telegram.meddle((method, { text }) => {
    if (chance.happens(0.05)) return { status: 429, retryAfter: 0.01 }
    if (chance.happens(0.02)) return { status: 502 }
    if (chance.happens(0.02)) return { status: 'reset' }
    if (!chance.happens(0.02)) return null
    // A message that was sent although nobody heard so may come twice. A film's answer may not.
    if (method === 'sendMessage' && text !== english.reading) broken.afterSending += 1
    return { status: 'drop' }
  })
  return broken
}

const signsOfLife = (telegram: TelegramServer) =>
  [...GROUPS, ...Array.from({ length: 12 }, (_, index) => 100 + index)]
    .flatMap((chat) => telegram.transcript(chat))
    .filter(({ from, text }) => from === null && text === english.reading)

const answersWithButtons = (telegram: TelegramServer) =>
  [...new Set(telegram.sent.flatMap(({ messageId }) => (messageId === null ? [] : [messageId])))].filter(
    (id) =>
      telegram
        .buttonsUnder(id)
        .flat()
        .some(({ text }) => text === english.agree),
  )

it(`answers each picture of ${UPDATES} updates exactly once, whatever happens to them on the way`, async () => {
  const chance = createChance(SEED)
  const door = await openTelegramDoor({ stopLimitMs: 50, queueLimit: 1000 })
  const { telegram, disk } = door
  const { traffic, newUpdates } = createTraffic(telegram, chance)
  const broken = breakThings(telegram, chance)
  const logs = [door.log]
  const presses = new Set<string>()
  const before: { readonly id: number; readonly update: NewUpdate }[] = []
  let process: Awaited<ReturnType<typeof door.startNext>> = door
  let id = 10_000
  let sent = 0
  let restarts = 0
  let underWay = 0

  while (sent < UPDATES) {
    const fresh = Array.from({ length: 1 + chance.below(8) }, newUpdates)
      .flat()
      .map((update) => ({ id: (id += 1), update }))
    const repeated = chance.happens(0.5) ? chance.shuffled(before.slice(-30)).slice(0, chance.below(5)) : []
    for (const { id: updateId, update } of chance.shuffled([...fresh, ...repeated]))
      telegram.sendUpdate(update, updateId)
    before.push(...fresh)
    sent += fresh.length + repeated.length
    const answers = answersWithButtons(telegram)
    if (chance.happens(0.6) && answers.length > 0) {
      const answer = answers[chance.below(answers.length)] ?? 0
      const by = { from: 100 + chance.below(12), updateId: (id += 1) }
      presses.add(telegram.press(answer, english.agree, by))
      sent += 1
    }
    const signs = signsOfLife(telegram)
    if (chance.happens(0.3)) telegram.deleteMessage(signs[chance.below(signs.length)]?.id ?? 0)
    if (chance.happens(0.05)) telegram.dropConnections()
    await eventually(() => telegram.unconfirmed().length).toBeLessThan(20)
    if (restarts < 2 && sent > ((restarts + 1) * UPDATES) / 3) {
      restarts += 1
      underWay += (await disk.inbox.open('telegram')).length
      await (restarts === 1 ? process.kill() : process.bot.stop())
      process = await door.startNext()
      logs.push(process.log)
    }
  }

  await eventually(() => telegram.unconfirmed()).toEqual([])
  await eventually(() => disk.inbox.open('telegram')).toEqual([])
  await process.bot.stop()
  telegram.meddle(null)
  expect(restarts).toBe(2)

  const studies = disk.studies.all()
  const read = studies.filter(({ sha256 }) => sha256 !== null).map(({ sha256 }) => sha256)
  expect(read.toSorted()).toEqual([...traffic.films].toSorted())
  expect(studies.filter(({ code }) => code === 'download_failed')).toHaveLength(traffic.dead)
  expect(studies).toHaveLength(traffic.films.size + traffic.dead)
  for (const { reference, deliveredAt } of studies) {
    const answers = telegram.sent.filter(({ text }) => text?.includes(english.reference(reference)) === true)
    expect([reference, new Set(answers.map(({ messageId }) => messageId)).size]).toEqual([reference, 1])
    expect(deliveredAt).toBeInstanceOf(Date)
  }

  const repliesTo = ({ message_id: message }: Message): number =>
    telegram.sent.filter(
      ({ method, payload }) =>
        method === 'sendMessage' &&
        (payload['reply_parameters'] as { message_id: number }).message_id === message,
    ).length
  const replies = traffic.asked.map(repliesTo)
  expect(Math.min(...replies)).toBe(1)
  const twice = replies.reduce((sum, count) => sum + count - 1, 0)
  // Words may come twice where the bot could not know that they were out: the connection or the process broke just then.
  expect(twice).toBeLessThanOrEqual(broken.afterSending + underWay)

  const acknowledged = telegram.calls
    .filter(({ method }) => method === 'answerCallbackQuery')
    .map(({ payload }) => String(payload['callback_query_id']))
  expect(new Set(acknowledged)).toEqual(presses)
  // What a process was cut off in is no loss: the next one goes on with it.
  const written = logs
    .flatMap(({ lines }) => lines)
    .filter((line) => !line.includes('"code":"timeout"'))
    .join('\n')
  for (const event of ['work_failed', 'conversation.fault', 'message.failed', 'message.lost', 'reply.lost'])
    expect(written).not.toContain(event)
})
