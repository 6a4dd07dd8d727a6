import type { Hono } from 'hono'
import { findStudy } from '../find-study.js'
import type { Guard } from '../guard.js'
import { pictureResponse, readKeptHeatmap, readKeptPicture, shownPicture } from '../kept-picture.js'
import { StudiesPage } from '../pages/studies-page.js'
import { page } from '../render.js'
import { toSignIn } from '../sessions.js'
import { createShowStudy } from '../show-study.js'
import type { Sites } from '../sites.js'
import { createStudyVisits } from '../study-visits.js'
import { parseStudyQuery, studyAddress, toFilter, wholeReference, type StudyQuery } from '../study-query.js'
import type { AppParts, WebEnv } from '../web.js'
import { mountStudyActions } from './study-actions.js'

/** The record, for those who may read it. */
export function mountStudies(app: Hono<WebEnv>, parts: AppParts, sites: Sites, guard: Guard): void {
  const { studies, pictures } = parts
  const site = sites.dashboard
  const show = createShowStudy(parts, site)
  const visits = createStudyVisits(parts)

  app.get('/dashboard/studies', guard('record.read'), async (c) => {
    const user = c.get('user')
    if (user === null) return toSignIn(c)
    const { query, problems } = parseStudyQuery(c.req.query())
    const jump = problems.length === 0 ? await studyOfReference(parts, query) : null
    if (jump !== null) return c.redirect(studyAddress(jump, { ...query, text: null }), 303)
    const found = problems.length === 0 ? await studies.list(toFilter(query)) : null
    const models = (await parts.figures.models()).map(({ model }) => model)
    return page(
      c,
      <StudiesPage site={site} user={user} query={query} problems={problems} page={found} models={models} />,
      problems.length === 0 ? 200 : 400,
    )
  })

  app.get('/dashboard/studies/:id', guard('record.read'), async (c) => {
    const user = c.get('user')
    if (user === null) return toSignIn(c)
    const study = await findStudy(studies, c.req.param('id'))
    if (study === null) return c.notFound()
    await visits.note(study, user)
    return show(c, { study, user })
  })

  app.get('/dashboard/studies/:id/picture', guard('record.read'), async (c) => {
    const study = await findStudy(studies, c.req.param('id'))
    const picture = study && (await readKeptPicture(study, pictures))
    if (!study || picture?.kind !== 'picture') return c.notFound()
    if (c.req.query('download') !== undefined) {
      return pictureResponse(picture, study.reference, { download: true })
    }
    return (await shownPicture(picture, study.reference, parts.drawFilm)) ?? c.notFound()
  })

  app.get('/dashboard/studies/:id/heatmap', guard('record.read'), async (c) => {
    const study = await findStudy(studies, c.req.param('id'))
    const heatmap = study && (await readKeptHeatmap(study, pictures))
    if (!study || heatmap?.kind !== 'picture') return c.notFound()
    return pictureResponse(heatmap, `${study.reference}-heatmap`)
  })

  mountStudyActions(app, { parts, sites, guard, show })
}

/** The one study with the reference that was looked for; null where there is none, and where there are two. */
async function studyOfReference({ studies }: AppParts, query: StudyQuery): Promise<string | null> {
  const text = wholeReference(query.text)
  if (text === null || query.after !== null) return null
  const { studies: found } = await studies.list(toFilter({ ...query, text }, 2))
  const [first] = found
  return first !== undefined && found.length === 1 && first.reference === text ? first.id : null
}
