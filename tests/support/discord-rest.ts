import type { IncomingMessage, ServerResponse } from 'node:http'
import { ApiError } from './discord-errors.js'
import type { DiscordFiles } from './discord-files.js'
import type { DiscordInteractions } from './discord-interactions.js'
import { applyChange, fieldsOf, readChange } from './discord-message-body.js'
import type { DiscordMessage, DiscordMessages } from './discord-messages.js'
import { readContent, type SentFile } from './multipart.js'
import { APPLICATION_ID, BOT_USER_ID, messagePayload, newSnowflake, userPayload } from './discord-payloads.js'

/** What the bot did, as the server saw it, in order. */
export interface DiscordCall {
  readonly kind:
    | 'defer'
    | 'interaction_answer'
    | 'follow_up'
    | 'message'
    | 'edit'
    | 'message_read'
    | 'commands'
    | 'commands_read'
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
  readonly failNext: (kind: DiscordCall['kind'], failure: DiscordFailure) => void
  /** Asked before each call: null lets it go well. */
  readonly misbehave: (failing: (kind: DiscordCall['kind']) => DiscordFailure | null) => void
  /** What is registered, by server; null is everywhere. */
  readonly commands: ReadonlyMap<string | null, readonly object[]>
}

export interface DiscordRestParts {
  readonly token: string
  readonly gatewayUrl: () => string
  readonly messages: DiscordMessages
  readonly interactions: DiscordInteractions
  readonly files: DiscordFiles
  readonly note: (call: DiscordCall) => void
  /** A message of the bot appeared: it hears of it, like everybody. */
  readonly appeared: (message: DiscordMessage) => void
}

type Files = readonly SentFile[]

interface Route {
  readonly kind?: DiscordCall['kind']
  /** Needs no token of the bot: the address holds one. */
  readonly open?: true
  readonly run: (body: unknown, files: Files) => unknown
}

