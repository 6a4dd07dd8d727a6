import { PASSWORD_LENGTH } from '../password.js'
import type { Site } from '../web.js'
import { FormError, TextField } from './fields.js'
import { Page } from './layout.js'

export interface SignInPageProps {
  readonly site: Site
  readonly next: string | null
  readonly email: string
  /** What went wrong with the last try; null on the first. */
  readonly problem: string | null
  /** Whether no account exists yet. */
  readonly fresh: boolean
}

export function SignInPage(props: SignInPageProps) {
  const { site } = props
  return (
    <Page site={site} title="Sign in" user={null} current="sign-in" width="reading">
      <div class="card card-form">
        <h1>Sign in</h1>
        <FormError text={props.problem} />
        <form class="form" method="post" action="/sign-in">
          {props.next !== null && <input type="hidden" name="next" value={props.next} />}
          <TextField name="email" label="E-mail" type="email" autocomplete="username" value={props.email} />
          <TextField
            name="password"
            label="Password"
            type="password"
            autocomplete="current-password"
            most={PASSWORD_LENGTH.most}
          />
          <button class="button button-primary button-block" type="submit">
            Sign in
          </button>
        </form>
        <p class="hint">
          {props.fresh
            ? 'No account exists yet. Open the one-time link that the program printed when it started: it makes the first administrator.'
            : 'Accounts are made by your administrator.'}
        </p>
      </div>
    </Page>
  )
}
