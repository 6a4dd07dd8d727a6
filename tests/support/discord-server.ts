import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FileOptions } from './discord-files.js'
import { createDiscordFiles } from './discord-files.js'
import { createDiscordGateway } from './discord-gateway.js'
import { createDiscordInteractions } from './discord-interactions.js'
import type { DiscordMessage, MessageOptions } from './discord-messages.js'
import { createDiscordMessages } from './discord-messages.js'
import type { CommandOptions, InteractionOptions, StoredFile } from './discord-payloads.js'
import {
  GUILD_CHANNEL_ID,
  commandData,
  directChannelOf,
  interactionPayload,
  menuData,
  messagePayload,
  newSnowflake,
} from './discord-payloads.js'
import type { DiscordCall, DiscordRest } from './discord-rest.js'
import { createDiscordRest } from './discord-rest.js'

/** A small Discord on loopback: REST, gateway and file host on one port. */
export interface DiscordServer extends Pick<DiscordRest, 'failNext' | 'misbehave' | 'commands'> {
  /** For `DISCORD_API_ROOT`. */
  readonly url: string
  readonly token: string
  /** Everything the bot did, in order. */
  readonly calls: readonly DiscordCall[]
  /** Calls that show text to somebody. */
  readonly sent: readonly DiscordCall[]
  /** The bot's messages as they stand now, oldest first. */
  readonly standing: readonly DiscordMessage[]
  /** Everybody's messages, oldest first. */
  readonly everything: readonly DiscordMessage[]
  readonly gateway: { readonly identified: number; readonly resumed: number }
  readonly isConnected: () => boolean
  /** Somebody uses a slash command. Gives the interaction's id. */
  sendCommand(command: CommandOptions): string
  /** Somebody opens the menu of a message and uses its entry of ours. */
  sendMenu(messageId: string, by?: InteractionOptions): string
  /** Somebody presses a button under a message of the bot. Gives the interaction's id. */
  press(messageId: string, data: string, by?: InteractionOptions): string
  /** Somebody writes a message. Gives its id. */
  sendMessage(message: MessageOptions): string
  /** Somebody writes a message that the bot does not hear of. Gives its id. */
  writeUnheard(message: MessageOptions): string
  /** Sends any other event. */
  announce(name: string, payload: object): void
  /** Sends the last event once more, as a replay does. */
  repeatLast(): void
  /** Sends the event of this message or interaction once more. */
  repeat(id: string): void
  putFile(bytes: Uint8Array, options?: FileOptions): StoredFile
  /** Ends every address of a file that was given so far. */
  expireFiles(): void
  /** How many wait for a file for ever. */
  readonly hanging: () => number
  /** Lets time pass for the tokens of interactions. */
  advance(ms: number): void
  deleteMessage(messageId: string): void
  /** Breaks the gateway's connection. The last `forgotten` events are sent again when the bot resumes. */
  dropGateway(forgotten?: number): void
  askToReconnect(): void
  endSession(): void
  revokeToken(): void
  /** Resolves with the first call that fits, past or to come. */
  waitForCall(fits: (call: DiscordCall) => boolean): Promise<DiscordCall>
  waitForSent(fits: (call: DiscordCall) => boolean): Promise<DiscordCall>
  /** Looks again after every call, until it is so. */
  waitUntil(isSo: () => boolean): Promise<void>
  close(): Promise<void>
}

export interface DiscordServerOptions {
  readonly token?: string
  /** Names another gateway than its own, `ws://…`. */
  readonly gatewayUrl?: string
  /** In milliseconds, for the 3 s and the 15 minutes of interactions. The machine's own unless given. */
  readonly clock?: () => number
}

