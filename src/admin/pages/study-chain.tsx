import type { AuditActor, AuditEvent } from '../../core/audit.js'
import type { ActorNames } from '../actor-names.js'
import type { SignedInUser } from '../auth.js'
import { formatTime } from '../format.js'
import { may } from '../roles.js'
import { eventName } from './names.js'
import { Copied, Fact } from './study-facts.js'

/** The events of a study in their places in the chain, oldest first. Each opens to what was hashed. */
export function StudyChain(props: {
  readonly studyId: string
  readonly user: SignedInUser
  readonly events: readonly AuditEvent[]
  readonly names: ActorNames
}) {
  const { events, names, user } = props
  return (
    <section class="card" aria-labelledby="chain">
      <div class="card-head">
        <h2 id="chain">Its place in the chain</h2>
        {may(user.role, 'audit.read') && (
          <a class="card-link" href={`/dashboard/audit?subject=${props.studyId}`}>
            In the audit log
          </a>
        )}
      </div>
      <p class="hint">
        Each event carries the hash of the one before it in the whole record, so a change to any of them
        shows.
      </p>
      {events.length === 0 ? (
        <p class="hint">No event names this study.</p>
      ) : (
        <ol class="events">
          {events.map((event) => (
            <li>
              <details>
                <summary>
                  <span class="event-seq">#{event.seq}</span>
                  <span class="event-what">{eventName(event.kind)}</span>
                  <span class="event-who">{actorName(event.actor, names)}</span>
                  <time class="event-time" datetime={event.at.toISOString()}>
                    {formatTime(event.at)}
                  </time>
                  <code class="event-hash">{event.hash.slice(0, 12)}…</code>
                </summary>
                <dl class="facts event-facts">
                  <Fact name="Hash" mono wide>
                    <Copied text={event.hash} />
                  </Fact>
                  <Fact
                    name={event.seq === 1 ? 'Before the first event' : `Hash of event #${event.seq - 1}`}
                    mono
                    wide
                  >
                    <Copied text={event.previousHash} />
                  </Fact>
                  <Fact name="Kind" mono>
                    {event.kind}
                  </Fact>
                  {Object.entries(event.details).map(([name, value]) => (
                    <Fact name={name} mono>
                      {value === null || value === '' ? '–' : String(value)}
                    </Fact>
                  ))}
                </dl>
              </details>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

/** Who did it, as far as the record says. */
export function actorName({ kind, id }: AuditActor, names: ActorNames): string {
  if (kind === 'program') return 'The program'
  const short = id?.slice(0, 8) ?? 'nobody known'
  if (kind === 'user') return names.get(id ?? '') ?? `Account ${short}`
  return kind === 'person' ? `Person ${short}` : `Client ${short}`
}
