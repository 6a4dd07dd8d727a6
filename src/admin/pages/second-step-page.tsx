import type { Site } from '../web.js'
import { FormError } from './fields.js'
import { Page } from './layout.js'

export interface SecondStepPageProps {
  readonly site: Site
  readonly next: string | null
  /** What was wrong with the last code; null on the first. */
  readonly problem: string | null
}

/** Asks for a code after the right password. Needs no script. */
export function SecondStepPage({ site, next, problem }: SecondStepPageProps) {
  const words = site.web.signIn.secondStep
  const again = next === null ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`
  return (
    <Page site={site} title={words.title} user={null} current="sign-in" width="reading">
      <div class="card card-form">
        <h1>{words.title}</h1>
        <p>{words.lead}</p>
        <FormError text={problem} />
        <form class="form" method="post" action="/sign-in/code">
          {next !== null && <input type="hidden" name="next" value={next} />}
          <div class="field">
            <label for="code">{words.code}</label>
            <input
              id="code"
              name="code"
              type="text"
              autocomplete="one-time-code"
              autocapitalize="off"
              spellcheck={false}
              maxlength={40}
              dir="ltr"
              aria-describedby="code-hint"
              required
              autofocus
            />
            <p class="hint" id="code-hint">
              {words.hint}
            </p>
          </div>
          <div class="tick">
            <input id="trust" name="trust" type="checkbox" value="yes" />
            <label for="trust">{words.trust}</label>
          </div>
          <button class="button button-primary button-block" type="submit">
            {words.confirm}
          </button>
        </form>
        <p class="hint">
          {words.lost} <a href={again}>{words.startAgain}</a>
        </p>
      </div>
    </Page>
  )
}
