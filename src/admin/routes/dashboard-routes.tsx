import type { Hono } from 'hono'
import { findStudy } from '../find-study.js'
import { pictureResponse, readKeptPicture } from '../kept-picture.js'
import { StudiesPage } from '../pages/studies-page.js'
import { StudyPage } from '../pages/study-page.js'
import { page } from '../render.js'
import { answerOf } from '../screened-study.js'
import { recordReadersOnly, toSignIn } from '../sessions.js'
import { parseStudyQuery, toFilter } from '../study-query.js'
import type { AppParts, Site, WebEnv } from '../web.js'

/** The record, for those who may read it. */
export function mountDashboard(app: Hono<WebEnv>, parts: AppParts, site: Site): void {
  const { studies, pictures, wording } = parts
  app.use('/dashboard', recordReadersOnly(site))
  app.use('/dashboard/*', recordReadersOnly(site))

  app.get('/dashboard', async (c) => {
    const user = c.get('user')
    if (user === null) return toSignIn(c)
    const query = parseStudyQuery(c.req.query())
    const found = await studies.list(toFilter(query))
    return page(c, <StudiesPage site={site} user={user} query={query} page={found} />)
  })

  app.get('/dashboard/studies/:id', async (c) => {
    const user = c.get('user')
    if (user === null) return toSignIn(c)
    const study = await findStudy(studies, c.req.param('id'))
    if (study === null) return c.notFound()
    const picture = await readKeptPicture(study, pictures)
    const answer = answerOf(study, wording)
    return page(c, <StudyPage site={site} user={user} study={study} answer={answer} picture={picture} />)
  })

  app.get('/dashboard/studies/:id/picture', async (c) => {
    const study = await findStudy(studies, c.req.param('id'))
    const picture = study && (await readKeptPicture(study, pictures))
    if (!study || picture?.kind !== 'picture') return c.notFound()
    return pictureResponse(picture, study.reference)
  })
}
