import { DiscordAPIError, DiscordjsError, HTTPError, RateLimitError } from 'discord.js'
import { faultCode } from '../../core/fault.js'
import { DownloadFailed } from '../download.js'

/** Discord's numbers of the errors that the bot acts on, by its documentation of JSON error codes. */
export const API_CODES = {
  unknownMessage: 10008,
  unknownWebhook: 10015,
  /** Somebody answered this interaction before: this program itself, when the answer to its call was lost. */
  alreadyAcknowledged: 40060,
  /** The 15 minutes of an interaction are over. */
  tokenOver: 50027,
  cannotReplyWithoutHistory: 160002,
} as const

/**
 * What can be told about an error of the SDK without its message and its request, which may hold a token:
 * `discord_10062`, `discord_http_502`, `discord_TokenInvalid`, `network_econnreset`, `timeout`, or a code of ours.
 */
export function discordErrorCode(error: unknown): string {
  if (error instanceof DiscordAPIError) return `discord_${error.code}`
  if (error instanceof HTTPError) return `discord_http_${error.status}`
  if (error instanceof RateLimitError) return 'discord_rate_limited'
  if (error instanceof DiscordjsError) return `discord_${error.code}`
  if (error instanceof DownloadFailed) return error.code
  if (error instanceof Error && error.name === 'AbortError') return 'timeout'
  if (error instanceof Error && error.name === 'CutOff') return 'cut_off'
  const code = systemCode(error) ?? (error instanceof Error ? systemCode(error.cause) : null)
  return code === null ? faultCode(error) : `network_${code.toLowerCase()}`
}

/** The API's error number: 10008 unknown message, 10062 unknown interaction, 50013 missing permissions. */
export function discordApiCode(error: unknown): number | null {
  return error instanceof DiscordAPIError && typeof error.code === 'number' ? error.code : null
}

/** Whether the same call may succeed later: Discord is broken or out of reach, and has refused nothing. */
export function isPassing(error: unknown): boolean {
  return /^(timeout|discord_http_5\d\d|discord_rate_limited|network_.*)$/.test(discordErrorCode(error))
}

/** Tries once more at once where the first try failed in passing: for what is of no use later. */
export async function twice<T>(call: () => Promise<T>): Promise<T> {
  return call().catch((error: unknown) => {
    if (!isPassing(error)) throw error
    return call()
  })
}

function systemCode(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code) ? code : null
}
