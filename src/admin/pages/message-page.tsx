import type { SignedInUser } from '../auth.js'
import type { Site } from '../web.js'
import { Page } from './layout.js'

export interface MessagePageProps {
  readonly site: Site
  readonly user: SignedInUser | null
  readonly headline: string
  readonly sentences: readonly string[]
  /** What a person quotes; null when nothing is on record. */
  readonly reference?: string | null
  readonly action?: { readonly href: string; readonly label: string }
}

/** A page that says one thing in words: not found, not allowed, broken, too large. */
export function MessagePage(props: MessagePageProps) {
  const { action = { href: '/', label: 'To the start page' } } = props
  return (
    <Page site={props.site} title={props.headline} user={props.user} width="reading">
      <div class="message">
        <h1>{props.headline}</h1>
        {props.sentences.map((sentence) => (
          <p class="lead">{sentence}</p>
        ))}
        {props.reference && <p class="reference">{props.site.wording.reference(props.reference)}</p>}
        <p class="actions">
          <a class="button button-primary" href={action.href}>
            {action.label}
          </a>
        </p>
      </div>
    </Page>
  )
}
