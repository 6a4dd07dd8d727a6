import type { Client } from 'discord.js'
import { SimpleShardingStrategy } from 'discord.js'

type BuildStrategy = NonNullable<NonNullable<Client['options']['ws']>['buildStrategy']>

/**
 * The SDK's own sharding, made to stop. Left to itself (@discordjs/ws 1.2), a shard that is destroyed while it
 * connects comes back half a second later and goes on for ever, and a socket that is destroyed before it opened
 * throws its error at the process. Both happen when a bot is stopped while Discord is away.
 */
export function createStoppableSharding(closing: AbortSignal): BuildStrategy {
  return (manager) => {
    const { options } = manager
    const retrieve = options.retrieveSessionInfo.bind(options)
    // Asked before every connection: a shard that gets no answer opens none, and holds nothing open while it waits.
    options.retrieveSessionInfo = (shard) =>
      closing.aborted ? new Promise(() => undefined) : retrieve(shard)
    return new StoppableSharding(manager)
  }
}

class StoppableSharding extends SimpleShardingStrategy {
  override async destroy(options?: Parameters<SimpleShardingStrategy['destroy']>[0]): Promise<void> {
    const opening = openingSockets(this)
    for (const socket of opening) socket.addEventListener('error', () => undefined)
    await super.destroy(options)
    for (const socket of opening) socket.terminate()
  }
}

interface OpeningSocket {
  addEventListener(event: 'error', listener: () => void): void
  terminate(): void
}

/** The SDK has no public way to these sockets; where it is built differently one day, there are none. */
function openingSockets(strategy: SimpleShardingStrategy): readonly OpeningSocket[] {
  const shards: unknown = Reflect.get(strategy, 'shards')
  if (!(shards instanceof Map)) return []
  return [...shards.values()]
    .map((shard: object): unknown => Reflect.get(shard, 'connection'))
    .filter((socket) => isOpening(socket))
}

function isOpening(socket: unknown): socket is OpeningSocket {
  if (typeof socket !== 'object' || socket === null) return false
  const connecting = 0
  return 'terminate' in socket && 'readyState' in socket && socket.readyState === connecting
}
