import sharp from 'sharp'
import { createDiscordBot } from '../../src/bots/discord/bot.js'
import type { Outcome } from '../../src/core/outcome.js'
import { refused } from '../../src/core/outcome.js'
import { createReportMaker } from '../../src/reports/pdf-report.js'
import { createBehindDoor } from '../bots/support.js'
import type { DiscordMessage } from './discord-messages.js'
import type { DiscordCall, DiscordServer } from './discord-server.js'
import { startDiscordServer } from './discord-server.js'
import { BOT_USER_ID } from './discord-payloads.js'
import { drawRadiograph } from './radiograph.js'
import { PNEUMONIA_FINDING } from './scripted-reader.js'

/** One message as a page draws it. */
export interface ShownMessage {
  readonly from: 'person' | 'bot'
  readonly name: string
  readonly text: string
  readonly buttons?: readonly (readonly string[])[]
  /** As data addresses. */
  readonly pictures?: readonly string[]
  readonly caption?: string
  readonly file?: { readonly name: string; readonly bytes: number }
  /** The beginning of the message that it replies to. */
  readonly reply?: string
  readonly onlyForYou?: boolean
  readonly direction?: 'rtl'
}

/** A channel at the end of the conversation. */
export interface ShownChat {
  readonly title: string
  readonly messages: readonly ShownMessage[]
}

const DOCTOR = 'Dr. Amara Obi'
const COLLEAGUE = 'Dr. Salma Haddad'
const LATERAL: Outcome = refused('lateral_view')
const UNCERTAIN: Outcome = {
  kind: 'uncertain',
  scores: { COVID: 0.31, NORMAL: 0.22, PNEUMONIA: 0.47 },
  threshold: 0.6,
}

