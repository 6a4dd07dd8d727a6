import { createHash } from 'node:crypto'
import type { Attachment } from '../../core/screening.js'
import type { Study } from '../../core/study.js'
import { studyIdOf } from '../../core/study-name.js'
import { pictureType } from '../kept-picture.js'
import type { ApiParts } from './api-env.js'

/** What an idempotency key may be. */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/

/** Which study a keyed request is about. */
export interface KeyedRequest {
  /** What names it for the use case. */
  readonly occasion: string
  /** The study that an earlier request with this key made; null for a new one. */
  readonly known: Study | null
}

/** Answers that say "not now": with the same key the client tries again, and gets another study. */
const PASSING = new Set(['busy', 'rate_limited', 'download_failed'])
const MOST_TRIES = 500

/** Finds what an earlier request of the client with the same key led to. Tries that came to nothing are passed over. */
export async function findKeyed(
  { studies, pseudonyms }: Pick<ApiParts, 'studies' | 'pseudonyms'>,
  clientId: string,
  key: string,
): Promise<KeyedRequest> {
  for (let attempt = 1; ; attempt += 1) {
    const occasion = JSON.stringify([clientId, key, attempt])
    const known = await studies.find(studyIdOf(pseudonyms.occasion('api', occasion)))
    if (known === null || attempt === MOST_TRIES || !cameToNothing(known)) return { occasion, known }
  }
}

/**
 * Whether a repeated request brings the picture that the study is of. A DICOM file is kept without what says whose it is, so
 * there the lengths have to do; and a picture that was never taken is like any other.
 */
export async function isSamePicture(
  study: Study,
  attachment: Attachment,
  maxBytes: number,
): Promise<boolean> {
  if (study.sha256 === null) return true
  const bytes = await attachment.fetch(maxBytes)
  if (bytes.byteLength !== study.bytes) return false
  if (pictureType(bytes) === 'application/dicom') return true
  return createHash('sha256').update(bytes).digest('hex') === study.sha256
}

function cameToNothing({ outcome, code }: Study): boolean {
  return outcome === 'fault' || (outcome === 'refused' && code !== null && PASSING.has(code))
}
