import { PASSWORD_LENGTH } from '../password.js'
import type { Site } from '../web.js'
import { FormError, TextField } from './fields.js'
import { Page } from './layout.js'

export interface JoinPageProps {
  readonly site: Site
  readonly token: string
  /** Whom the invite was made for. */
  readonly email: string
  readonly name: string
  readonly problem: string | null
}

/** The form behind an invite's link. */
export function JoinPage({ site, token, email, name, problem }: JoinPageProps) {
  return (
    <Page site={site} title="Your account" user={null} width="reading">
      <div class="card card-form">
        <h1>Your account</h1>
        <p>
          You were invited as <strong>{email}</strong>. Give your name and choose a password.
        </p>
        <FormError text={problem} />
        <form class="form" method="post" action={`/join/${encodeURIComponent(token)}`}>
          <input type="hidden" name="email" value={email} autocomplete="username" />
          <TextField name="name" label="Name" type="text" autocomplete="name" value={name} most={200} />
          <TextField
            name="password"
            label="Password"
            type="password"
            autocomplete="new-password"
            hint={`At least ${PASSWORD_LENGTH.least} characters. A few words in a row are easy to keep in mind.`}
            least={PASSWORD_LENGTH.least}
            most={PASSWORD_LENGTH.most}
          />
          <button class="button button-primary button-block" type="submit">
            Make the account
          </button>
        </form>
      </div>
    </Page>
  )
}
