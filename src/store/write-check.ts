import { setTimeout } from 'node:timers/promises'
import type { Database } from './open-database.js'

/** How long the database may take to write before it counts as one that cannot. */
const PATIENCE_MS = 2_000
/** One look serves everybody who asks within this time. */
const FRESH_MS = 5_000

/**
 * Whether the record can be written, by writing: a row that is gone again at the end of the same transaction. Somebody who
 * asks often is told what the last look found.
 */
export function createWriteCheck({ db }: { readonly db: Database }): () => Promise<boolean> {
  let last: { readonly at: number; readonly found: Promise<boolean> } | null = null

  return () => {
    const at = performance.now()
    if (last === null || at - last.at > FRESH_MS) last = { at, found: canWrite(db) }
    return last.found
  }
}

async function canWrite({ client }: Database): Promise<boolean> {
  const row = { channel: 'shell', person: 'write-check', language: 'en' }
  const written = client
    .$transaction(async (transaction) => {
      await transaction.preference.createMany({ data: row })
      await transaction.preference.deleteMany({ where: { channel: row.channel, person: row.person } })
    })
    .then(
      () => true,
      () => false,
    )
  return Promise.race([written, setTimeout(PATIENCE_MS, false, { ref: false })])
}
