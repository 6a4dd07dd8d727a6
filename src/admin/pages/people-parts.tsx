import type { Child } from 'hono/jsx'
import type { OpenSession } from '../account-sessions.js'
import { formatTime } from '../format.js'
import { AlertIcon, CheckIcon } from './icons.js'

/** How something went, above the page it happened on. */
export function Notice(props: { readonly good: boolean; readonly children: Child }) {
  return props.good ? (
    <div class="notice notice-good" role="status">
      <CheckIcon /> <span>{props.children}</span>
    </div>
  ) : (
    <div class="notice notice-fault" role="alert">
      <AlertIcon /> <span>{props.children}</span>
    </div>
  )
}

/** A secret that is shown this once, easy to select as a whole. */
export function ShownOnce(props: {
  readonly label: string
  readonly secret: string
  readonly children: Child
}) {
  return (
    <div class="card shown-once" role="status">
      <label for="secret">{props.label}</label>
      <input id="secret" class="secret" type="text" value={props.secret} readonly />
      <p class="hint">{props.children}</p>
    </div>
  )
}

/** Sections of the pages about people. */
export function PeopleTabs({ current }: { readonly current: 'accounts' | 'chats' }) {
  return (
    <nav aria-label="People">
      <ul class="tabs">
        <li>
          <a class="tab" href="/dashboard/people" aria-current={current === 'accounts' ? 'page' : undefined}>
            Accounts
          </a>
        </li>
        <li>
          <a
            class="tab"
            href="/dashboard/people/chats"
            aria-current={current === 'chats' ? 'page' : undefined}
          >
            Chats
          </a>
        </li>
      </ul>
    </nav>
  )
}

/** A table that becomes a block a row where there is no room. Cells name their column in `data-name`; a column of buttons has no name. */
export function ListTable(props: {
  readonly caption: string
  readonly columns: readonly string[]
  readonly children: Child
}) {
  return (
    <table class="rows list" role="table">
      <caption class="visually-hidden">{props.caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {props.columns.map((name) => (
            <th role="columnheader" scope="col">
              {name === '' ? <span class="visually-hidden">Action</span> : name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">{props.children}</tbody>
    </table>
  )
}

export function Cell(props: { readonly name: string; readonly children: Child; readonly mono?: boolean }) {
  return (
    <td role="cell" data-name={props.name} class={props.mono === true ? 'cell-mono' : undefined}>
      {props.children}
    </td>
  )
}

export function Time({ at }: { readonly at: Date }) {
  return <time datetime={at.toISOString()}>{formatTime(at)}</time>
}

/** Browsers that are signed in. `action` gives what ends one of them; null where only all can be ended. */
export function Sessions(props: {
  readonly sessions: readonly OpenSession[]
  readonly current: string | null
  readonly action: ((id: string) => string) | null
}) {
  const { sessions, current, action } = props
  if (sessions.length === 0) return <p class="hint">No browser is signed in.</p>
  return (
    <ul class="sessions">
      {sessions.map((session) => (
        <li>
          <div>
            <p class="session-device">
              {session.device}
              {session.id === current && <span class="chip chip-finding">This browser</span>}
            </p>
            <p class="hint">
              Signed in <Time at={session.signedInAt} />
              {session.address !== null && ` from ${session.address}`}, last used around{' '}
              <Time at={session.usedAt} />
            </p>
          </div>
          {action !== null && session.id !== current && (
            <form method="post" action={action(session.id)}>
              <button
                class="button"
                type="submit"
                aria-label={`End the session: ${session.device}, signed in ${formatTime(session.signedInAt)}`}
              >
                End
              </button>
            </form>
          )}
        </li>
      ))}
    </ul>
  )
}
