import { CLIENT_NAME_LIMIT, works, type ApiClient } from '../../core/api-client.js'
import type { SignedInUser } from '../auth.js'
import { formatTime } from '../format.js'
import type { Site } from '../web.js'
import { FormError } from './fields.js'
import { BarredIcon, CheckIcon, ClockIcon, KeyIcon } from './icons.js'
import { Page } from './layout.js'
import { Chip } from './outcome-chip.js'
import { WebhookSection, type WebhookState } from './clients-webhook.js'

/** How long a token may work, by what the form calls it. */
export const LIFETIMES = [
  { value: '30', days: 30, label: '30 days' },
  { value: '90', days: 90, label: '90 days' },
  { value: '365', days: 365, label: 'One year' },
  { value: 'never', days: null, label: 'Until it is revoked' },
] as const

export const DEFAULT_LIFETIME = '365'

export interface ClientsPageProps {
  readonly site: Site
  readonly user: SignedInUser
  readonly clients: readonly ApiClient[]
  /** Names of accounts by their ids. */
  readonly accounts: ReadonlyMap<string, string>
  readonly now: Date
  readonly publicUrl: string
  /** A client that was made just now, with its token. */
  readonly made: { readonly name: string; readonly token: string } | null
  /** What the form was sent with, and why nothing was made. */
  readonly form: { readonly name: string; readonly lifetime: string; readonly problem: string } | null
  readonly webhook: WebhookState | null
}

/** Programs that may send pictures, and the server that is told of answers. */
export function ClientsPage(props: ClientsPageProps) {
  const { site, user, clients, made, publicUrl } = props
  return (
    <Page
      site={site}
      title="Clients"
      user={user}
      current="clients"
      styles={['clients.css']}
      script="clients.js"
    >
      <div class="page-head">
        <h1>Clients</h1>
        <p class="hint">
          Programs that send pictures over the <a href="/api/v1/openapi.json">programming interface</a>, each
          with a token of its own, and the server that is told of answers. Times are UTC.
        </p>
      </div>
      <div class="clients-sections">
        {made && <MadeToken name={made.name} token={made.token} publicUrl={publicUrl} />}
        <section class="clients-section" aria-labelledby="clients-title">
          <h2 id="clients-title">Tokens</h2>
          {clients.length === 0 ? <NoClients /> : <ClientTable {...props} />}
        </section>
        <MakeForm form={props.form} />
        <WebhookSection webhook={props.webhook} now={props.now} />
      </div>
    </Page>
  )
}

function MadeToken(props: { readonly name: string; readonly token: string; readonly publicUrl: string }) {
  const { name, token, publicUrl } = props
  const command = `curl -H 'Authorization: Bearer ${token}' -H 'Idempotency-Key: example-1' --data-binary @film.dcm ${publicUrl}/api/v1/studies`
  return (
    <section class="card made-token" role="status" aria-labelledby="made-title">
      <h2 id="made-title">
        <CheckIcon /> The token of {name}
      </h2>
      <p>Copy it now. It is shown this once: only its hash is kept.</p>
      <CopyText id="token" label="Token" text={token} />
      <CopyText id="command" label="A first picture, from a shell" text={command} />
    </section>
  )
}

function CopyText(props: { readonly id: string; readonly label: string; readonly text: string }) {
  return (
    <div class="copy">
      <label for={props.id}>{props.label}</label>
      <div class="copy-row">
        <input
          id={props.id}
          class="mono"
          type="text"
          value={props.text}
          readonly
          autocomplete="off"
          spellcheck={false}
        />
        <button class="button" type="button" data-copy={props.id} hidden>
          Copy
        </button>
      </div>
    </div>
  )
}

function NoClients() {
  return (
    <div class="rows-none clients-none">
      <KeyIcon />
      <p>
        No program has a token yet. Make one below for each archive, server or script that is to send
        pictures.
      </p>
    </div>
  )
}

