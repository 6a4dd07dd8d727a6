import { PASSWORD_LENGTH } from '../password.js'
import { AlertIcon } from './icons.js'

export interface TextFieldProps {
  readonly name: string
  readonly label: string
  readonly type: 'text' | 'email' | 'password'
  readonly autocomplete: string
  readonly value?: string
  readonly hint?: string
  readonly least?: number
  readonly most?: number
}

/** A labelled field that must be filled. */
export function TextField(props: TextFieldProps) {
  const { name, hint } = props
  return (
    <div class="field">
      <label for={name}>{props.label}</label>
      <input
        id={name}
        name={name}
        type={props.type}
        autocomplete={props.autocomplete}
        value={props.value}
        minlength={props.least}
        maxlength={props.most}
        aria-describedby={hint === undefined ? undefined : `${name}-hint`}
        required
      />
      {hint !== undefined && (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}

/** Where a password is chosen. */
export function NewPasswordField({ label = 'Password' }: { readonly label?: string }) {
  return (
    <TextField
      name="password"
      label={label}
      type="password"
      autocomplete="new-password"
      hint={`At least ${PASSWORD_LENGTH.least} characters. A few words in a row are easy to keep in mind.`}
      least={PASSWORD_LENGTH.least}
      most={PASSWORD_LENGTH.most}
    />
  )
}

/** What is wrong with a form, above it. Read out when the page opens. */
export function FormError(props: { readonly text: string | null }) {
  if (props.text === null) return null
  return (
    <p class="notice notice-fault" role="alert">
      <AlertIcon /> {props.text}
    </p>
  )
}
