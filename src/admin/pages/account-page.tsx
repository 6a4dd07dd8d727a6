import type { OpenSession } from '../account-sessions.js'
import type { SignedInUser } from '../auth.js'
import { PASSWORD_LENGTH } from '../password.js'
import type { Site } from '../web.js'
import { NewPasswordField } from './fields.js'
import { Page } from './layout.js'
import { Notice, Sessions } from './people-parts.js'

export interface AccountPageProps {
  readonly site: Site
  readonly user: SignedInUser
  readonly sessions: readonly OpenSession[]
  /** How the last change went: a code, which may come from the address. */
  readonly told: string | null
}

const TOLD: Readonly<Record<string, readonly [good: boolean, text: string]>> = {
  password: [true, 'The password is changed. Every other session ended.'],
  two_factor_off: [true, 'Two-factor is off. Every other session ended.'],
  session: [true, 'The session ended.'],
  sessions: [true, 'Every other session ended, and no browser is trusted any more.'],
  session_unknown: [false, 'That session was over already.'],
  wrong_password: [false, 'Your password is not right. Nothing was changed.'],
  password_length: [
    false,
    `The new password needs ${PASSWORD_LENGTH.least} to ${PASSWORD_LENGTH.most} characters. Nothing was changed.`,
  ],
  same_password: [false, 'The new password is the old one. Nothing was changed.'],
  wrong_code: [false, 'This code is not right. Nothing was changed.'],
  not_started: [false, 'Two-factor was not begun, or begun elsewhere. Please begin again.'],
  on_already: [false, 'Two-factor is on already.'],
  off_already: [false, 'Two-factor is off. Turn it on first.'],
  too_many: [false, 'Too many tries. Please wait a quarter of an hour.'],
}

/** One's own account: password, second factor, browsers that are signed in. */
export function AccountPage({ site, user, sessions, told }: AccountPageProps) {
  const said = Object.hasOwn(TOLD, told ?? '') ? TOLD[told ?? ''] : undefined
  return (
    <Page site={site} title="Your account" user={user} current="account" styles={['lists.css', 'people.css']}>
      <div class="page-head">
        <h1>Your account</h1>
        <p class="hint">
          {user.name}, {user.email}, {site.web.frame.roles[user.role]}
        </p>
      </div>
      {said !== undefined && <Notice good={said[0]}>{said[1]}</Notice>}
      <div class="panels panels-wide">
        <TwoFactor user={user} />
        <Password />
      </div>
      <section class="card" aria-labelledby="sessions-title">
        <div class="section-head">
          <h2 id="sessions-title">Where you are signed in</h2>
          {sessions.length > 1 && (
            <form method="post" action="/dashboard/account/sessions/end">
              <button class="button" type="submit">
                End all others
              </button>
            </form>
          )}
        </div>
        <Sessions
          sessions={sessions}
          current={user.sessionId}
          action={(id) => `/dashboard/account/sessions/${encodeURIComponent(id)}/end`}
        />
        <p class="hint">A session ends twelve hours after it was used last. Times are UTC.</p>
      </section>
    </Page>
  )
}

function Password() {
  return (
    <section class="card" aria-labelledby="password-title">
      <h2 id="password-title">Password</h2>
      <form class="form" method="post" action="/dashboard/account/password">
        <PasswordField id="current" name="current" label="Present password" />
        <NewPasswordField label="New password" />
        <div>
          <button class="button button-primary" type="submit">
            Change the password
          </button>
        </div>
        <p class="hint">Ends your sessions on every other device.</p>
      </form>
    </section>
  )
}

function TwoFactor({ user }: { readonly user: SignedInUser }) {
  if (!user.twoFactor) {
    return (
      <section class="card" aria-labelledby="two-factor-title">
        <h2 id="two-factor-title">Two-factor</h2>
        <p>
          Off. With it, a code from an app on your telephone is asked for beside the password, so that a
          stolen password alone opens nothing.
        </p>
        <form class="form" method="post" action="/dashboard/account/two-factor">
          <PasswordField id="two-factor-password" name="password" label="Your password" />
          <div>
            <button class="button button-primary" type="submit">
              Set up two-factor
            </button>
          </div>
        </form>
      </section>
    )
  }
  return (
    <section class="card" aria-labelledby="two-factor-title">
      <h2 id="two-factor-title">Two-factor</h2>
      <p>
        <span class="chip chip-finding">On</span> A code is asked for beside the password.
      </p>
      <form class="form" method="post" action="/dashboard/account/two-factor/codes">
        <PasswordField id="two-factor-password" name="password" label="Your password" />
        <div class="actions">
          <button class="button" type="submit">
            New backup codes
          </button>
          <button class="button button-danger" type="submit" formaction="/dashboard/account/two-factor/stop">
            Turn two-factor off
          </button>
        </div>
      </form>
    </section>
  )
}

function PasswordField(props: { readonly id: string; readonly name: string; readonly label: string }) {
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      <input
        id={props.id}
        name={props.name}
        type="password"
        autocomplete="current-password"
        maxlength={PASSWORD_LENGTH.most}
        required
      />
    </div>
  )
}
