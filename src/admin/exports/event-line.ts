import { z } from 'zod'

/** An event as a line of the stream has it. `at` is ISO 8601 in UTC, which sorts as text. */
const eventLine = z.object({
  actor: z.object({ channel: z.string().nullable(), id: z.string().nullable(), kind: z.string() }),
  at: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  hash: z.string(),
  kind: z.string(),
  previousHash: z.string(),
  seq: z.number(),
  subject: z.string().nullable(),
})

export type LineEvent = z.infer<typeof eventLine> & {
  /** The line itself, which proves the event. */
  readonly line: string
}

/** Which events are meant; what is left out does not matter. */
export interface EventConditions {
  readonly kind?: string
  readonly subject?: string
  readonly actorId?: string
  /** Then or later. */
  readonly from?: Date
  /** Before. */
  readonly to?: Date
}

/** The events of the stream's lines that are meant, oldest first. Throws for a line that is no event. */
export async function* readEvents(
  batches: AsyncIterable<readonly string[]>,
  conditions: EventConditions = {},
): AsyncGenerator<readonly LineEvent[]> {
  const isMeant = matcher(conditions)
  for await (const lines of batches) {
    yield lines.map((line) => ({ ...eventLine.parse(JSON.parse(line)), line })).filter(isMeant)
  }
}

function matcher({ kind, subject, actorId, from, to }: EventConditions): (event: LineEvent) => boolean {
  const first = from?.toISOString()
  const end = to?.toISOString()
  return (event) =>
    (kind === undefined || event.kind === kind) &&
    (subject === undefined || event.subject === subject) &&
    (actorId === undefined || event.actor.id === actorId) &&
    (first === undefined || event.at >= first) &&
    (end === undefined || event.at < end)
}
