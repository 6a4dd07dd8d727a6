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
  const words = site.web.signIn
  return (
    <Page site={site} title={words.title} user={null} current="sign-in" width="reading">
      <div class="card card-form">
        <h1>{words.title}</h1>
        <FormError text={props.problem} />
        <form class="form" method="post" action="/sign-in">
          {props.next !== null && <input type="hidden" name="next" value={props.next} />}
          <TextField
            name="email"
            label={words.email}
            type="email"
            autocomplete="username"
            value={props.email}
          />
          <TextField
            name="password"
            label={words.password}
            type="password"
            autocomplete="current-password"
            most={PASSWORD_LENGTH.most}
          />
          <button class="button button-primary button-block" type="submit">
            {words.title}
          </button>
        </form>
        <p class="hint">{props.fresh ? words.noAccountYet : words.accountsAreMade}</p>
      </div>
    </Page>
  )
}
