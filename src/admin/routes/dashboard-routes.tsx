import type { Hono } from 'hono'
import { findStudy } from '../find-study.js'
import { pictureResponse, readKeptHeatmap, readKeptPicture } from '../kept-picture.js'
import { StudiesPage } from '../pages/studies-page.js'
import { StudyPage } from '../pages/study-page.js'
import { page } from '../render.js'
import { answerOf } from '../../core/recorded-answer.js'
import { recordReadersOnly, toSignIn } from '../sessions.js'
import { parseStudyQuery, toFilter } from '../study-query.js'
import type { Sites } from '../sites.js'
import type { AppParts, WebEnv } from '../web.js'

/** The record, for those who may read it. */
export function mountDashboard(app: Hono<WebEnv>, parts: AppParts, sites: Sites): void {
  const { studies, pictures } = parts
  const site = sites.dashboard
  app.use('/dashboard', recordReadersOnly(sites))
  app.use('/dashboard/*', recordReadersOnly(sites))

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
    return page(
      c,
      <StudyPage
        site={site}
        user={user}
        study={study}
        answer={answerOf(study, site.wording)}
        picture={await readKeptPicture(study, pictures)}
        heatmap={await readKeptHeatmap(study, pictures)}
      />,
    )
  })

  app.get('/dashboard/studies/:id/picture', async (c) => {
    const study = await findStudy(studies, c.req.param('id'))
    const picture = study && (await readKeptPicture(study, pictures))
    if (!study || picture?.kind !== 'picture') return c.notFound()
    return pictureResponse(picture, study.reference)
  })

  app.get('/dashboard/studies/:id/heatmap', async (c) => {
    const study = await findStudy(studies, c.req.param('id'))
    const heatmap = study && (await readKeptHeatmap(study, pictures))
    if (!study || heatmap?.kind !== 'picture') return c.notFound()
    return pictureResponse(heatmap, `${study.reference}-heatmap`)
  })
}
