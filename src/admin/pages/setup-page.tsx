import type { Site } from '../web.js'
import { FormError, NewPasswordField, TextField } from './fields.js'
import { Page } from './layout.js'

export interface SetupPageProps {
  readonly site: Site
  readonly token: string
  readonly name: string
  readonly email: string
  readonly problem: string | null
}

/** The form behind the one-time link. */
export function SetupPage(props: SetupPageProps) {
  const { site } = props
  return (
    <Page site={site} title="First administrator" user={null} width="reading">
      <div class="card card-form">
        <h1>First administrator</h1>
        <p>This link works once. The account made here reads the whole record.</p>
        <FormError text={props.problem} />
        <form class="form" method="post" action="/setup">
          <input type="hidden" name="token" value={props.token} />
          <TextField name="name" label="Name" type="text" autocomplete="name" value={props.name} most={200} />
          <TextField name="email" label="E-mail" type="email" autocomplete="username" value={props.email} />
          <NewPasswordField />
          <button class="button button-primary button-block" type="submit">
            Make the account
          </button>
        </form>
      </div>
    </Page>
  )
}
