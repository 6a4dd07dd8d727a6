import type { APIApplicationCommand, APIEmbed, APIMessage, RawFile } from 'discord.js'
import {
  DefaultRestOptions,
  DiscordAPIError,
  InteractionResponseType,
  MessageFlags,
  REST,
  Routes,
} from 'discord.js'
import type { InteractionResponseType as ResponseType } from 'discord.js'
import { backoff, pause } from '../pause.js'
import type { ComponentRow } from './components.js'
import { API_CODES, discordApiCode, isPassing } from './error-code.js'
import type { InteractionPlace } from './taken.js'

/** What is sent or changed of a message; what is left out of a change stays as it is. */
export interface MessageBody {
  readonly content?: string
  readonly components?: readonly ComponentRow[]
  readonly embeds?: readonly APIEmbed[]
  readonly attachments?: readonly { readonly id: string; readonly description?: string }[]
}

/** What a new message has beside its body. */
export interface NewMessage extends MessageBody {
  /** At most 25 characters. Within a few minutes Discord makes one message of all that carry the same. */
  readonly nonce: string
  /** The message that this one replies to. */
  readonly replyTo: string | null
}

/** The bot can do nothing more for now: it is being stopped, or its token was refused. What is open stays open. */
export class CutOff extends Error {
  override readonly name = 'CutOff'
}

/** The calls of Discord's REST API that the bot makes. They obey Discord's rate limits and ping nobody. */
export interface DiscordApi {
  /** Has to come within 3 s. */
  defer(place: InteractionPlace): Promise<void>
  editOriginal(place: InteractionPlace, body: MessageBody, files?: RawFile[]): Promise<void>
  /** A further message to an interaction; only the person sees it where `open` is false. */
  followUp(place: InteractionPlace, open: boolean, body: MessageBody, files?: RawFile[]): Promise<void>
  /** Gives the id of the message. */
  send(channel: string, message: NewMessage, files?: RawFile[]): Promise<string>
  edit(channel: string, message: string, body: MessageBody, files?: RawFile[]): Promise<void>
  message(channel: string, message: string): Promise<APIMessage>
  /** Registered in a server, or everywhere with null. */
  commands(application: string, guild: string | null): Promise<readonly APIApplicationCommand[]>
  replaceCommands(application: string, guild: string | null, commands: readonly object[]): Promise<void>
  /**
   * Repeats `call` while Discord is out of reach or broken, without an end or `tries` times in all: for what may be carried
   * out twice. Rejects with what Discord refuses, and with {@link CutOff}.
   */
  insist<T>(call: () => Promise<T>, tries?: number): Promise<T>
  close(): void
}

export interface DiscordApiOptions {
  readonly token: string
  /** Without the version: `https://discord.com/api`. */
  readonly apiRoot: string
  /** Ends every repetition. */
  readonly signal: AbortSignal
  /** Milliseconds before the second try; doubled before each further one, up to a minute. */
  readonly retryMs?: number | undefined
  /** Requests a second in all; 50 unless Discord granted the bot more. First responses to interactions don't count. */
  readonly requestsPerSecond?: number | undefined
}

const NOBODY = { parse: [], replied_user: false }

export function createDiscordApi({
  token,
  apiRoot,
  signal,
  retryMs = 1000,
  requestsPerSecond = 50,
}: DiscordApiOptions): DiscordApi {
  const rest = new REST({
    version: '10',
    api: withoutSlash(apiRoot),
    globalRequestsPerSecond: requestsPerSecond,
    // What waits for a rate limit to pass must not go out after the end.
    makeRequest: (...request) =>
      signal.aborted ? Promise.reject(new CutOff()) : DefaultRestOptions.makeRequest(...request),
  }).setToken(token)
  let refused = false

  async function guarded<T>(call: () => Promise<unknown>): Promise<T> {
    if (signal.aborted || refused) throw new CutOff()
    try {
      return (await call()) as T
    } catch (error) {
      if (!(error instanceof DiscordAPIError) || error.status !== 401) throw error
      if (discordApiCode(error) === API_CODES.tokenOver) throw error
      // The bot's own token. The SDK forgets it, and every further call would fail in another way.
      refused = true
      throw new CutOff()
    }
  }

  const bodyOf = (body: object): object => ({ ...body, allowed_mentions: NOBODY })
  const webhook = ({ application, token: of }: InteractionPlace) => Routes.webhook(application, of)
  const original = ({ application, token: of }: InteractionPlace) =>
    Routes.webhookMessage(application, of, '@original')
  const commandsOf = (application: string, guild: string | null) =>
    guild === null
      ? Routes.applicationCommands(application)
      : Routes.applicationGuildCommands(application, guild)

  return {
    async defer({ id, token: of, pressed, open }) {
      const type: ResponseType =
        pressed === null
          ? InteractionResponseType.DeferredChannelMessageWithSource
          : InteractionResponseType.DeferredMessageUpdate
      const data = pressed === null && !open ? { data: { flags: MessageFlags.Ephemeral } } : {}
      const route = Routes.interactionCallback(id, of)
      await guarded(() => rest.post(route, { body: { type, ...data }, auth: false }))
    },
    async editOriginal(place, body, files = []) {
      await guarded(() => rest.patch(original(place), { body: bodyOf(body), files, auth: false }))
    },
    async followUp(place, open, body, files = []) {
      const flags = open ? {} : { flags: MessageFlags.Ephemeral }
      const whole = bodyOf({ ...body, ...flags })
      await guarded(() => rest.post(webhook(place), { body: whole, files, auth: false }))
    },
    async send(channel, { nonce, replyTo, ...body }, files = []) {
      const reference = { message_id: replyTo, channel_id: channel, fail_if_not_exists: false }
      const whole = bodyOf({
        ...body,
        nonce,
        enforce_nonce: true,
        ...(replyTo === null ? {} : { message_reference: reference }),
      })
      const call = () => rest.post(Routes.channelMessages(channel), { body: whole, files })
      return (await guarded<APIMessage>(call)).id
    },
    async edit(channel, message, body, files = []) {
      const route = Routes.channelMessage(channel, message)
      await guarded(() => rest.patch(route, { body: bodyOf(body), files }))
    },
    message: (channel, message) => guarded(() => rest.get(Routes.channelMessage(channel, message))),
    commands(application, guild) {
      const query = new URLSearchParams({ with_localizations: 'true' })
      return guarded(() => rest.get(commandsOf(application, guild), { query }))
    },
    async replaceCommands(application, guild, commands) {
      await guarded(() => rest.put(commandsOf(application, guild), { body: commands }))
    },
    async insist(call, tries = Infinity) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await call()
        } catch (error) {
          if (!isPassing(error) || attempt >= tries) throw error
          await pause(backoff(attempt, retryMs, 60_000), signal)
        }
      }
    },
    close() {
      rest.clearHashSweeper()
      rest.clearHandlerSweeper()
    },
  }
}

const withoutSlash = (root: string): string => root.replace(/\/+$/, '')