function ClientTable({ clients, accounts, now }: ClientsPageProps) {
  return (
    <table class="rows clients-table" role="table">
      <caption class="visually-hidden">Clients, newest first</caption>
      <thead role="rowgroup">
        <tr role="row">
          {['Name', 'State', 'Made', 'Last used', 'Works until', 'Revoke'].map((name) => (
            <th role="columnheader" scope="col">
              {name === 'Revoke' ? <span class="visually-hidden">{name}</span> : name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {clients.map((client) => (
          <tr role="row" class={works(client, now) ? undefined : 'client-ended'}>
            <th role="rowheader" scope="row" class="client-name">
              <a href={`/dashboard/studies?channel=api&person=${client.id}`}>{client.name}</a>
            </th>
            <td role="cell" data-name="State">
              <ClientState client={client} now={now} />
            </td>
            <td role="cell" data-name="Made">
              <span>
                <Moment at={client.createdAt} />
                <span class="client-by">
                  by {accounts.get(client.createdBy) ?? 'an account that is gone'}
                </span>
              </span>
            </td>
            <td role="cell" data-name="Last used">
              {client.lastUsedAt === null ? 'Never' : <Moment at={client.lastUsedAt} />}
            </td>
            <td role="cell" data-name="Works until">
              <End client={client} />
            </td>
            <td role="cell" class="client-revoke">
              {works(client, now) && <Revoke client={client} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function ClientState({ client, now }: { readonly client: ApiClient; readonly now: Date }) {
  if (client.revokedAt !== null) return <Chip tone="refused" icon={<BarredIcon />} text="Revoked" />
  return works(client, now) ? (
    <Chip tone="normal" icon={<CheckIcon />} text="Works" />
  ) : (
    <Chip tone="refused" icon={<ClockIcon />} text="Expired" />
  )
}

function End({ client: { revokedAt, expiresAt } }: { readonly client: ApiClient }) {
  const at = revokedAt ?? expiresAt
  return at === null ? <>It is revoked</> : <Moment at={at} />
}

/** Asked twice without a script: the button that does it is inside what the first one opens. */
function Revoke({ client }: { readonly client: ApiClient }) {
  return (
    <details class="revoke">
      <summary class="button button-quiet" aria-label={`Revoke ${client.name}`}>
        Revoke
      </summary>
      <form class="revoke-form" method="post" action={`/dashboard/clients/${client.id}/revoke`}>
        <p>Its next request is turned away. This cannot be taken back.</p>
        <button class="button" type="submit">
          Revoke {client.name}
        </button>
      </form>
    </details>
  )
}

function MakeForm({ form }: { readonly form: ClientsPageProps['form'] }) {
  const lifetime = form?.lifetime ?? DEFAULT_LIFETIME
  return (
    <section class="card clients-section" aria-labelledby="make-title">
      <h2 id="make-title">Make a token</h2>
      <FormError text={form?.problem ?? null} />
      <form class="make-form" method="post" action="/dashboard/clients">
        <div class="field">
          <label for="name">Name of the program</label>
          <input
            id="name"
            name="name"
            type="text"
            autocomplete="off"
            maxlength={CLIENT_NAME_LIMIT}
            value={form?.name}
            aria-describedby="name-hint"
            required
          />
          <p class="hint" id="name-hint">
            Say what and where: “Archive, main clinic”. It must not name a patient.
          </p>
        </div>
        <div class="field">
          <label for="lifetime">Works for</label>
          <select id="lifetime" name="lifetime">
            {LIFETIMES.map(({ value, label }) => (
              <option value={value} selected={value === lifetime}>
                {label}
              </option>
            ))}
          </select>
        </div>
        <button class="button button-primary" type="submit">
          Make a token
        </button>
      </form>
    </section>
  )
}

export function Moment({ at }: { readonly at: Date }) {
  return <time datetime={at.toISOString()}>{formatTime(at)}</time>
}
