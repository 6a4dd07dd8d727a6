/** Where something stands in the queue. */
export interface QueuePlace {
  /** From 1: how many turns it takes until it has its own. */
  readonly place: number
  /** Seconds until it is done with, roughly; 1 or more. */
  readonly seconds: number
}

/** One place in the queue, taken in the order of arrival and used once. */
export interface Turn {
  /** Whether the queue held as many as it may before this one came. It is up to the holder to go away then. */
  readonly beyondLimit: boolean
  /** Null once it began or left. */
  place(): QueuePlace | null
  /** Waits for the turn, then runs `work` and frees the place. Rejects as `work` does. */
  run<T>(work: () => Promise<T>): Promise<T>
  /** Gives the place away, unless it is in use. May be called twice. */
  leave(): void
}

/**
 * A queue in which chats take turns, so that one with thirty pictures does not keep another waiting for all of them. In a
 * chat the order is that of arrival, also where a later picture is fetched sooner.
 */
export interface FairTurns {
  /** `lane` names the chat. */
  enter(lane: string): Turn
  /** The place of the lane's next turn; null where none of it waits. */
  place(lane: string): QueuePlace | null
  /** How many wait in all. */
  waiting(): number
  /** Seconds until everything that is in the queue now is done with, roughly; 1 or more. */
  secondsUntilEmpty(): number
}

export interface FairTurnsOptions {
  /** How many may wait before a further one is told that it is beyond the limit. */
  readonly limit: number
  /**
   * Turns at one time. Two keep a reader busy that reads one picture after the other, and leave so little in its own queue
   * that the order is decided here.
   */
  readonly atOnce?: number
  /** Turns of one lane at one time. */
  readonly perLane?: number
  /** Milliseconds that one turn is taken to last before any was measured. */
  readonly expectedMs?: number
  /** Milliseconds, from any fixed moment on. */
  readonly clock?: () => number
}

interface Ticket {
  readonly lane: string
  readonly number: number
  /** Set once the holder waits for its turn. */
  begin: (() => void) | null
}

export function createFairTurns(options: FairTurnsOptions): FairTurns {
  const { limit, atOnce = 2, perLane = 1, expectedMs = 500, clock = () => performance.now() } = options
  /** Those that wait, by lane, each in the order of arrival. */
  const lanes = new Map<string, Ticket[]>()
  const running = new Map<string, number>()
  /** When a lane had its last turn, by a count; lanes that are idle are forgotten when nothing runs. */
  const served = new Map<string, number>()
  let runningCount = 0
  let waitingCount = 0
  let tickets = 0
  let turns = 0
  let meanMs = expectedMs
  let lastEnd = -Infinity

  const seconds = (count: number): number => Math.max(1, Math.ceil((count * meanMs) / 1000))

  /** Whoever had no turn for longest comes first. */
  const isBefore = (one: string, other: string): boolean => {
    const difference = (served.get(one) ?? 0) - (served.get(other) ?? 0)
    if (difference !== 0) return difference < 0
    return (lanes.get(one)?.[0]?.number ?? Infinity) < (lanes.get(other)?.[0]?.number ?? Infinity)
  }

  function next(): Ticket | null {
    let best: Ticket | null = null
    for (const [lane, [head]] of lanes) {
      const ready = head?.begin != null && (running.get(lane) ?? 0) < perLane
      if (ready && (best === null || isBefore(lane, best.lane))) best = head
    }
    return best
  }

  function remove(ticket: Ticket): boolean {
    const lane = lanes.get(ticket.lane)
    const index = lane?.indexOf(ticket) ?? -1
    if (lane === undefined || index < 0) return false
    lane.splice(index, 1)
    if (lane.length === 0) lanes.delete(ticket.lane)
    waitingCount -= 1
    return true
  }

  function pump(): void {
    while (runningCount < atOnce) {
      const ticket = next()
      if (ticket === null) return
      remove(ticket)
      runningCount += 1
      running.set(ticket.lane, (running.get(ticket.lane) ?? 0) + 1)
      served.set(ticket.lane, (turns += 1))
      ticket.begin?.()
    }
  }

  function end(lane: string, startedAt: number): void {
    const now = clock()
    // What one turn adds where several run at a time: the time since the one before was done.
    meanMs = meanMs * 0.8 + (now - Math.max(startedAt, lastEnd)) * 0.2
    lastEnd = now
    runningCount -= 1
    const left = (running.get(lane) ?? 1) - 1
    if (left > 0) running.set(lane, left)
    else running.delete(lane)
    pump()
    if (runningCount === 0) for (const name of served.keys()) if (!lanes.has(name)) served.delete(name)
  }

  function placeOf(ticket: Ticket): QueuePlace | null {
    const rank = lanes.get(ticket.lane)?.indexOf(ticket) ?? -1
    if (rank < 0) return null
    let ahead = rank
    for (const [lane, others] of lanes) {
      if (lane !== ticket.lane) ahead += Math.min(others.length, rank + (isBefore(lane, ticket.lane) ? 1 : 0))
    }
    return { place: ahead + 1, seconds: seconds(runningCount + ahead + 1) }
  }

  return {
    enter(lane) {
      const ticket: Ticket = { lane, number: (tickets += 1), begin: null }
      const beyondLimit = waitingCount >= limit
      const others = lanes.get(lane)
      if (others) others.push(ticket)
      else lanes.set(lane, [ticket])
      waitingCount += 1
      return {
        beyondLimit,
        place: () => placeOf(ticket),
        async run(work) {
          await new Promise<void>((resolve) => {
            ticket.begin = resolve
            pump()
          })
          const startedAt = clock()
          try {
            return await work()
          } finally {
            end(lane, startedAt)
          }
        },
        leave() {
          if (remove(ticket)) pump()
        },
      }
    },
    place(lane) {
      const head = lanes.get(lane)?.[0]
      return head ? placeOf(head) : null
    },
    waiting: () => waitingCount,
    secondsUntilEmpty: () => seconds(waitingCount + runningCount),
  }
}
