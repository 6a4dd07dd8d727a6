import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { answerOf } from '../core/recorded-answer.js'
import type { Study } from '../core/study.js'
import { nameActors } from './actor-names.js'
import type { SignedInUser } from './auth.js'
import { readKeptHeatmap, readKeptPicture } from './kept-picture.js'
import { NOTHING_TOLD, StudyPage, type StudyTold } from './pages/study-page.js'
import { page } from './render.js'
import { may } from './roles.js'
import { parseStudyQuery, toFilter, type StudyQuery } from './study-query.js'
import type { AppParts, Site, WebContext } from './web.js'

/** Draws the page of a study with all that is known of it now. */
export type ShowStudy = (
  c: WebContext,
  what: {
    readonly study: Study
    readonly user: SignedInUser
    readonly told?: Partial<StudyTold>
    readonly status?: ContentfulStatusCode
  },
) => Promise<Response>

export function createShowStudy(parts: AppParts, site: Site): ShowStudy {
  const { studies, pictures, reviews, audit, auth } = parts
  return async (c, { study, user, told, status = 200 }) => {
    const { query } = parseStudyQuery(c.req.query())
    const [said, events, picture, heatmap, older, models] = await Promise.all([
      reviews.of(study.id),
      audit.eventsOf(study.id),
      readKeptPicture(study, pictures),
      readKeptHeatmap(study, pictures),
      olderThan(study, query),
      may(user.role, 'study.rerun') ? parts.models.list() : { models: [] },
    ])
    return page(
      c,
      <StudyPage
        site={site}
        user={user}
        study={study}
        answer={answerOf(study, site.wording)}
        picture={picture}
        heatmap={heatmap}
        reviews={said}
        events={events}
        names={await nameActors(auth.accounts, events, said)}
        models={models.models}
        query={query}
        older={older}
        told={{ ...NOTHING_TOLD, done: doneOf(c), ...told }}
      />,
      status,
    )
  }

  /** The next one of the list, by its own cursor: as cheap as a page of one row. */
  async function olderThan({ receivedAt, id }: Study, query: StudyQuery): Promise<string | null> {
    const { studies: found } = await studies.list(toFilter({ ...query, after: { receivedAt, id } }, 1))
    return found[0]?.id ?? null
  }
}

function doneOf(c: WebContext): StudyTold['done'] {
  const done = c.req.query('done')
  return done === 'review' || done === 'rerun' ? done : null
}
