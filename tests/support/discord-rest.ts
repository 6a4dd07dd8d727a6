import type { IncomingMessage, ServerResponse } from 'node:http'
import { readContent, type SentFile } from './multipart.js'
import { APPLICATION_ID, BOT_USER_ID, newSnowflake, userPayload } from './discord-payloads.js'

/** What the bot did, as the server saw it, in order. */
export interface DiscordCall {
  readonly kind: 'defer' | 'interaction_answer' | 'message' | 'edit' | 'commands'
  /** Of the interaction that was deferred or answered. */
  readonly interaction: string | null
  readonly channelId: string | null
  /** Of the message that was sent or edited. */
  readonly messageId: string | null
  readonly text: string | null
  readonly ephemeral: boolean
  /** With `commands`: the server they were registered in; null for everywhere. */
  readonly guild: string | null
  readonly body: unknown
  /** That came with it. */
  readonly files: readonly SentFile[]
}

/** How the next calls of one kind go wrong. `drop` carries the call out and breaks the connection before the answer. */
export interface DiscordFailure {
  readonly status: number | 'drop'
  /** Discord's number of the error. */
  readonly code?: number
  /** Seconds, with status 429. */
  readonly retryAfter?: number
  readonly times?: number
}

export interface DiscordRest {
  serve(path: string, request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Announces an interaction, from when its 3 s run. */
  expect(id: string, token: string): void
  failNext(kind: DiscordCall['kind'], failure: DiscordFailure): void
}

/** By Discord's documentation of interactions. */
const FIRST_RESPONSE_MS = 3000
const EPHEMERAL = 64

class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code = 0,
    readonly retryAfter?: number,
  ) {
    super(`status ${status}`)
  }
}

interface Interaction {
  readonly id: string
  readonly since: number
  deferred: boolean
  ephemeral: boolean
}

type Body = Readonly<Record<string, unknown>> | readonly unknown[]

