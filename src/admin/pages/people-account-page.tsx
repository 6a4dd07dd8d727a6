import type { Child } from 'hono/jsx'
import type { AuditEvent } from '../../core/audit.js'
import type { OpenSession } from '../account-sessions.js'
import type { Account } from '../accounts.js'
import { auditAddress, NO_AUDIT_QUERY } from '../audit-query.js'
import type { SignedInUser } from '../auth.js'
import { may, ROLES } from '../roles.js'
import type { Site } from '../web.js'
import { AuditEvents } from './audit-events.js'
import { Page } from './layout.js'
import { Notice, Sessions, Time } from './people-parts.js'
import { ROLE_WORDS } from './people-page.js'

export interface AccountDetailProps {
  readonly site: Site
  readonly user: SignedInUser
  readonly account: Account
  readonly sessions: readonly OpenSession[]
  /** The last that happened to it, newest first. */
  readonly events: readonly AuditEvent[]
  readonly accounts: readonly Account[]
  /** How the last change went, from the address. */
  readonly done: string | null
}

const DONE: Readonly<Record<string, readonly [good: boolean, text: string]>> = {
  role: [true, 'The role is changed. They have to sign in again.'],
  disabled: [true, 'The account is disabled, and every session of it ended.'],
  enabled: [true, 'The account may sign in again.'],
  two_factor: [true, 'Two-factor is off, and every session ended. They can set it up again.'],
  sessions: [true, 'Every session ended.'],
  unchanged: [true, 'It was like that already.'],
  role_missing: [false, 'Please choose a role.'],
  last_admin: [
    false,
    'This is the last administrator who can sign in. Make another one first: otherwise nobody could manage the accounts.',
  ],
}

/** One account: what it is, and everything that can be done to it. */
export function AccountDetailPage(props: AccountDetailProps) {
  const { site, user, account, sessions, events, accounts } = props
  const path = `/dashboard/people/${encodeURIComponent(account.id)}`
  const told = Object.hasOwn(DONE, props.done ?? '') ? DONE[props.done ?? ''] : undefined
  return (
    <Page
      site={site}
      title={account.name}
      user={user}
      current="people"
      styles={['lists.css', 'people.css', 'audit.css']}
    >
      <div class="page-head">
        <p class="hint">
          <a href="/dashboard/people">People</a>
        </p>
        <h1>{account.name}</h1>
        <p class="hint">
          {account.email}, added <Time at={account.createdAt} />
        </p>
      </div>
      {told !== undefined && <Notice good={told[0]}>{told[1]}</Notice>}
      <div class="panels">
        <Panel title="Role" text={`${site.web.frame.roles[account.role]}: ${ROLE_WORDS[account.role]}.`}>
          <form class="inline-form" method="post" action={`${path}/role`}>
            <div class="field">
              <label for="role">New role</label>
              <select id="role" name="role">
                {ROLES.map((role) => (
                  <option value={role} selected={role === account.role}>
                    {site.web.frame.roles[role]}
                  </option>
                ))}
              </select>
            </div>
            <button class="button" type="submit">
              Change the role
            </button>
          </form>
          <p class="hint">Ends their sessions: they sign in again with the new role.</p>
        </Panel>
        <Panel title="State" text={account.disabled ? 'Disabled: cannot sign in.' : 'Active: can sign in.'}>
          <form method="post" action={`${path}/state`}>
            <input type="hidden" name="state" value={account.disabled ? 'enabled' : 'disabled'} />
            <button class={`button${account.disabled ? '' : ' button-danger'}`} type="submit">
              {account.disabled ? 'Enable the account' : 'Disable the account'}
            </button>
          </form>
          <p class="hint">What they did stays on the record. Accounts are never removed.</p>
        </Panel>
        <Panel
          title="Two-factor"
          text={
            account.twoFactor
              ? 'On: a code is asked for beside the password.'
              : 'Off. Only they can turn it on, on their own page.'
          }
        >
          {account.twoFactor && (
            <>
              <form method="post" action={`${path}/two-factor/reset`}>
                <button class="button button-danger" type="submit">
                  Reset two-factor
                </button>
              </form>
              <p class="hint">
                For somebody who lost the app and the backup codes. Make sure that it is them.
              </p>
            </>
          )}
        </Panel>
      </div>
      <section class="card" aria-labelledby="sessions-title">
        <div class="section-head">
          <h2 id="sessions-title">Sessions</h2>
          {sessions.length > 0 && (
            <form method="post" action={`${path}/sessions/end`}>
              <button class="button" type="submit">
                End all
              </button>
            </form>
          )}
        </div>
        <Sessions sessions={sessions} current={user.sessionId} action={null} />
      </section>
      <section class="stack" aria-labelledby="events-title">
        <div class="section-head">
          <h2 id="events-title">Lately</h2>
          {may(user.role, 'audit.read') && (
            <span class="links">
              <a href={auditAddress({ ...NO_AUDIT_QUERY, subject: account.id })}>
                All that happened to this account
              </a>
              <a href={auditAddress({ ...NO_AUDIT_QUERY, actor: account.id })}>All that it did</a>
            </span>
          )}
        </div>
        {events.length === 0 ? (
          <p class="hint">Nothing yet.</p>
        ) : (
          <AuditEvents events={events} accounts={accounts} user={user} />
        )}
      </section>
    </Page>
  )
}

function Panel(props: { readonly title: string; readonly text: string; readonly children: Child }) {
  return (
    <section class="card">
      <h2>{props.title}</h2>
      <p>{props.text}</p>
      {props.children}
    </section>
  )
}
