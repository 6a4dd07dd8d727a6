import type { Answer } from '../../core/answer.js'
import type { SignedInUser } from '../auth.js'
import type { Site } from '../web.js'
import { AnswerCard } from './answer-card.js'
import { Page } from './layout.js'

/** An answer that has no page of its own to go to: nothing was recorded, or the sender should simply try again. */
export function RefusalPage(props: {
  readonly site: Site
  readonly user: SignedInUser | null
  readonly answer: Answer
}) {
  return (
    <Page site={props.site} title={props.answer.headline} user={props.user} width="reading" disclaimed>
      <AnswerCard site={props.site} answer={props.answer} study={null} />
      <p class="actions">
        <a class="button button-primary" href="/upload">
          {props.site.web.result.backToUpload}
        </a>
      </p>
    </Page>
  )
}
