import type { Outcome, RefusalCode } from '../../core/outcome.js'
import type { Attachment, Screened } from '../../core/screening.js'
import type { Wording } from '../../core/wording/wording.js'
import { composeAnswer } from '../../core/answer.js'
import { markDelivered } from '../routes/delivery.js'
import { clientSender, wordingFor, type ApiContext, type ApiParts } from './api-env.js'
import { problem } from './problem.js'
import { findKeyed, IDEMPOTENCY_KEY, isSamePicture } from './repeated-request.js'
import { readSentPicture, tooLargePicture } from './sent-picture.js'
import { API_PATH, studyJson } from './study-json.js'

/**
 * Takes a picture and answers it. A reading is 201, or 200 where the same key had it read before. Whatever is no reading is a
 * problem: a client that looks at nothing but the status never takes a refusal for a reading.
 */
export async function takeStudy(c: ApiContext, parts: ApiParts) {
  const sent = await readSentPicture(c)
  if (sent.kind === 'none') return problem(c, 400, 'invalid_request', { detail: sent.detail })
  return screenSent(c, parts, sent.attachment, sent.note)
}

/** The same for a body that is longer than anything that is taken. */
export async function takeTooLarge(c: ApiContext, parts: ApiParts) {
  return screenSent(c, parts, tooLargePicture(c), null)
}

async function screenSent(c: ApiContext, parts: ApiParts, attachment: Attachment, note: string | null) {
  const client = c.get('client')
  const key = c.req.header('idempotency-key')
  if (key !== undefined && !IDEMPOTENCY_KEY.test(key)) {
    return problem(c, 400, 'invalid_request', {
      detail: 'Idempotency-Key has 1 to 200 printable ASCII characters without spaces.',
    })
  }
  const keyed = key === undefined ? null : await findKeyed(parts, client.id, key)
  const known = keyed?.known ?? null
  if (known !== null && !(await isSamePicture(known, attachment, parts.maxBytes).catch(() => false))) {
    const { id: studyId, reference } = known
    return problem(c, 422, 'idempotency_key_reused', { studyId, reference })
  }
  const occasion = keyed?.occasion ?? null
  const screened = await parts.screening.screen(clientSender(client), attachment, { occasion, note })
  return answer(c, parts, screened, known !== null)
}

async function answer(c: ApiContext, parts: ApiParts, screened: Screened, repeated: boolean) {
  const { studyId, reference, examination } = screened
  const { outcome } = examination
  const wording = wordingFor(c, parts)
  const study = studyId === null ? null : await parts.studies.find(studyId)
  if (study !== null) c.header('Location', `${API_PATH}/studies/${study.id}`)
  if (study?.answeredAt != null && study.deliveredAt === null) await markDelivered(parts, study.id, reference)
  if (study !== null && (outcome.kind === 'finding' || outcome.kind === 'uncertain')) {
    return c.json(studyJson(study, wording), repeated ? 200 : 201)
  }
  return problemOf(c, screened, outcome, wording)
}

/** What a request is told that led to no reading. */
function problemOf(c: ApiContext, screened: Screened, outcome: Outcome, wording: Wording) {
  const { studyId, reference } = screened
  const words = composeAnswer(screened, null, wording)
  const more = {
    detail: [words.headline, ...words.sentences].join(' '),
    reference,
    ...(studyId === null ? {} : { studyId }),
    disclaimer: wording.disclaimer,
  }
  if (outcome.kind !== 'refused') {
    const stopping = outcome.kind === 'fault' && outcome.code === 'inference_unavailable'
    // The program is being stopped, and reads the picture at its next start: the same key finds the answer then.
    return stopping
      ? problem(c, 503, 'fault', { ...more, retryAfterSeconds: RESTART_SECONDS })
      : problem(c, 500, 'fault', more)
  }
  const { code, retryAfterSeconds } = outcome
  return problem(c, REFUSAL_STATUS[code], code, {
    ...more,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  })
}

const RESTART_SECONDS = 30

const REFUSAL_STATUS = {
  unsupported_format: 422,
  corrupt_image: 422,
  too_small: 422,
  not_frontal_chest: 422,
  lateral_view: 422,
  poor_quality: 422,
  wrong_modality: 422,
  download_failed: 400,
  not_allowed: 403,
  too_large: 413,
  rate_limited: 429,
  busy: 503,
} as const satisfies Readonly<Record<RefusalCode, number>>
