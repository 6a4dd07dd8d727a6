import type { Site } from '../web.js'
import { FormError, NewPasswordField, TextField } from './fields.js'
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
          <NewPasswordField />
          <button class="button button-primary button-block" type="submit">
            Make the account
          </button>
        </form>
      </div>
    </Page>
  )
}
