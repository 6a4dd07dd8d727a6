import type { Database } from './open-database.js'

/** What the first event of a made record says of it. No real record begins so, and no event ever changes. */
export const DEMO_DETAILS = { demo: true, telegram: false, discord: false } as const

/** Whether the record was made by `chestcheck demo`, and nothing in it happened. */
export async function isDemoRecord({ client }: Database): Promise<boolean> {
  const first = await client.auditEvent.findUnique({
    where: { seq: 1 },
    select: { kind: true, details: true },
  })
  if (first?.kind !== 'program.started') return false
  const details: unknown = JSON.parse(first.details)
  return typeof details === 'object' && details !== null && 'demo' in details && details.demo === true
}