/** The part of Discord's REST API that the bot uses. */
export function createDiscordRest(parts: DiscordRestParts): DiscordRest {
  const { token, messages, interactions, note } = parts
  const commands = new Map<string | null, readonly object[]>()
  const failures = new Map<string, { failure: DiscordFailure; left: number }>()
  let failing: (kind: DiscordCall['kind']) => DiscordFailure | null = () => null
  const blank = {
    interaction: null,
    channelId: null,
    messageId: null,
    text: null,
    ephemeral: false,
    guild: null,
    files: [],
  }

  function defer(id: string, interactionToken: string, body: unknown): null {
    const { type, data } = fieldsOf(body)
    const flags = Number(fieldsOf(data)['flags'] ?? 0)
    const { original } = interactions.defer(id, interactionToken, Number(type), flags)
    note({ ...blank, kind: 'defer', interaction: id, ephemeral: original?.ephemeral ?? false, body })
    return null
  }

  function answerInteraction(interactionToken: string, body: unknown, files: Files): object {
    const { id, original } = interactions.answerable(interactionToken)
    if (!messages.find(original.id)) throw new ApiError(404, 10008)
    const change = readChange(body, files, true)
    const { ephemeral, channelId, id: messageId } = original
    applyChange(original, change)
    const place = { interaction: id, channelId, messageId, ephemeral }
    note({ ...blank, ...place, kind: 'interaction_answer', text: change.text, body, files })
    return messagePayload(original)
  }

  function followUp(interactionToken: string, body: unknown, files: Files): object {
    const { id, channelId } = interactions.answerable(interactionToken)
    const change = readChange(body, files, false)
    const ephemeral = (Number(change.body['flags'] ?? 0) & 64) !== 0
    const message = messages.writeAsBot({ channelId, ephemeral })
    applyChange(message, change)
    const place = { interaction: id, channelId, messageId: message.id, ephemeral }
    note({ ...blank, ...place, kind: 'follow_up', text: change.text, body, files })
    return messagePayload(message)
  }

  function createMessage(channelId: string, body: unknown, files: Files): object {
    const change = readChange(body, files, false)
    const { nonce, enforce_nonce: once, message_reference: reference } = change.body
    const repeated = once === true ? messages.withNonce(channelId, nonce) : undefined
    if (repeated) return messagePayload(repeated)
    const message = messages.writeAsBot({
      channelId,
      nonce: typeof nonce === 'string' ? nonce : null,
      replyTo: stringOf(fieldsOf(reference)['message_id']),
    })
    applyChange(message, change)
    note({ ...blank, kind: 'message', channelId, messageId: message.id, text: change.text, body, files })
    parts.appeared(message)
    return messagePayload(message)
  }

  function editMessage(channelId: string, messageId: string, body: unknown, files: Files): object {
    const message = messages.find(messageId)
    if (message?.channelId !== channelId || message.ephemeral) throw new ApiError(404, 10008)
    if (message.authorId !== BOT_USER_ID) throw new ApiError(403, 50005)
    const change = readChange(body, files, true)
    applyChange(message, change)
    note({ ...blank, kind: 'edit', channelId, messageId, text: change.text, body, files })
    return messagePayload(message)
  }

  /** Files come with addresses that work. */
  function readMessage(channelId: string, messageId: string): object {
    const message = messages.find(messageId)
    note({ ...blank, kind: 'message_read', channelId, messageId, body: null })
    if (message?.channelId !== channelId) throw new ApiError(404, 10008)
    const fresh = (files: DiscordMessage['files']) => files.map((file) => parts.files.refreshed(file))
    return messagePayload({
      ...message,
      files: fresh(message.files),
      forwarded: message.forwarded && fresh(message.forwarded),
    })
  }

  function readCommands(guild: string | null): readonly object[] {
    note({ ...blank, kind: 'commands_read', guild, body: null })
    return commands.get(guild) ?? []
  }

  function putCommands(guild: string | null, body: unknown): readonly object[] {
    note({ ...blank, kind: 'commands', guild, body })
    const registered = (Array.isArray(body) ? body : []).map((command: object) => asRegistered(command))
    commands.set(guild, registered)
    return registered
  }

  function route(method: string, path: string): Route {
    const [first = '', second = '', third = '', fourth = ''] = path.split('?')[0]?.split('/') ?? []
    const guild = third === 'guilds' ? fourth : null
    if (first === 'applications' && second !== APPLICATION_ID) throw new ApiError(404, 10002)
    switch (`${method} ${first}`) {
      case 'GET gateway':
        return { run: () => gatewayAnswer(parts.gatewayUrl()) }
      case 'GET users':
        return { run: () => userPayload(BOT_USER_ID, true) }
      case 'POST interactions':
        return { kind: 'defer', open: true, run: (body) => defer(second, third, body) }
      case 'PATCH webhooks':
        return { kind: 'interaction_answer', open: true, run: (...sent) => answerInteraction(third, ...sent) }
      case 'POST webhooks':
        return { kind: 'follow_up', open: true, run: (...sent) => followUp(third, ...sent) }
      case 'GET channels':
        return { kind: 'message_read', run: () => readMessage(second, fourth) }
      case 'POST channels':
        return { kind: 'message', run: (...sent) => createMessage(second, ...sent) }
      case 'PATCH channels':
        return { kind: 'edit', run: (...sent) => editMessage(second, fourth, ...sent) }
      case 'GET applications':
        return { kind: 'commands_read', run: () => readCommands(guild) }
      case 'PUT applications':
        return { kind: 'commands', run: (body) => putCommands(guild, body) }
      default:
        throw new ApiError(404)
    }
  }

  function takeFailure(kind: DiscordCall['kind'] | undefined): DiscordFailure | null {
    if (kind === undefined) return null
    const planned = failures.get(kind)
    if (!planned || planned.left < 1) return failing(kind)
    planned.left -= 1
    return planned.failure
  }

  return {
    commands,
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
    failNext(kind, failure) {
      failures.set(kind, { failure, left: failure.times ?? 1 })
    },
    misbehave(how) {
      failing = how
    },
  }
}

function gatewayAnswer(url: string): object {
  const limits = { total: 1000, remaining: 999, reset_after: 0, max_concurrency: 1 }
  return { url, shards: 1, session_start_limit: limits }
}

/** Discord adds fields of its own, and leaves out of options what is false. */
function asRegistered(command: object): object {
  const { options, ...rest } = fieldsOf(command)
  const plain = (option: unknown): object => {
    const { required, ...fields } = fieldsOf(option)
    return required === true ? { ...fields, required } : fields
  }
  return {
    id: newSnowflake(),
    application_id: APPLICATION_ID,
    version: newSnowflake(),
    default_member_permissions: null,
    nsfw: false,
    ...rest,
    ...(Array.isArray(options) ? { options: options.map(plain) } : {}),
  }
}

const stringOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

async function readBody(
  request: IncomingMessage,
): Promise<{ readonly body: unknown; readonly files: readonly SentFile[] }> {
  const { json, fields, files } = await readContent(request)
  const { payload_json: payload } = fields
  return { body: payload === undefined ? json : (JSON.parse(payload) as unknown), files }
}

function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}
