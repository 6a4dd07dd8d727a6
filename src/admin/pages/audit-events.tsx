import type { Child } from 'hono/jsx'
import type { AuditEvent } from '../../core/audit.js'
import type { Account } from '../accounts.js'
import type { SignedInUser } from '../auth.js'
import { auditAddress, NO_AUDIT_QUERY } from '../audit-query.js'
import { formatTime } from '../format.js'
import { may } from '../roles.js'
import { formatCount, kindWords } from './audit-words.js'
import { CHANNEL_NAMES } from './names.js'

export interface AuditEventsProps {
  readonly events: readonly AuditEvent[]
  readonly accounts: readonly Account[]
  readonly user: SignedInUser
}

/** Events, each opened to what was hashed. Needs no script. */
export function AuditEvents({ events, accounts, user }: AuditEventsProps) {
  const names = new Map(accounts.map(({ id, name }) => [id, name]))
  return (
    <ol class="events">
      {events.map((event) => (
        <li>
          <details class={`event${event.kind === 'user.sign_in_refused' ? ' event-refused' : ''}`}>
            <summary>
              <time datetime={event.at.toISOString()}>{formatTime(event.at)}</time>
              <span class="event-what">{kindWords(event.kind)}</span>
              <span class="event-who">{actorName(event, names)}</span>
              <span class="event-gist">{gist(event, names)}</span>
              <span class="event-seq">#{formatCount(event.seq)}</span>
            </summary>
            <EventFacts event={event} names={names} user={user} />
          </details>
        </li>
      ))}
    </ol>
  )
}

function EventFacts(props: {
  readonly event: AuditEvent
  readonly names: ReadonlyMap<string, string>
  readonly user: SignedInUser
}) {
  const { event, names, user } = props
  const { actor, subject } = event
  return (
    <div class="event-facts">
      <dl class="facts">
        <Fact name="Who">
          {actorName(event, names)}
          {actor.id !== null && (
            <>
              {' '}
              <a href={auditAddress({ ...NO_AUDIT_QUERY, actor: actor.id })}>all by them</a>
            </>
          )}
        </Fact>
        {subject !== null && (
          <Fact name="What it happened to">
            {subjectLink(event, names, user)}{' '}
            <a href={auditAddress({ ...NO_AUDIT_QUERY, subject })}>all that happened to it</a>
          </Fact>
        )}
        <Fact name="As it was hashed">
          <pre class="canonical" tabindex={0}>
            {canonicalText(event)}
          </pre>
        </Fact>
        <Fact name="Hash">
          <span class="mono">{event.hash}</span>
        </Fact>
      </dl>
    </div>
  )
}

function Fact(props: { readonly name: string; readonly children: Child }) {
  return (
    <div class="fact">
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  )
}

/** An account by its name, a person of a chat by alias, and the program. */
export function actorName({ actor }: AuditEvent, names: ReadonlyMap<string, string>): string {
  const through = actor.channel === null ? '' : ` (${CHANNEL_NAMES[actor.channel]})`
  switch (actor.kind) {
    case 'user':
      return names.get(actor.id ?? '') ?? `Removed account ${shortId(actor.id)}`
    case 'client':
      return `API client ${shortId(actor.id)}`
    case 'person':
      return actor.id === null ? `A person${through}` : `Person ${shortId(actor.id)}${through}`
    case 'program':
      return `The program${actor.channel === 'web' ? '' : through}`
  }
}

function subjectLink(event: AuditEvent, names: ReadonlyMap<string, string>, user: SignedInUser): Child {
  const { subject, kind } = event
  if (subject === null) return '–'
  const topic = kind.split('.')[0] ?? ''
  if (['study', 'picture', 'review'].includes(topic)) {
    return may(user.role, 'record.read') ? (
      <a class="mono" href={`/dashboard/studies/${encodeURIComponent(subject)}`}>
        {subject}
      </a>
    ) : (
      <span class="mono">{subject}</span>
    )
  }
  const name = names.get(subject)
  if (name === undefined) return <span class="mono">{subject}</span>
  return may(user.role, 'people.manage') ? (
    <a href={`/dashboard/people/${encodeURIComponent(subject)}`}>{name}</a>
  ) : (
    name
  )
}

/** The facts that tell one event of a kind from another, the most telling first; others are seen when it is opened. */
const TELLING = [
  'reference',
  'what',
  'outcome',
  'label',
  'code',
  'verdict',
  'agrees',
  'role',
  'before',
  'disabled',
  'two_factor',
  'ended',
  'intact',
  'events',
  'bad_event',
  'format',
  'rows',
  'for',
  'uses',
  'usesLeft',
  'expiresAt',
  'model',
  'kind',
  'channel',
] as const
const FACTS_SHOWN = 4

/** What an event is about, in a line. */
function gist(event: AuditEvent, names: ReadonlyMap<string, string>): string {
  const { subject, details, actor } = event
  const about = subject !== null && subject !== actor.id ? (names.get(subject) ?? '') : ''
  const facts = TELLING.flatMap((name) => {
    const value = details[name]
    return value === undefined || value === null ? [] : [plainFact(name, value)]
  })
  return [about, ...facts.slice(0, FACTS_SHOWN)].filter((part) => part !== '').join(' · ')
}

function plainFact(name: string, value: string | number | boolean): string {
  if (name === 'reference') return String(value)
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll('_', ' ')
  return `${words}: ${plainValue(value)}`
}

function plainValue(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return formatCount(value)
  return /^\d{4}-\d{2}-\d{2}T/.test(value) ? formatTime(new Date(value)) : value.replaceAll('_', ' ')
}

/** The event's canonical form without its hash, set in lines for reading. */
function canonicalText(event: AuditEvent): string {
  const { actor, at, details, kind, previousHash, seq, subject } = event
  const sorted = Object.fromEntries(Object.entries(details).sort(([a], [b]) => (a < b ? -1 : 1)))
  const { channel, id, kind: actorKind } = actor
  return JSON.stringify(
    { actor: { channel, id, kind: actorKind }, at, details: sorted, kind, previousHash, seq, subject },
    null,
    2,
  )
}

export function shortId(id: string | null): string {
  return (id ?? '').slice(0, 8)
}
