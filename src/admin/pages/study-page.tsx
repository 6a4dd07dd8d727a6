import type { Answer } from '../../core/answer.js'
import type { AuditEvent } from '../../core/audit.js'
import { heatmapCaptionOf } from '../../core/recorded-answer.js'
import type { Review } from '../../core/review.js'
import type { Study } from '../../core/study.js'
import type { ActorNames } from '../actor-names.js'
import type { SignedInUser } from '../auth.js'
import type { KeptPicture } from '../kept-picture.js'
import { filtersOf, studyAddress, studyListAddress, type StudyQuery } from '../study-query.js'
import { rerunsOf } from '../study-reruns.js'
import type { Site } from '../web.js'
import { ArrowIcon, BackIcon, CheckIcon, DownloadIcon } from './icons.js'
import { Page } from './layout.js'
import { OutcomeChip } from './outcome-chip.js'
import { StudyChain } from './study-chain.js'
import { StudyAnswer, StudyProvenance, StudyTimes } from './study-facts.js'
import { StudyReruns, type RerunChoice } from './study-reruns.js'
import { StudyReviews } from './study-reviews.js'
import { StudyViewer } from './study-viewer.js'

export interface StudyPageProps {
  readonly site: Site
  readonly user: SignedInUser
  readonly study: Study
  readonly answer: Answer | null
  readonly picture: KeptPicture
  readonly heatmap: KeptPicture
  readonly reviews: readonly Review[]
  readonly events: readonly AuditEvent[]
  readonly names: ActorNames
  readonly models: readonly RerunChoice[]
  /** The list that it was opened from. */
  readonly query: StudyQuery
  /** The next older study of that list; null at its end. */
  readonly older: string | null
  readonly told: StudyTold
}

/** What a form of the page led to. */
export interface StudyTold {
  readonly done: 'review' | 'rerun' | null
  readonly reviewProblem: string | null
  /** The note of a form that was not taken. */
  readonly typedNote: string | null
  readonly rerunProblem: string | null
}

export const NOTHING_TOLD: StudyTold = {
  done: null,
  reviewProblem: null,
  typedNote: null,
  rerunProblem: null,
}

const DONE = {
  review: 'Your review is on the record.',
  rerun: 'The other model’s answer is on the record.',
} as const

/** One study with everything that is on its record. */
export function StudyPage(props: StudyPageProps) {
  const { site, user, study, query, told, names } = props
  const href = `/dashboard/studies/${study.id}`
  const next = studyAddress(study.id, query)
  return (
    <Page
      site={site}
      title={study.reference}
      user={user}
      current="studies"
      styles={['record.css', 'study.css', 'viewer.css', 'menus.css']}
      script={['viewer.js', 'study.js']}
    >
      <Head {...props} />
      {told.done !== null && (
        <p class="notice notice-done" role="status">
          <CheckIcon /> {DONE[told.done]}
        </p>
      )}
      <div class="study">
        <div class="study-film">
          <StudyViewer
            site={site}
            picture={props.picture}
            heatmap={props.heatmap}
            href={href}
            reference={study.reference}
            caption={heatmapCaptionOf(study, site.wording)}
          />
        </div>
        <div class="study-words">
          <StudyAnswer site={site} study={study} answer={props.answer} />
          <StudyReviews
            site={site}
            user={user}
            study={study}
            reviews={props.reviews}
            names={names}
            next={next}
            problem={told.reviewProblem}
            typed={told.typedNote}
          />
        </div>
        <div class="study-beside">
          <StudyReruns
            site={site}
            user={user}
            study={study}
            reruns={rerunsOf(props.events)}
            names={names}
            models={props.models}
            readable={props.picture.kind === 'picture'}
            next={next}
            problem={told.rerunProblem}
          />
          <StudyTimes study={study} />
        </div>
      </div>
      <div class="study-more">
        <StudyProvenance study={study} />
        <StudyChain studyId={study.id} user={user} events={props.events} names={names} />
      </div>
    </Page>
  )
}

function Head({ site, study, query, older }: StudyPageProps) {
  return (
    <>
      <nav class="study-ways" aria-label="Studies">
        <a class="way" href={studyListAddress(query)}>
          <BackIcon /> {filtersOf(query).length === 0 ? 'All studies' : 'Studies of this filter'}
        </a>
        {older !== null && (
          <a class="way" rel="next" href={studyAddress(older, query)} data-older>
            Next older <ArrowIcon />
          </a>
        )}
      </nav>
      <div class="page-head page-head-row">
        <div class="study-title">
          <h1 class="mono-title">{study.reference}</h1>
          <OutcomeChip study={study} wording={site.wording} />
        </div>
        <ReportMenu site={site} study={study} />
      </div>
    </>
  )
}

/** The report in every language that the product speaks. */
function ReportMenu({ site, study }: Pick<StudyPageProps, 'site' | 'study'>) {
  if (study.answeredAt === null) return null
  return (
    <details class="menu-place">
      <summary class="button">
        <DownloadIcon /> Report (PDF)
      </summary>
      <div class="menu">
        <ul>
          {Object.entries(site.names).map(([language, { languageName, direction }]) => (
            <li>
              <a
                href={`/dashboard/studies/${study.id}/report.pdf?language=${language}`}
                lang={language}
                dir={direction}
                download
              >
                {languageName}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </details>
  )
}
