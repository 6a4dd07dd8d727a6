import type { WebhookAttempt, WebhookBacklog, WebhookDelivery } from '../../core/webhook.js'
import { formatTime } from '../format.js'
import { AlertIcon, CheckIcon, ClockIcon, CrossIcon } from './icons.js'
import { Chip } from './outcome-chip.js'

/** The webhook as it stands. */
export interface WebhookState {
  readonly address: string
  readonly backlog: WebhookBacklog
  readonly recent: readonly WebhookDelivery[]
  /** What came of a test that was just sent. */
  readonly tested: WebhookAttempt | null
  /** How many that were given up are being sent again, where somebody just asked for it. */
  readonly retried: number | null
}

/** The server that is told of every answer. */
export function WebhookSection({
  webhook,
  now,
}: {
  readonly webhook: WebhookState | null
  readonly now: Date
}) {
  return (
    <section class="card clients-section" id="webhook" aria-labelledby="webhook-title">
      <h2 id="webhook-title">Webhook</h2>
      {webhook === null ? (
        <p>
          No server is told of answers. Set <code>WEBHOOK_URL</code> and <code>WEBHOOK_SECRET</code>, and
          start the program again: every answer is then sent there, signed, until it is taken.
        </p>
      ) : (
        <Working webhook={webhook} now={now} />
      )}
    </section>
  )
}

function Working({ webhook, now }: { readonly webhook: WebhookState; readonly now: Date }) {
  const { address, backlog, recent } = webhook
  const problem = recent.find(({ lastProblem }) => lastProblem !== null)
  return (
    <>
      <Told webhook={webhook} />
      <dl class="facts facts-pairs">
        <Fact name="Address" value={address} wide />
        <Fact name="Waiting" value={waitingText(backlog, now)} />
        <Fact name="Given up" value={String(backlog.givenUp)} />
        <Fact name="Last taken" value={backlog.lastDelivered ? formatTime(backlog.lastDelivered) : 'Never'} />
        <Fact name="Last problem" value={problem?.lastProblem ?? 'None'} />
      </dl>
      <div class="actions">
        <form method="post" action="/dashboard/clients/webhook/test">
          <button class="button" type="submit">
            Send a test
          </button>
        </form>
        {backlog.givenUp > 0 && (
          <form method="post" action="/dashboard/clients/webhook/retry">
            <button class="button" type="submit">
              Send what was given up again
            </button>
          </form>
        )}
      </div>
      {recent.length > 0 && <Recent recent={recent} />}
    </>
  )
}

function Told({ webhook: { tested, retried } }: { readonly webhook: WebhookState }) {
  if (tested !== null && tested.kind === 'failed') {
    return (
      <p class="notice notice-fault" role="alert">
        <AlertIcon /> The test was not taken: {tested.problem}.
      </p>
    )
  }
  const text =
    tested !== null
      ? `The test was taken, with status ${tested.status}.`
      : retried !== null
        ? `${retried} ${retried === 1 ? 'answer is' : 'answers are'} being sent again.`
        : null
  if (text === null) return null
  return (
    <p class="notice" role="status">
      <CheckIcon /> {text}
    </p>
  )
}

function Recent({ recent }: { readonly recent: readonly WebhookDelivery[] }) {
  return (
    <table class="clients-table" role="table">
      <caption class="clients-caption">The latest answers, newest first</caption>
      <thead role="rowgroup">
        <tr role="row">
          {['Answered', 'Study', 'State', 'Attempts', 'Next or last'].map((name) => (
            <th role="columnheader" scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {recent.map((delivery) => (
          <tr role="row">
            <th role="rowheader" scope="row" class="client-name">
              {formatTime(delivery.createdAt)}
            </th>
            <td role="cell" data-name="Study">
              <a href={`/dashboard/studies/${delivery.studyId}`}>{delivery.studyId.slice(0, 8)}</a>
            </td>
            <td role="cell" data-name="State">
              <State delivery={delivery} />
            </td>
            <td role="cell" data-name="Attempts">
              {delivery.attempts}
            </td>
            <td role="cell" data-name="Next or last">
              {momentOf(delivery)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function State({
  delivery: { deliveredAt, nextAttemptAt, lastProblem },
}: {
  readonly delivery: WebhookDelivery
}) {
  if (deliveredAt !== null) return <Chip tone="normal" icon={<CheckIcon />} text="Taken" />
  const chip =
    nextAttemptAt === null ? (
      <Chip tone="fault" icon={<CrossIcon />} text="Given up" />
    ) : (
      <Chip tone="uncertain" icon={<ClockIcon />} text="Waiting" />
    )
  return (
    <span class="delivery-state">
      {chip}
      {lastProblem !== null && <span class="hint">{lastProblem}</span>}
    </span>
  )
}

function momentOf({ deliveredAt, nextAttemptAt }: WebhookDelivery): string {
  const at = deliveredAt ?? nextAttemptAt
  return at === null ? '–' : formatTime(at)
}

function waitingText({ waiting, oldestWaiting }: WebhookBacklog, now: Date): string {
  if (waiting === 0 || oldestWaiting === null) return '0'
  const minutes = Math.max(0, Math.round((now.getTime() - oldestWaiting.getTime()) / 60_000))
  return `${waiting}, the oldest for ${minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`}`
}

function Fact(props: { readonly name: string; readonly value: string; readonly wide?: boolean }) {
  return (
    <div class={props.wide === true ? 'fact fact-wide' : 'fact'}>
      <dt>{props.name}</dt>
      <dd>{props.value}</dd>
    </div>
  )
}
