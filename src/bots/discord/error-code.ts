import { DiscordAPIError, DiscordjsError, HTTPError, RateLimitError } from 'discord.js'
import { faultCode } from '../../core/fault.js'
import { DownloadFailed } from '../download.js'

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
  const code = systemCode(error) ?? (error instanceof Error ? systemCode(error.cause) : null)
  return code === null ? faultCode(error) : `network_${code.toLowerCase()}`
}

/** The API's error number: 10008 unknown message, 10062 unknown interaction, 50013 missing permissions. */
export function discordApiCode(error: unknown): number | null {
  return error instanceof DiscordAPIError && typeof error.code === 'number' ? error.code : null
}

function systemCode(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code) ? code : null
}
