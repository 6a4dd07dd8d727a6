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
  reconnect: 7,
  invalidSession: 9,
  hello: 10,
  ack: 11,
} as const

/** Presences, members of servers, message content. */
const PRIVILEGED_INTENTS = (1 << 1) | (1 << 8) | (1 << 15)

/** A gateway that knows one session at a time: the newest bot's. */
export interface DiscordGateway {
  /** Sends an event now, or after the bot has resumed. */
  dispatch(name: string, payload: object): void
  /** Breaks the connection, so that the SDK resumes. The last `forgotten` events count as not arrived, and are sent again. */
  readonly drop: (forgotten?: number) => void
  /** Asks the bot to connect again, as Discord does before it restarts a server. */
  readonly askToReconnect: () => void
  /** Ends the session: the bot has to identify again, and what it missed is gone. */
  readonly endSession: () => void
  /** Refuses the bot from now on, as for a token that was reset. */
  readonly revoke: () => void
  readonly isConnected: () => boolean
  /** How often the bot identified and resumed. */
  readonly counts: { identified: number; resumed: number }
  close(): Promise<void>
}

interface Packet {
  readonly op: number
  readonly d: Readonly<Record<string, unknown>> | number | null
}

interface GatewayEvent {
  readonly t: string
  readonly s: number
  readonly d: object
}

export function createDiscordGateway(server: Server, token: string, url: () => string): DiscordGateway {
  const sockets = new WebSocketServer({ server })
  const counts = { identified: 0, resumed: 0 }
  const events: GatewayEvent[] = []
  let sessionId = ''
  let connected: WebSocket | null = null
  let revoked = false
  let forgotten = 0

  const send = (socket: WebSocket, packet: object): void => {
    socket.send(JSON.stringify(packet))
  }

  function dispatch(name: string, payload: object): void {
    const event = { t: name, s: events.length + 1, d: payload }
    events.push(event)
    if (connected) send(connected, { op: OP.dispatch, ...event })
  }

  function identify(socket: WebSocket, { token: given, intents }: Readonly<Record<string, unknown>>): void {
    if (given !== token || revoked) {
      socket.close(4004)
      return
    }
    if ((Number(intents) & PRIVILEGED_INTENTS) !== 0) {
      socket.close(4014)
      return
    }
    counts.identified += 1
    events.length = 0
    sessionId = `session-${counts.identified}`
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
    if (revoked) {
      socket.close(4004)
      return
    }
    if (from['session_id'] !== sessionId) {
      send(socket, { op: OP.invalidSession, d: false })
      return
    }
    counts.resumed += 1
    const missed = Number(from['seq']) - forgotten
    forgotten = 0
    // What comes before the third event is the session itself, and is never sent again.
    for (const event of events.filter(({ s }) => s > Math.max(missed, 2)))
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
      if (op === OP.identify) identify(socket, fields)
      if (op === OP.resume) resume(socket, fields)
    })
  })

  return {
    dispatch,
    counts,
    isConnected: () => connected !== null,
    drop(count = 0) {
      const socket = connected
      connected = null
      forgotten = count
      socket?.close(4000)
    },
    askToReconnect() {
      if (connected) send(connected, { op: OP.reconnect, d: null })
      connected = null
    },
    endSession() {
      const socket = connected
      connected = null
      sessionId = ''
      if (socket) send(socket, { op: OP.invalidSession, d: false })
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
