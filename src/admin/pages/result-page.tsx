import type { Answer } from '../../core/answer.js'
import type { Study } from '../../core/study.js'
import type { SignedInUser } from '../auth.js'
import type { KeptPicture } from '../kept-picture.js'
import { mayReadRecord } from '../roles.js'
import { heatmapCaptionOf } from '../../core/recorded-answer.js'
import type { Site } from '../web.js'
import { ArrowIcon } from './icons.js'
import { AnswerCard } from './answer-card.js'
import { Films } from './film.js'
import { Page } from './layout.js'

export interface ResultPageProps {
  readonly site: Site
  readonly user: SignedInUser | null
  readonly study: Study
  /** Null while the study is not answered. */
  readonly answer: Answer | null
  readonly picture: KeptPicture
  readonly heatmap: KeptPicture
}

/** The answer to one picture. */
export function ResultPage(props: ResultPageProps) {
  const { site, user, study, answer } = props
  const words = site.web.result
  return (
    <Page
      site={site}
      title={answer?.headline ?? site.wording.reading}
      user={user}
      disclaimed={answer !== null}
    >
      <div class="split">
        <Films
          picture={props.picture}
          heatmap={props.heatmap}
          href={`/results/${study.id}`}
          alt={words.filmAlt}
          caption={heatmapCaptionOf(study, site.wording)}
          words={words}
        />
        <div class="split-words">
          {answer === null ? (
            <Waiting site={site} study={study} />
          ) : (
            <AnswerCard site={site} answer={answer} study={study} />
          )}
          <p class="actions">
            <a class="button button-primary" href="/upload">
              {words.readAnother} <ArrowIcon />
            </a>
            {user && mayReadRecord(user.role) && (
              <a class="button" href={`/dashboard/studies/${study.id}`}>
                {words.openRecord}
              </a>
            )}
          </p>
        </div>
      </div>
    </Page>
  )
}

function Waiting({ site, study }: Pick<ResultPageProps, 'site' | 'study'>) {
  return (
    <div class="answer answer-refused">
      <h1 class="answer-sentence">{site.wording.reading}</h1>
      <p>{site.web.result.notThereYet}</p>
      <p>
        <a href={`/results/${study.id}`}>{site.web.result.lookAgain}</a>
      </p>
      <p class="reference">{site.wording.reference(study.reference)}</p>
    </div>
  )
}
