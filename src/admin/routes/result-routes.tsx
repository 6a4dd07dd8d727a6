import type { Hono } from 'hono'
import type { Study } from '../../core/study.js'
import { findStudy } from '../find-study.js'
import { pictureResponse, readKeptHeatmap, readKeptPicture, shownPicture } from '../kept-picture.js'
import { ResultPage } from '../pages/result-page.js'
import { page } from '../render.js'
import { mayReadRecord } from '../roles.js'
import { answerOf } from '../../core/recorded-answer.js'
import { signedInOnly } from '../sessions.js'
import type { Sites } from '../sites.js'
import type { AppParts, WebContext, WebEnv } from '../web.js'
import { markDelivered } from './delivery.js'

/** The result of one upload, for the person who sent it. */
export function mountResults(app: Hono<WebEnv>, parts: AppParts, sites: Sites): void {
  const { access, pictures } = parts
  if (access === 'invited') app.use('/results/*', signedInOnly)

  app.get('/results/:id', async (c) => {
    const study = await visibleStudy(c, parts, c.req.param('id'))
    if (study === null) return c.notFound()
    const site = sites.of(c)
    const answer = answerOf(study, site.wording)
    const response = await page(
      c,
      <ResultPage
        site={site}
        user={c.get('user')}
        study={study}
        answer={answer}
        picture={await readKeptPicture(study, pictures)}
        heatmap={await readKeptHeatmap(study, pictures)}
      />,
    )
    if (answer !== null && study.deliveredAt === null && isTheirs(c, parts, study)) {
      await markDelivered(parts, study.id, study.reference)
    }
    return response
  })

  app.get('/results/:id/picture', async (c) => {
    const study = await visibleStudy(c, parts, c.req.param('id'))
    const picture = study && (await readKeptPicture(study, pictures))
    if (!study || picture?.kind !== 'picture') return c.notFound()
    return (await shownPicture(picture, study.reference, parts.drawFilm)) ?? c.notFound()
  })

  app.get('/results/:id/heatmap', async (c) => {
    const study = await visibleStudy(c, parts, c.req.param('id'))
    const heatmap = study && (await readKeptHeatmap(study, pictures))
    if (!study || heatmap?.kind !== 'picture') return c.notFound()
    return pictureResponse(heatmap, `${study.reference}-heatmap`)
  })
}

/**
 * The study when this visitor may see it here: only what came in by the web, and where accounts are needed only
 * one's own, unless one reads the whole record anyway.
 */
async function visibleStudy(c: WebContext, parts: AppParts, id: string): Promise<Study | null> {
  const study = await findStudy(parts.studies, id)
  if (study?.channel !== 'web') return null
  const user = c.get('user')
  const visible = isTheirs(c, parts, study) || (user !== null && mayReadRecord(user.role))
  return visible ? study : null
}

/** Whether the visitor is the sender. Without accounts whoever holds the unguessable address counts as the sender. */
function isTheirs(c: WebContext, { access, pseudonyms }: AppParts, study: Study): boolean {
  if (access === 'open') return true
  const user = c.get('user')
  return user !== null && study.person === pseudonyms.person({ channel: 'web', person: user.id, chat: null })
}