export async function startDiscordServer(options: DiscordServerOptions = {}): Promise<DiscordServer> {
  const token = options.token ?? 'OTAw.loopback.discord-token-that-nobody-may-log'
  const calls: DiscordCall[] = []
  const watchers = new Set<() => void>()
  const heard: { readonly name: string; readonly payload: object }[] = []
  let port = 0
  let interactionCount = 0

  const server = createServer((request, response) => {
    const path = request.url ?? ''
    if (path.startsWith('/api/v10/')) void rest.serve(path.slice('/api/v10/'.length), request, response)
    else if (path.startsWith('/attachments/')) files.serve(path, response)
    else response.writeHead(404).end()
  })
  const files = createDiscordFiles(() => `http://127.0.0.1:${port}`)
  const messages = createDiscordMessages()
  const interactions = createDiscordInteractions(messages, options.clock ?? (() => performance.now()))
  const gatewayUrl = (): string => options.gatewayUrl ?? `ws://127.0.0.1:${port}`
  const gateway = createDiscordGateway(server, token, gatewayUrl)
  const rest = createDiscordRest({
    token,
    gatewayUrl,
    messages,
    interactions,
    files,
    note: (call) => {
      calls.push(call)
      for (const look of [...watchers]) look()
    },
    appeared: (message) => {
      gateway.dispatch('MESSAGE_CREATE', messagePayload(message))
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port

  function dispatch(name: string, payload: object): void {
    heard.push({ name, payload })
    gateway.dispatch(name, payload)
  }

  function interact(event: object, by: InteractionOptions, pressed: DiscordMessage | null): string {
    const id = newSnowflake()
    interactionCount += 1
    const interactionToken = `interaction-token-${interactionCount}`
    const channelId = by.guild === false ? directChannelOf(by.user ?? '77') : GUILD_CHANNEL_ID
    interactions.expect(id, interactionToken, channelId, pressed)
    dispatch('INTERACTION_CREATE', interactionPayload(id, interactionToken, event, by))
    return id
  }

  function waitUntil(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!isSo()) return
        watchers.delete(look)
        resolve()
      }
      watchers.add(look)
      look()
    })
  }

  async function waitForCall(fits: (call: DiscordCall) => boolean): Promise<DiscordCall> {
    await waitUntil(() => calls.some(fits))
    return calls.find(fits) as DiscordCall
  }

  return {
    url: `http://127.0.0.1:${port}/api`,
    token,
    calls,
    get sent() {
      return calls.filter((call) => call.text !== null)
    },
    get standing() {
      return messages.ofBot()
    },
    get everything() {
      return messages.all()
    },
    commands: rest.commands,
    gateway: gateway.counts,
    isConnected: gateway.isConnected,
    sendCommand: (command) => interact({ type: 2, data: commandData(command) }, command, null),
    sendMenu(messageId, by = {}) {
      const target = messages.find(messageId)
      if (!target) throw new Error('there is no such message')
      return interact({ type: 2, data: menuData(target) }, { guild: target.guildId !== null, ...by }, null)
    },
    press(messageId, data, by = {}) {
      const message = messages.find(messageId)
      if (!message) throw new Error('there is no such message')
      const event = {
        type: 3,
        data: { component_type: 2, custom_id: data },
        message: messagePayload(message),
      }
      return interact(event, { guild: message.guildId !== null, ...by }, message)
    },
    sendMessage(message) {
      const written = messages.write(message)
      const referenced = message.replyTo === undefined ? undefined : (messages.find(message.replyTo) ?? null)
      const brings = message.bringsReferenced !== false && referenced !== undefined
      dispatch('MESSAGE_CREATE', messagePayload(written, brings ? { referenced } : {}))
      return written.id
    },
    writeUnheard: (message) => messages.write(message).id,
    announce: dispatch,
    repeatLast() {
      const last = heard.at(-1)
      if (last) gateway.dispatch(last.name, last.payload)
    },
    repeat(id) {
      const event = heard.find(({ payload }) => 'id' in payload && payload.id === id)
      if (event) gateway.dispatch(event.name, event.payload)
    },
    putFile: files.put,
    expireFiles: files.expireAll,
    hanging: files.hanging,
    advance: interactions.advance,
    deleteMessage: messages.erase,
    failNext: rest.failNext,
    misbehave: rest.misbehave,
    dropGateway: gateway.drop,
    askToReconnect: gateway.askToReconnect,
    endSession: gateway.endSession,
    revokeToken: gateway.revoke,
    waitForCall,
    waitForSent: (fits) => waitForCall((call) => call.text !== null && fits(call)),
    waitUntil,
    async close() {
      await gateway.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type { DiscordCall, DiscordFailure } from './discord-rest.js'
