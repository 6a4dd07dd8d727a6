import type { Server } from 'node:http'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'
import { APPLICATION_ID, BOT_USER_ID, GUILD_ID, guildPayload, userPayload } from './discord-payloads.js'

/** Opcodes of the gateway's protocol, by Discord's documentation. */
const OP = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  resume: 6,
  invalidSession: 9,
  hello: 10,
  ack: 11,
} as const

/** A gateway that knows one session at a time. */
export interface DiscordGateway {
  /** Sends an event now, or after the bot has resumed. */
  dispatch(name: string, payload: object): void
  /** Breaks the connection, so that the SDK resumes. */
  drop(): void
  /** Refuses the bot from now on, as for a token that was reset. */
  revoke(): void
  /** How often the bot identified and resumed. */
  readonly counts: { identified: number; resumed: number }
  close(): Promise<void>
}

interface Packet {
  readonly op: number
  readonly d: Readonly<Record<string, unknown>> | number | null
}

export function createDiscordGateway(server: Server, token: string, url: () => string): DiscordGateway {
  const sockets = new WebSocketServer({ server })
  const counts = { identified: 0, resumed: 0 }
  const sessionId = 'session-of-the-stand-in'
  const events: { readonly t: string; readonly s: number; readonly d: object }[] = []
  let connected: WebSocket | null = null
  let revoked = false

  const send = (socket: WebSocket, packet: object): void => {
    socket.send(JSON.stringify(packet))
  }

  function dispatch(name: string, payload: object): void {
    const event = { t: name, s: events.length + 1, d: payload }
    events.push(event)
    if (connected) send(connected, { op: OP.dispatch, ...event })
  }

  function identify(socket: WebSocket, given: unknown): void {
    if (given !== token || revoked) {
      socket.close(4004)
      return
    }
    counts.identified += 1
    events.length = 0
    connected = socket
    dispatch('READY', {
      v: 10,
      user: userPayload(BOT_USER_ID, true),
      guilds: [{ id: GUILD_ID, unavailable: true }],
      session_id: sessionId,
      resume_gateway_url: url(),
      application: { id: APPLICATION_ID, flags: 0 },
    })
    dispatch('GUILD_CREATE', guildPayload())
  }

  function resume(socket: WebSocket, from: Readonly<Record<string, unknown>>): void {
    if (from['session_id'] !== sessionId || revoked) {
      socket.close(4004)
      return
    }
    counts.resumed += 1
    for (const event of events.filter(({ s }) => s > Number(from['seq'])))
      send(socket, { op: OP.dispatch, ...event })
    connected = socket
    dispatch('RESUMED', {})
  }

  sockets.on('connection', (socket) => {
    send(socket, { op: OP.hello, d: { heartbeat_interval: 41_250 } })
    socket.on('close', () => {
      if (connected === socket) connected = null
    })
    socket.on('message', (raw: Buffer) => {
      const { op, d } = JSON.parse(raw.toString('utf8')) as Packet
      const fields = typeof d === 'object' && d !== null ? d : {}
      if (op === OP.heartbeat) send(socket, { op: OP.ack })
      if (op === OP.identify) identify(socket, fields['token'])
      if (op === OP.resume) resume(socket, fields)
    })
  })

  return {
    dispatch,
    counts,
    drop() {
      const socket = connected
      connected = null
      socket?.close(4000)
    },
    revoke() {
      revoked = true
      connected?.close(4004)
    },
    close() {
      for (const socket of sockets.clients) socket.terminate()
      return new Promise((resolve) => {
        sockets.close(() => {
          resolve()
        })
      })
    },
  }
}
