import type { ChainBreak, ChainReport } from '../core/audit-chain.js'
import type { RecordBreakCode, RecordReport } from '../core/record-check.js'

/** What was found of the stream, in lines for people. `heads` is how many published heads it was held against. */
export function describeChain({ broken, events, last }: ChainReport, heads: number): string[] {
  if (broken !== null) {
    return [
      `BROKEN at event ${broken.seq} (${broken.why}): ${explain(broken)}`,
      events === 0
        ? 'Nothing before it was right.'
        : `As they were written: ${number(events, 'event', 'events')} before it.`,
    ]
  }
  const ending = last ? ` The last is ${last.seq}:${last.hash}` : ''
  return [
    `Intact: ${number(events, 'event', 'events')}.${ending}`,
    heads > 0
      ? `It agrees with ${number(heads, 'published head', 'published heads')}.`
      : 'No published head was given: an end that was cut off would not show.',
  ]
}

function explain({ why, found }: ChainBreak): string {
  switch (why) {
    case 'unreadable':
      return 'the line is no event.'
    case 'edited':
      return 'its text is not the one that was hashed.'
    case 'out_of_place':
      return `event ${found ?? 'none'} stands in its place: something was removed, moved or added.`
    case 'unlinked':
      return 'it does not carry the hash of the event before it.'
    case 'cut_off':
      return 'the stream ends before it, and it was published.'
    case 'not_as_published':
      return 'its hash is not the one that was published: it, or one before it, was written anew.'
  }
}

const STUDY_SENTENCES: Readonly<Record<RecordBreakCode, string>> = {
  without_event: 'no event speaks of it.',
  missing: 'the events speak of it, and it is not on the record.',
  altered: 'the record says something else than its events.',
  review_altered: 'a review says something else than its events.',
}

/** What was found of the studies, in lines for people. */
export function describeRecord({ broken, studies, older }: RecordReport): string[] {
  const lines =
    broken === null
      ? [`In agreement with the events: ${number(studies, 'study', 'studies')}.`]
      : [`BROKEN at study ${broken.studyId} (${broken.why}): ${STUDY_SENTENCES[broken.why]}`]
  return older > 0
    ? [
        ...lines,
        `From before there was a stream, which it cannot prove: ${number(older, 'study', 'studies')}.`,
      ]
    : lines
}

const number = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`
