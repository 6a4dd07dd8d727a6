import type { ChainBreak, ChainBreakCode } from '../../core/audit-chain.js'
import type { AuditKind } from '../../core/audit.js'
import type { RecordBreakCode } from '../../core/record-check.js'

/** Every kind of event as an auditor reads it. */
export const KIND_WORDS: Readonly<Record<AuditKind, string>> = {
  'study.received': 'Picture received',
  'study.answered': 'Picture answered',
  'study.delivered': 'Answer delivered',
  'study.viewed': 'Study viewed',
  'study.report_made': 'Report made',
  'study.rerun': 'Read again with another model',
  'picture.erased': 'Picture erased',
  'review.recorded': 'Review recorded',
  'review.withdrawn': 'Review withdrawn',
  'sender.refused': 'Stranger refused',
  'invite.made': 'Invite made',
  'invite.redeemed': 'Invite redeemed',
  'invite.refused': 'Invite refused',
  'invite.revoked': 'Invite revoked',
  'place.allowed': 'Chat or server allowed',
  'place.disallowed': 'Chat or server removed',
  'person.erased': 'Person’s link erased',
  'person.dismissed': 'Person’s access removed',
  'user.added': 'Account added',
  'user.changed': 'Account changed',
  'user.signed_in': 'Signed in',
  'user.sign_in_refused': 'Sign-in refused',
  'user.signed_out': 'Signed out',
  'record.exported': 'Record exported',
  'record.verified': 'Record verified',
  'model.promoted': 'Model promoted',
  'program.started': 'Program started',
  'client.made': 'API client made',
  'client.revoked': 'API client revoked',
  'webhook.tested': 'Webhook tested',
}

/** An event of a kind that came with another version is shown by its name. */
export function kindWords(kind: string): string {
  return Object.entries(KIND_WORDS).find(([known]) => known === kind)?.[1] ?? kind
}

/** What auditors ask for most: a title and the kind that it filters by. */
export const READY_FILTERS: readonly { readonly title: string; readonly kind: AuditKind }[] = [
  { title: 'Who signed in', kind: 'user.signed_in' },
  { title: 'Refused sign-ins', kind: 'user.sign_in_refused' },
  { title: 'Who viewed', kind: 'study.viewed' },
  { title: 'Who exported', kind: 'record.exported' },
  { title: 'Account changes', kind: 'user.changed' },
  { title: 'Reviews', kind: 'review.recorded' },
  { title: 'Verifications', kind: 'record.verified' },
]

const BREAK_WORDS: Readonly<Record<ChainBreakCode, string>> = {
  unreadable: 'It cannot be read as an event.',
  edited: 'It was changed after it was written: it does not have its own hash any more.',
  out_of_place: 'Another event stands in its place: one was removed, moved or added.',
  unlinked: 'It does not follow on the event before it.',
  cut_off: 'The stream ends before an event that was published as its head: the end was cut off.',
  not_as_published:
    'It is not the event that was published as the head: it, or one before it, was replaced together with its hash.',
}

export function breakWords(why: string): string {
  return Object.entries(BREAK_WORDS).find(([known]) => known === why)?.[1] ?? 'It is not as it was written.'
}

const STUDY_BREAK_WORDS: Readonly<Record<RecordBreakCode, string>> = {
  without_event: 'No event speaks of it: it was not this program that added it.',
  missing: 'The events speak of it, and it is not on the record any more.',
  altered: 'The record says something else of it than was written when it happened.',
  review_altered: 'A review of it is not what was recorded, or is gone.',
}

export function studyBreakWords(why: string): string {
  return (
    Object.entries(STUDY_BREAK_WORDS).find(([known]) => known === why)?.[1] ?? 'It is not as the events say.'
  )
}

/** Where it was found, in a sentence. */
export function breakPlace({ seq, found }: ChainBreak): string {
  return found === null || found === seq
    ? `The first bad event is number ${formatCount(seq)}.`
    : `The first bad event is number ${formatCount(seq)}; number ${formatCount(found)} stands there.`
}

export function formatCount(count: number): string {
  return count.toLocaleString('en')
}
