import type { AccountInvite } from '../../core/account-invites.js'
import type { Account } from '../accounts.js'
import type { SignedInUser } from '../auth.js'
import { ROLES } from '../roles.js'
import type { Site } from '../web.js'
import { Page } from './layout.js'
import { Cell, ListTable, Notice, PeopleTabs, ShownOnce, Time } from './people-parts.js'

/** What the last form led to. */
export type PeopleNotice =
  | { readonly kind: 'invited'; readonly email: string; readonly link: string; readonly expiresAt: Date }
  | { readonly kind: 'problem'; readonly code: 'email_invalid' | 'email_taken' | 'role_missing' }
  | { readonly kind: 'done'; readonly code: 'invite_revoked' }

export interface PeoplePageProps {
  readonly site: Site
  readonly user: SignedInUser
  readonly accounts: readonly Account[]
  /** By the account's id. */
  readonly lastSignIns: ReadonlyMap<string, Date>
  readonly invites: readonly AccountInvite[]
  readonly notice: PeopleNotice | null
}

/** What each role is for, in a line. */
export const ROLE_WORDS = {
  admin: 'manages people, models and settings, and reads everything',
  reviewer: 'reads the record, judges films and reads them again',
  auditor: 'reads the record, exports and verifies it, changes nothing',
  staff: 'sends films and reads the answers',
} as const

const PROBLEMS = {
  email_invalid: 'This is not an e-mail address. Nobody was invited.',
  email_taken: 'There is an account with this e-mail already. Nobody was invited.',
  role_missing: 'Please choose a role. Nobody was invited.',
} as const

/** Who may sign in, and who was asked to. */
export function PeoplePage(props: PeoplePageProps) {
  const { site, user, accounts, lastSignIns, invites } = props
  return (
    <Page site={site} title="People" user={user} current="people" styles={['lists.css', 'people.css']}>
      <div class="page-head">
        <h1>People</h1>
        <p class="hint">Who may sign in here, and who may send films in the chats. Times are UTC.</p>
      </div>
      <PeopleTabs current="accounts" />
      <Told notice={props.notice} />
      <section class="stack" aria-labelledby="accounts-title">
        <h2 id="accounts-title">{accounts.length === 1 ? '1 account' : `${accounts.length} accounts`}</h2>
        <ListTable caption="Accounts" columns={['Name', 'Role', 'State', 'Two-factor', 'Last sign-in']}>
          {accounts.map((account) => (
            <tr role="row">
              <Cell name="Name">
                <a class="row-link" href={`/dashboard/people/${encodeURIComponent(account.id)}`}>
                  {account.name}
                </a>
                {account.id === user.id && <span class="chip">You</span>}
                <span class="cell-under">{account.email}</span>
              </Cell>
              <Cell name="Role">{site.web.frame.roles[account.role]}</Cell>
              <Cell name="State">
                {account.disabled ? <span class="chip chip-fault">Disabled</span> : 'Active'}
              </Cell>
              <Cell name="Two-factor">
                {account.twoFactor ? <span class="chip chip-finding">On</span> : 'Off'}
              </Cell>
              <Cell name="Last sign-in">
                <LastSignIn at={lastSignIns.get(account.id) ?? null} />
              </Cell>
            </tr>
          ))}
        </ListTable>
      </section>
      <Invites {...props} invites={invites} />
    </Page>
  )
}

function LastSignIn({ at }: { readonly at: Date | null }) {
  return at === null ? <span class="soft">Never</span> : <Time at={at} />
}

function Told({ notice }: { readonly notice: PeopleNotice | null }) {
  switch (notice?.kind) {
    case undefined:
      return null
    case 'done':
      return <Notice good>The invite is revoked: its link does not work any more.</Notice>
    case 'problem':
      return <Notice good={false}>{PROBLEMS[notice.code]}</Notice>
    case 'invited':
      return (
        <ShownOnce label={`Link for ${notice.email}`} secret={notice.link}>
          Shown this once: send it to them yourself, by a way that you trust. It works once, until{' '}
          <Time at={notice.expiresAt} />, and makes an account for whoever opens it.
        </ShownOnce>
      )
  }
}

function Invites(props: PeoplePageProps) {
  const { site, accounts, invites } = props
  const nameOf = (id: string): string => accounts.find((account) => account.id === id)?.name ?? 'The program'
  return (
    <section class="stack" aria-labelledby="invites-title">
      <h2 id="invites-title">Invite somebody</h2>
      <form class="filter-bar" method="post" action="/dashboard/people/invites">
        <div class="field">
          <label for="email">E-mail</label>
          <input id="email" name="email" type="email" autocomplete="off" maxlength={254} required />
        </div>
        <div class="field">
          <label for="role">Role</label>
          <select id="role" name="role" required>
            <option value="">Choose</option>
            {ROLES.map((role) => (
              <option value={role}>{site.web.frame.roles[role]}</option>
            ))}
          </select>
        </div>
        <div class="filter-actions">
          <button class="button button-primary" type="submit">
            Make a link
          </button>
        </div>
      </form>
      <dl class="role-words">
        {ROLES.map((role) => (
          <div>
            <dt>{site.web.frame.roles[role]}</dt>
            <dd>{ROLE_WORDS[role]}</dd>
          </div>
        ))}
      </dl>
      {invites.length > 0 && (
        <ListTable caption="Open invites" columns={['E-mail', 'Role', 'Made by', 'Works until', '']}>
          {invites.map(({ id, email, role, createdBy, expiresAt }) => (
            <tr role="row">
              <Cell name="E-mail">{email}</Cell>
              <Cell name="Role">{ROLES.map((known) => known === role && site.web.frame.roles[known])}</Cell>
              <Cell name="Made by">{nameOf(createdBy)}</Cell>
              <Cell name="Works until">
                <Time at={expiresAt} />
              </Cell>
              <td role="cell" class="cell-action">
                <form method="post" action={`/dashboard/people/invites/${encodeURIComponent(id)}/revoke`}>
                  <button class="button" type="submit" aria-label={`Revoke the invite of ${email}`}>
                    Revoke
                  </button>
                </form>
              </td>
            </tr>
          ))}
        </ListTable>
      )}
    </section>
  )
}
