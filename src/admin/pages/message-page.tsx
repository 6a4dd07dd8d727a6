import type { Told } from '../../core/wording/web-wording.js'
import type { SignedInUser } from '../auth.js'
import type { Site } from '../web.js'
import { Page } from './layout.js'

export interface MessagePageProps {
  readonly site: Site
  readonly user: SignedInUser | null
  readonly told: Told
  /** What a person quotes; null when nothing is on record. */
  readonly reference?: string | null
  readonly action?: { readonly href: string; readonly label: string }
}

/** A page that says one thing in words: not found, not allowed, broken, too large. */
export function MessagePage(props: MessagePageProps) {
  const { site, told } = props
  const { action = { href: '/', label: site.web.messages.toStart } } = props
  return (
    <Page site={site} title={told.title} user={props.user} width="reading">
      <div class="message">
        <h1>{told.title}</h1>
        <p class="lead">{told.text}</p>
        {props.reference && <p class="reference">{site.wording.reference(props.reference)}</p>}
        <p class="actions">
          <a class="button button-primary" href={action.href}>
            {action.label}
          </a>
        </p>
      </div>
    </Page>
  )
}