/** Real conversations with the real bot on the stand-in for Discord: in a channel, for one person alone, and directly. */
export async function recordDiscordConversation(): Promise<readonly ShownChat[]> {
  const films = await Promise.all([1, 2, 3, 4].map((seed) => drawRadiograph({ seed })))
  const heatmaps = await Promise.all(films.map(drawHeatmap))
  const outcomes = [PNEUMONIA_FINDING, UNCERTAIN, LATERAL, PNEUMONIA_FINDING]
  const indexOf = (bytes: Uint8Array): number => films.findIndex((film) => film.equals(bytes))
  const behind = createBehindDoor({
    answer: (bytes) => outcomes[indexOf(bytes)] ?? LATERAL,
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
  const discord = await startDiscordServer()
  const reports = createReportMaker()
  const bot = createDiscordBot({ ...behind, reports, token: discord.token, apiRoot: discord.url, guilds: [] })
  await bot.start()
  try {
    return [
      { title: 'films', messages: await mention(discord, films) },
      { title: 'films, what one person alone sees', messages: await askAlone(discord, films) },
      { title: 'ChestCheck, directly', messages: await writeDirectly(discord, films) },
    ]
  } finally {
    await bot.stop()
    await discord.close()
  }
}

/** The messages of the bot that come until `isDone`. */
async function during(discord: DiscordServer, isDone: (call: DiscordCall) => boolean, act: () => void) {
  const before = discord.standing.length
  const calls = discord.calls.length
  act()
  await discord.waitUntil(() => discord.calls.slice(calls).some(isDone))
  return discord.standing.slice(before)
}

const hasFiles = (call: DiscordCall): boolean => call.files.length > 0

async function mention(discord: DiscordServer, films: readonly Buffer[]): Promise<readonly ShownMessage[]> {
  const words = 'bedside film, fever since Monday'
  const [film = Buffer.alloc(0)] = films
  const message = { guild: true, mentionsBot: true, content: `<@${BOT_USER_ID}> ${words}` }
  const [answer] = await during(discord, hasFiles, () => {
    discord.sendMessage({ ...message, files: [discord.putFile(film)] })
  })
  const thanks = await during(
    discord,
    ({ kind }) => kind === 'follow_up',
    () => {
      pressFirst(discord, answer, 0)
    },
  )
  return [
    { from: 'person', name: DOCTOR, text: `@ChestCheck ${words}`, pictures: [jpeg(film)] },
    ...(answer ? [{ ...shownOf(answer), reply: `${DOCTOR}  @ChestCheck ${words}` }] : []),
    ...thanks.map((toast) => ({ ...shownOf(toast), reply: 'ChestCheck  PNEUMONIA' })),
  ]
}

async function askAlone(discord: DiscordServer, films: readonly Buffer[]): Promise<readonly ShownMessage[]> {
  const [, second = Buffer.alloc(0), lateral = second] = films
  const [answer] = await during(discord, hasFiles, () => {
    const files = { picture: discord.putFile(second), picture2: discord.putFile(lateral) }
    discord.sendCommand({ name: 'xray', files })
  })
  const status = await during(
    discord,
    ({ kind }) => kind === 'interaction_answer',
    () => {
      discord.sendCommand({ name: 'status' })
    },
  )
  return [
    ...(answer ? [{ ...shownOf(answer), reply: `${DOCTOR} used /xray` }] : []),
    ...status.map((one) => ({ ...shownOf(one), reply: `${DOCTOR} used /status` })),
  ]
}

async function writeDirectly(
  discord: DiscordServer,
  films: readonly Buffer[],
): Promise<readonly ShownMessage[]> {
  const arabic = { guild: false, user: '78', locale: 'en-GB' }
  const [chosen] = await during(
    discord,
    ({ kind }) => kind === 'interaction_answer',
    () => {
      discord.sendCommand({ ...arabic, name: 'language', language: 'ar' })
    },
  )
  const [answer] = await during(discord, hasFiles, () => {
    const picture = discord.putFile(films[3] ?? Buffer.alloc(0))
    discord.sendCommand({ ...arabic, name: 'xray', files: { picture } })
  })
  const report = await during(discord, hasFiles, () => {
    pressFirst(discord, answer, -1, '78')
  })
  const direction = { direction: 'rtl' } as const
  return [
    ...(chosen ? [{ ...shownOf(chosen), ...direction, reply: `${COLLEAGUE} used /language` }] : []),
    ...(answer ? [{ ...shownOf(answer), ...direction, reply: `${COLLEAGUE} used /xray` }] : []),
    ...report.map((one) => ({ ...shownOf(one), ...direction })),
  ]
}

/** Presses the button at `index` of those under the message; -1 is the last. */
function pressFirst(
  discord: DiscordServer,
  message: DiscordMessage | undefined,
  index: number,
  user?: string,
): void {
  const button = message && rowsOf(message).flat().at(index)
  if (message && button) discord.press(message.id, button.custom_id, { user })
}

function shownOf({ content, uploads, embeds, ephemeral, ...message }: DiscordMessage): ShownMessage {
  const captions = (embeds as readonly { readonly description: string }[]).map(
    ({ description }) => description,
  )
  const report = uploads.find(({ name }) => name.endsWith('.pdf'))
  const pictures = uploads.filter((upload) => upload !== report)
  return {
    from: 'bot',
    name: 'ChestCheck',
    text: content,
    buttons: rowsOf(message).map((row) => row.map(({ label }) => label)),
    pictures: pictures.map(({ bytes }) => jpeg(bytes)),
    ...(captions.length > 0 ? { caption: captions.join('\n') } : {}),
    ...(report ? { file: { name: report.name, bytes: report.bytes.byteLength } } : {}),
    onlyForYou: ephemeral,
  }
}

interface StandingButton {
  readonly label: string
  readonly custom_id: string
}

function rowsOf({ components }: Pick<DiscordMessage, 'components'>): readonly (readonly StandingButton[])[] {
  return (components as readonly { readonly components: readonly StandingButton[] }[]).map(
    (row) => row.components,
  )
}

const jpeg = (bytes: Buffer): string => `data:image/jpeg;base64,${bytes.toString('base64')}`

/** The film with a bright place, as a heatmap shows one. */
async function drawHeatmap(film: Buffer): Promise<Buffer> {
  const spot = `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="480"><defs><radialGradient id="spot">
    <stop offset="0" stop-color="#fcffa4" stop-opacity="0.85"/><stop offset="0.45" stop-color="#f98e09" stop-opacity="0.6"/>
    <stop offset="1" stop-color="#57106e" stop-opacity="0"/></radialGradient></defs>
    <rect width="480" height="480" fill="#57106e" fill-opacity="0.25"/><ellipse cx="335" cy="315" rx="110" ry="95" fill="url(#spot)"/></svg>`
  const colour = sharp(film).toColourspace('srgb')
  return colour
    .composite([{ input: Buffer.from(spot) }])
    .jpeg()
    .toBuffer()
}
