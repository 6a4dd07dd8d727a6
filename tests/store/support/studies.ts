import { randomUUID } from 'node:crypto'
import type { ReceivedStudy } from '../../../src/core/study.js'

/** A moment of 2026, `seconds` after its first. */
export const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 1) + seconds * 1000)

/** A study as a door would record it, with what a test wants to say of it. */
export function receivedStudy(said: Partial<ReceivedStudy> = {}): ReceivedStudy {
  return {
    id: randomUUID(),
    reference: 'CC-23456789',
    channel: 'telegram',
    person: 'person-1',
    chat: null,
    receivedAt: at(0),
    sha256: 'a1'.repeat(32),
    bytes: 1234,
    recompressed: null,
    note: null,
    ...said,
  }
}
