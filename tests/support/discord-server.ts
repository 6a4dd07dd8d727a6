import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createDiscordGateway } from './discord-gateway.js'
import type { CommandOptions, MessageOptions, StoredFile } from './discord-payloads.js'
import { commandPayload, messagePayload, newSnowflake } from './discord-payloads.js'
import type { DiscordCall, DiscordFailure } from './discord-rest.js'
import { createDiscordRest } from './discord-rest.js'

/** A small Discord on loopback: REST, gateway and file host on one port. */
export interface DiscordServer {
  /** For `DISCORD_API_ROOT`. */
  readonly url: string
  readonly token: string
  /** Everything the bot did, in order. */
  readonly calls: readonly DiscordCall[]
  /** Calls that show text to somebody. */
  readonly sent: readonly DiscordCall[]
  readonly gateway: { readonly identified: number; readonly resumed: number }
  /** Somebody uses a slash command. Gives the interaction's id. */
  sendCommand(command: CommandOptions): string
  /** Somebody writes a message. Gives its id. */
  sendMessage(message: MessageOptions): string
  /** Sends the last event once more, as a replay does. */
  repeatLast(): void
  /** Stores a file. `expired`: its signed address has run out, and answers 404. */
  putFile(
    bytes: Uint8Array,
    options?: { readonly expired?: boolean; readonly declaredBytes?: number },
  ): StoredFile
  deleteMessage(messageId: string): Promise<void>
  failNext(kind: DiscordCall['kind'], failure: DiscordFailure): void
  dropGateway(): void
  revokeToken(): void
  /** Resolves with the first call that fits, past or to come. */
  waitForCall(fits: (call: DiscordCall) => boolean): Promise<DiscordCall>
  waitForSent(fits: (call: DiscordCall) => boolean): Promise<DiscordCall>
  close(): Promise<void>
}

export interface DiscordServerOptions {
  readonly token?: string
  /** Names another gateway than its own, `ws://…`. */
  readonly gatewayUrl?: string
}

export async function startDiscordServer(options: DiscordServerOptions = {}): Promise<DiscordServer> {
  const token = options.token ?? 'OTAw.loopback.discord-token-that-nobody-may-log'
  const calls: DiscordCall[] = []
  const watchers = new Set<() => void>()
  const files = new Map<string, { readonly bytes: Uint8Array; readonly expired: boolean }>()
  let last: { readonly name: string; readonly payload: object } | null = null
  let interactions = 0

  const server = createServer((request, response) => {
    const path = request.url ?? ''
    if (path.startsWith('/api/v10/')) {
      void rest.serve(path.slice('/api/v10/'.length), request, response)
      return
    }
    const file = files.get(path.split('/')[2] ?? '')
    if (!path.startsWith('/attachments/') || !file || file.expired) response.writeHead(404).end()
    else response.writeHead(200, { 'content-length': file.bytes.byteLength }).end(file.bytes)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const gatewayUrl = (): string => options.gatewayUrl ?? `ws://127.0.0.1:${port}`

  const gateway = createDiscordGateway(server, token, gatewayUrl)
  const rest = createDiscordRest(token, gatewayUrl, (call) => {
    calls.push(call)
    for (const look of [...watchers]) look()
  })

  function dispatch(name: string, payload: object): void {
    last = { name, payload }
    gateway.dispatch(name, payload)
  }

  function waitForCall(fits: (call: DiscordCall) => boolean): Promise<DiscordCall> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = calls.find(fits)
        if (!found) return
        watchers.delete(look)
        resolve(found)
      }
      watchers.add(look)
      look()
    })
  }

  return {
    url: `http://127.0.0.1:${port}/api`,
    token,
    calls,
    get sent() {
      return calls.filter((call) => call.text !== null)
    },
    gateway: gateway.counts,
    sendCommand(command) {
      const id = newSnowflake()
      interactions += 1
      const interactionToken = `interaction-token-${interactions}`
      rest.expect(id, interactionToken)
      dispatch('INTERACTION_CREATE', commandPayload(id, interactionToken, command))
      return id
    },
    sendMessage(message) {
      const id = newSnowflake()
      dispatch('MESSAGE_CREATE', messagePayload(id, message))
      return id
    },
    repeatLast() {
      if (last) gateway.dispatch(last.name, last.payload)
    },
    putFile(bytes, { expired = false, declaredBytes = bytes.byteLength } = {}) {
      const id = newSnowflake()
      files.set(id, { bytes, expired })
      const url = `http://127.0.0.1:${port}/attachments/${id}/Patientname.jpg?ex=0&hm=signature`
      return { id, url, size: declaredBytes }
    },
    async deleteMessage(messageId) {
      const sent = calls.find((call) => call.messageId === messageId)
      await fetch(
        `http://127.0.0.1:${port}/api/v10/channels/${sent?.channelId ?? ''}/messages/${messageId}`,
        {
          method: 'DELETE',
          headers: { authorization: `Bot ${token}` },
        },
      )
    },
    failNext: (kind, failure) => {
      rest.failNext(kind, failure)
    },
    dropGateway: () => {
      gateway.drop()
    },
    revokeToken: () => {
      gateway.revoke()
    },
    waitForCall,
    waitForSent: (fits) => waitForCall((call) => call.text !== null && fits(call)),
    async close() {
      await gateway.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type { DiscordCall, DiscordFailure } from './discord-rest.js'
