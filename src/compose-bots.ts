import type { ChatBot } from './bots/chat-bot.js'
import type { ConversationParts } from './bots/conversation.js'
import { createDiscordBot } from './bots/discord/bot.js'
import { createTelegramBot, type TelegramBot } from './bots/telegram/bot.js'
import type { Records } from './compose.js'
import type { Config } from './config.js'
import { addToDisclaimer } from './core/disclaimer.js'
import { faultCode } from './core/fault.js'
import type { DrawFilm, GrayPicture } from './core/gray-picture.js'
import type { Log } from './core/log.js'
import type { ReportMaker } from './core/report.js'
import type { Screening } from './core/screening.js'
import { WORDINGS } from './core/wording/languages.js'
import type { ModelFacts } from './core/wording/wording.js'
import { decodePicture } from './inference/decode.js'
import { checkModelFolder } from './inference/model-folder.js'
import type { ChildReader } from './inference/reader.js'
import { createReportMaker } from './reports/pdf-report.js'
import { createFilmDrawing } from './reports/report-picture.js'

/** The bots whose tokens are set. Nothing happens before they are started. */
export interface Bots {
  readonly telegram: TelegramBot | null
  readonly bots: readonly ChatBot[]
}

export interface BotParts {
  readonly records: Records
  readonly screening: Screening
  readonly reader: ChildReader
  readonly log: Log
}

export function composeBots(config: Config, { records, screening, reader, log }: BotParts): Bots {
  const { telegram, discord, publicUrl, disclaimerAddition } = config
  const { admission, people, reviews, studies, pictures, pseudonyms, audit, inbox } = records
  const conversation: ConversationParts = {
    screening,
    admission,
    people,
    reviews,
    studies,
    pictures,
    pseudonyms,
    audit,
    wordings: WORDINGS,
    extraDisclaimer: disclaimerAddition,
    reports: composeReports(config),
    model: followModel(config, reader, log),
    retentionDays: config.retentionDays,
    log,
    now: () => new Date(),
  }
  const telegramBot =
    telegram &&
    createTelegramBot({
      ...conversation,
      inbox,
      token: telegram.token,
      apiRoot: telegram.apiRoot,
      webhook: telegram.webhookSecret === null ? null : { secret: telegram.webhookSecret, publicUrl },
    })
  const discordBot = discord && createDiscordBot({ ...conversation, inbox, ...discord })
  return { telegram: telegramBot, bots: [telegramBot, discordBot].filter((bot) => bot !== null) }
}

/** Reports with what an operator adds to the disclaimer, and with every kind of film that is read. */
export function composeReports(config: Config): ReportMaker {
  return createReportMaker({
    wordings: addToDisclaimer(WORDINGS, config.disclaimerAddition),
    decode: (bytes) => decodeFilm(bytes, config),
  })
}

/** What a browser is shown of a film whose format it does not know. */
export function composeFilmDrawing(config: Config): DrawFilm {
  return createFilmDrawing((bytes) => decodeFilm(bytes, config))
}

/** A film for a report or a page, as the reader sees it. It was read before, so nothing in it is new to the decoder. */
async function decodeFilm(bytes: Uint8Array, { maxPixels }: Config): Promise<GrayPicture | null> {
  const decoded = await decodePicture(bytes, { maxPixels })
  if (decoded.kind !== 'decoded') return null
  const { width, height } = decoded.facts
  return { width, height, pixels: decoded.pixels }
}

/** What is known of the model that answers, from when it is warm. */
function followModel({ modelDir }: Config, reader: ChildReader, log: Log): () => ModelFacts | null {
  let described: Pick<ModelFacts, 'architecture' | 'metrics'> | null = null
  reader
    .ready()
    .then(() => checkModelFolder(modelDir))
    .then(
      ({ manifest }) => {
        described = manifest
      },
      (error: unknown) => {
        log.warn('model.not_described', { code: faultCode(error) })
      },
    )
  return () => {
    const { model, gated } = reader.status()
    if (described === null || model === null) return null
    const { architecture, metrics } = described
    return { id: model.id, architecture, metrics, gated }
  }
}
