import { createHash, timingSafeEqual } from 'node:crypto'
import type { Update, UserFromGetMe, WebhookInfo } from 'telegraf/types'
import { Fault } from '../../core/fault.js'
import { callOnce } from './calls.js'
import type { ConnectionOptions } from './connect.js'
import { WANTED_UPDATES, keepGoing } from './connect.js'

export interface WebhookSettings {
  /** What Telegram has to send along with every update: 16 to 256 of A-Z, a-z, 0-9, `_` and `-`. */
  readonly secret: string
  /** Where Telegram reaches this program, with https and without a slash at the end. */
  readonly publicUrl: string
}

/** The part of the program that Telegram calls. */
export interface TelegramWebhook {
  /** Where it has to be served; it tells nothing of the bot or the secret. */
  readonly path: string
  /** Never rejects. Telegram sends an update again for every answer but 2xx. */
  handle(request: Request): Promise<Response>
}

/** Bytes of one update. Telegram's own are some kilobytes. */
const LARGEST_BODY = 1024 * 1024

/** Connections that Telegram may open at one time: taking an update is one write to the disk. */
const MOST_CONNECTIONS = 20

const CALL_LIMIT_MS = 20_000

/** @throws Fault `settings_invalid` for a secret that Telegram would not take or that is too short to be one */
export function webhookPath({ secret }: WebhookSettings): string {
  if (!/^[A-Za-z0-9_-]{16,256}$/.test(secret))
    throw new Fault('settings_invalid', 'the webhook secret needs 16 to 256 of A-Z, a-z, 0-9, _ and -')
  return `/hooks/${createHash('sha256').update(`path of ${secret}`).digest('hex').slice(0, 32)}`
}

export interface WebhookParts {
  readonly settings: WebhookSettings
  /** Whether updates can be taken at the moment. */
  readonly isOpen: () => boolean
  /** Resolves once the update is on disk, and rejects when it is not. */
  readonly onUpdate: (update: Update) => Promise<void>
}

export function createWebhook({ settings, isOpen, onUpdate }: WebhookParts): TelegramWebhook {
  const wanted = digest(settings.secret)

  async function answer(request: Request): Promise<number> {
    if (request.method !== 'POST') return 405
    const given = digest(request.headers.get('x-telegram-bot-api-secret-token') ?? '')
    if (!timingSafeEqual(wanted, given)) return 401
    if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) return 415
    const body = await readBody(request)
    if (body === null) return 413
    const update = parseUpdate(body)
    if (update === null) return 400
    if (!isOpen()) return 503
    try {
      await onUpdate(update)
      return 200
    } catch {
      return 503
    }
  }

  return {
    path: webhookPath(settings),
    async handle(request) {
      const status = await answer(request).catch(() => 400)
      return new Response(null, { status, headers: status === 405 ? { allow: 'POST' } : {} })
    },
  }
}

/** Digests have one length, as the comparison in constant time wants it. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Null for more than {@link LARGEST_BODY}, as soon as that shows. */
async function readBody(request: Request): Promise<string | null> {
  if (Number(request.headers.get('content-length') ?? 0) > LARGEST_BODY) return null
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength
    if (length > LARGEST_BODY) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length).toString('utf8')
}

function parseUpdate(body: string): Update | null {
  try {
    const parsed: unknown = JSON.parse(body)
    const isUpdate = typeof parsed === 'object' && parsed !== null && 'update_id' in parsed
    return isUpdate && Number.isSafeInteger(parsed.update_id) ? (parsed as Update) : null
  } catch {
    return null
  }
}

export interface WebhookConnection extends ConnectionOptions {
  readonly settings: WebhookSettings
  /** Called before Telegram is told where to send updates. */
  readonly onConnected: (me: UserFromGetMe) => Promise<void>
  /** Called once Telegram knows where to send them. */
  readonly onCaughtUp: () => void
}

/** Has Telegram send updates to the webhook, and waits until `signal` aborts. Never rejects. */
export async function connectWebhook(options: WebhookConnection): Promise<void> {
  const { telegram, log, signal, settings, onState, onConnected, onCaughtUp } = options
  const limit = { signal, timeoutMs: CALL_LIMIT_MS }
  let connected = false
  onState('connecting', null)
  const accepted = await keepGoing(options, async () => {
    if (!connected) await onConnected(await callOnce(telegram, 'getMe', {}, limit))
    connected = true
    const url = `${settings.publicUrl.replace(/\/+$/, '')}${webhookPath(settings)}`
    const info = await callOnce(telegram, 'getWebhookInfo', {}, limit)
    const waiting = info.pending_update_count
    // The code alone: what Telegram writes of a failed delivery names the address.
    if (info.last_error_date !== undefined) log.warn('webhook.not_reached', { channel: 'telegram', waiting })
    if (!isSetTo(info, url)) await callOnce(telegram, 'setWebhook', wantedSettings(settings, url), limit)
    log.info('bot.connected', { channel: 'telegram', by: 'webhook', waiting })
    onState('running', null)
    onCaughtUp()
    return false
  })
  if (!accepted) return
  if (!signal.aborted)
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve, { once: true })
    })
  // The webhook stays: Telegram keeps what comes meanwhile, and sends it to the next process.
  onState('stopped', null)
}

/** The path holds the secret's hash, so an address that is the same has the same secret. */
function isSetTo(info: WebhookInfo, url: string): boolean {
  const { allowed_updates: allowed = [], max_connections: connections } = info
  const same =
    allowed.length === WANTED_UPDATES.length && WANTED_UPDATES.every((kind) => allowed.includes(kind))
  return info.url === url && same && connections === MOST_CONNECTIONS
}

const wantedSettings = ({ secret }: WebhookSettings, url: string) => ({
  url,
  secret_token: secret,
  allowed_updates: WANTED_UPDATES,
  max_connections: MOST_CONNECTIONS,
})