/** The part of Discord's REST API that the bot uses. */
export function createDiscordRest(
  token: string,
  gatewayUrl: () => string,
  note: (call: DiscordCall) => void,
): DiscordRest {
  const interactions = new Map<string, Interaction>()
  const messages = new Map<string, { readonly channelId: string; readonly nonce: unknown }>()
  const failures = new Map<string, { failure: DiscordFailure; left: number }>()
  const blank = {
    interaction: null,
    channelId: null,
    messageId: null,
    text: null,
    ephemeral: false,
    guild: null,
    files: [],
  }

  function defer(id: string, interactionToken: string, body: Body): null {
    const interaction = interactions.get(interactionToken)
    const late = !interaction || performance.now() - interaction.since > FIRST_RESPONSE_MS
    if (late || interaction.id !== id) throw new ApiError(404, 10062)
    if (interaction.deferred) throw new ApiError(400, 40060)
    const flags = Number(dataOf(body)['flags'] ?? 0)
    interaction.deferred = true
    interaction.ephemeral = (flags & EPHEMERAL) !== 0
    note({ ...blank, kind: 'defer', interaction: id, ephemeral: interaction.ephemeral, body })
    return null
  }

  function answerInteraction(interactionToken: string, body: Body, files: readonly SentFile[]): object {
    const interaction = interactions.get(interactionToken)
    if (interaction?.deferred !== true) throw new ApiError(404, 10015)
    const text = changedContentOf(body, files)
    const { id, ephemeral } = interaction
    note({ ...blank, kind: 'interaction_answer', interaction: id, text, ephemeral, body, files })
    return messageAnswer(newSnowflake(), 'interaction', text ?? '')
  }

  function createMessage(channelId: string, body: Body): object {
    const text = contentOf(body)
    const { nonce, enforce_nonce: once } = fieldsOf(body)
    const repeated = [...messages].find(
      ([, known]) => once === true && known.nonce === nonce && nonce !== undefined,
    )
    if (repeated) return messageAnswer(repeated[0], channelId, text)
    const messageId = newSnowflake()
    messages.set(messageId, { channelId, nonce })
    note({ ...blank, kind: 'message', channelId, messageId, text, body })
    return messageAnswer(messageId, channelId, text)
  }

  function editMessage(channelId: string, messageId: string, body: Body, files: readonly SentFile[]): object {
    if (messages.get(messageId)?.channelId !== channelId) throw new ApiError(404, 10008)
    const text = changedContentOf(body, files)
    note({ ...blank, kind: 'edit', channelId, messageId, text, body, files })
    return messageAnswer(messageId, channelId, text ?? '')
  }

  function putCommands(guild: string | null, body: Body): readonly object[] {
    note({ ...blank, kind: 'commands', guild, body })
    return Array.isArray(body)
      ? body.map((command: object) => ({ ...command, id: newSnowflake(), version: '1' }))
      : []
  }

  /** The route's work, its kind for planned failures, and whether it needs the bot's token. */
  function route(
    method: string,
    path: string,
  ): { kind?: DiscordCall['kind']; open?: true; run: (body: Body, files: readonly SentFile[]) => unknown } {
    const [first = '', second = '', third = '', fourth = '', fifth = ''] =
      path.split('?')[0]?.split('/') ?? []
    switch (`${method} ${first}`) {
      case 'GET gateway':
        return { run: () => gatewayAnswer(gatewayUrl()) }
      case 'GET users':
        return { run: () => userPayload(BOT_USER_ID, true) }
      case 'POST interactions':
        return { kind: 'defer', open: true, run: (body) => defer(second, third, body) }
      case 'PATCH webhooks':
        return {
          kind: 'interaction_answer',
          open: true,
          run: (body, files) => answerInteraction(third, body, files),
        }
      case 'POST channels':
        return { kind: 'message', run: (body) => createMessage(second, body) }
      case 'PATCH channels':
        return { kind: 'edit', run: (body, files) => editMessage(second, fourth, body, files) }
      case 'DELETE channels':
        return { run: () => void messages.delete(fourth) }
      case 'PUT applications':
        if (second !== APPLICATION_ID) throw new ApiError(404, 10002)
        return { kind: 'commands', run: (body) => putCommands(third === 'guilds' ? fourth : null, body) }
      default:
        throw new ApiError(404, Number(fifth) || 0)
    }
  }

  function takeFailure(kind: string | undefined): DiscordFailure | null {
    const planned = failures.get(kind ?? '')
    if (!planned || planned.left < 1) return null
    planned.left -= 1
    return planned.failure
  }

  return {
    async serve(path, request, response) {
      try {
        const { kind, open, run } = route(request.method ?? '', path)
        if (open !== true && request.headers.authorization !== `Bot ${token}`) throw new ApiError(401)
        const { body, files } = await readBody(request)
        const failure = takeFailure(kind)
        if (failure && failure.status !== 'drop')
          throw new ApiError(failure.status, failure.code, failure.retryAfter)
        const result = run(body, files)
        if (failure) response.destroy()
        else if (result === null || result === undefined) response.writeHead(204).end()
        else sendJson(response, 200, result)
      } catch (error) {
        const { status, code, retryAfter } = error instanceof ApiError ? error : new ApiError(500)
        const wait =
          retryAfter === undefined ? {} : { 'retry-after': String(retryAfter), 'x-ratelimit-scope': 'user' }
        sendJson(response, status, { code, message: 'refused', retry_after: retryAfter, global: false }, wait)
      }
    },
    expect(id, interactionToken) {
      interactions.set(interactionToken, { id, since: performance.now(), deferred: false, ephemeral: false })
    },
    failNext(kind, failure) {
      failures.set(kind, { failure, left: failure.times ?? 1 })
    },
  }
}

function gatewayAnswer(url: string): object {
  const limits = { total: 1000, remaining: 999, reset_after: 0, max_concurrency: 1 }
  return { url, shards: 1, session_start_limit: limits }
}

function messageAnswer(id: string, channelId: string, content: string): object {
  const author = userPayload(BOT_USER_ID, true)
  const empty = {
    attachments: [],
    embeds: [],
    mentions: [],
    mention_roles: [],
    mention_everyone: false,
    pinned: false,
  }
  const times = { timestamp: '2026-11-01T12:00:00.000Z', edited_timestamp: null }
  return { id, channel_id: channelId, type: 0, tts: false, content, author, ...empty, ...times }
}

function fieldsOf(body: Body): Readonly<Record<string, unknown>> {
  return Array.isArray(body) ? {} : (body as Readonly<Record<string, unknown>>)
}

function dataOf(body: Body): Readonly<Record<string, unknown>> {
  const data = fieldsOf(body)['data']
  return typeof data === 'object' && data !== null ? (data as Readonly<Record<string, unknown>>) : {}
}

function contentOf(body: Body): string {
  const content = fieldsOf(body)['content']
  if (typeof content !== 'string' || content.length === 0 || content.length > 2000)
    throw new ApiError(400, 50035)
  return content
}

/** A change may leave the words as they are and bring files alone: then it gives null. */
function changedContentOf(body: Body, files: readonly SentFile[]): string | null {
  return files.length > 0 && fieldsOf(body)['content'] === undefined ? null : contentOf(body)
}

async function readBody(
  request: IncomingMessage,
): Promise<{ readonly body: Body; readonly files: readonly SentFile[] }> {
  const { json, fields, files } = await readContent(request)
  const { payload_json: payload } = fields
  const body = payload === undefined ? json : (JSON.parse(payload) as unknown)
  return { body: (body ?? {}) as Body, files }
}

function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}
