import type { Log } from '../../core/log.js'
import type { DiscordApi } from './api.js'
import { discordErrorCode } from './error-code.js'

export interface RegistrationParts {
  readonly api: DiscordApi
  readonly commands: readonly object[]
  /** Servers to register the commands in; everywhere when empty. */
  readonly guilds: readonly string[]
  readonly log: Log
}

/** Keeps the registered commands as they should be. Writes only what differs, and leaves every other scope alone. */
export interface CommandRegistration {
  /** Never rejects: without its commands the bot still hears messages. */
  register(application: string): Promise<void>
  /** The bot was added to a server: the commands of a named one can be registered now, where they could not before. */
  joined(application: string, guild: string): Promise<void>
}

export function createRegistration({ api, commands, guilds, log }: RegistrationParts): CommandRegistration {
  const refusedIn = new Set<string>()

  async function registerIn(application: string, guild: string | null): Promise<void> {
    const scope = guild === null ? 'everywhere' : 'server'
    try {
      const changed = await api.insist(() => bringUpToDate(application, guild))
      if (guild !== null) refusedIn.delete(guild)
      log.info('bot.commands_registered', { channel: 'discord', scope, changed })
    } catch (error) {
      if (guild !== null) refusedIn.add(guild)
      log.warn('bot.commands_not_registered', { channel: 'discord', scope, code: discordErrorCode(error) })
    }
  }

  /** Discord limits how often commands are made in a day, so equal ones are not written again. */
  async function bringUpToDate(application: string, guild: string | null): Promise<boolean> {
    if (isRegistered(commands, await api.commands(application, guild))) return false
    await api.replaceCommands(application, guild, commands)
    return true
  }

  return {
    async register(application) {
      for (const guild of guilds.length === 0 ? [null] : guilds) await registerIn(application, guild)
    },
    async joined(application, guild) {
      if (refusedIn.has(guild)) await registerIn(application, guild)
    },
  }
}

/** Whether the registered commands are the wanted ones and no others, in any order. */
export function isRegistered(wanted: readonly object[], registered: readonly object[]): boolean {
  return (
    wanted.length === registered.length &&
    wanted.every((command) => registered.some((one) => says(command, one)))
  )
}

/**
 * Whether `actual` says all that `wanted` says. Discord adds fields of its own, and leaves out or makes null what is
 * false or empty.
 */
function says(wanted: unknown, actual: unknown): boolean {
  if (isNothing(wanted)) return isNothing(actual)
  if (Array.isArray(wanted))
    return (
      Array.isArray(actual) &&
      wanted.length === actual.length &&
      wanted.every((one, index) => says(one, actual[index]))
    )
  if (typeof wanted !== 'object' || typeof actual !== 'object') return wanted === actual
  const fields = new Map<string, unknown>(Object.entries(actual ?? {}))
  return Object.entries(wanted ?? {}).every(([name, value]) => says(value, fields.get(name)))
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true
  return typeof value === 'object' && Object.keys(value).length === 0
}
