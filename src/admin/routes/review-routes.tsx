import type { Hono } from 'hono'
import { isVerdict } from '../../core/review.js'
import { findStudy } from '../find-study.js'
import { readForm, smallForms } from '../forms.js'
import type { Guard } from '../guard.js'
import { guardedUser } from '../guarded-user.js'
import { localPath } from '../next-path.js'
import { createStudyVisits } from '../study-visits.js'
import { MessagePage } from '../pages/message-page.js'
import { ReviewPage } from '../pages/review-page.js'
import { page } from '../render.js'
import { isJudgeable, judge, layOut, parseReviewQuery, reviewAddress } from '../review-desk.js'
import { keepReviewSetting, reviewSettings } from '../review-settings.js'
import type { Sites } from '../sites.js'
import type { AppParts, WebContext, WebEnv } from '../web.js'

/** Characters of a reviewer's note, at most. */
export const NOTE_LIMIT = 1000

/** The films that wait for a reviewer, one at a time. Every step is a form or a link; the keys press them. */
export function mountReview(app: Hono<WebEnv>, parts: AppParts, sites: Sites, guard: Guard): void {
  const site = sites.dashboard
  const visits = createStudyVisits(parts)
  const { messages } = site.web
  const tooLong = (c: WebContext): Promise<Response> =>
    page(c, <MessagePage site={site} user={c.get('user')} told={messages.longForm} />, 413)

  app.get('/dashboard/review', guard('study.review'), async (c) => {
    const user = guardedUser(c)
    const desk = await layOut(parts, user, parseReviewQuery(c.req.query()))
    if (desk === 'unknown') return c.notFound()
    if (desk.film !== null) await visits.note(desk.film.study, user)
    return page(c, <ReviewPage site={site} user={user} desk={desk} settings={reviewSettings(c)} />)
  })

  app.post('/dashboard/review', guard('study.review'), smallForms(tooLong), async (c) => {
    const user = guardedUser(c)
    const form = await readForm(c)
    const study = await findStudy(parts.studies, form('study'))
    if (study === null || !isJudgeable(study)) return c.notFound()
    const { reason } = parseReviewQuery({ reason: form('reason') })
    const verdict = form('verdict')
    if (!isVerdict(verdict)) {
      return c.redirect(reviewAddress({ study: study.id, reason, problem: 'verdict' }), 303)
    }
    const note = form('note').trim().slice(0, NOTE_LIMIT)
    const next = await judge(parts, user, { study, verdict, note: note === '' ? null : note, reason })
    return c.redirect(reviewAddress({ study: next, reason, last: study.id }), 303)
  })

  app.post('/dashboard/review/undo', guard('study.review'), smallForms(tooLong), async (c) => {
    const user = guardedUser(c)
    const form = await readForm(c)
    const study = await findStudy(parts.studies, form('study'))
    if (study === null) return c.notFound()
    await parts.reviews.withdraw({ studyId: study.id, channel: 'web', reviewer: user.id, at: parts.now() })
    const { reason } = parseReviewQuery({ reason: form('reason') })
    return c.redirect(reviewAddress({ study: study.id, reason }), 303)
  })

  app.post('/dashboard/review/settings', guard('study.review'), smallForms(tooLong), async (c) => {
    const form = await readForm(c)
    for (const name of ['blind', 'keys'] as const) {
      const value = form(name)
      if (value === 'on' || value === 'off') keepReviewSetting(c, name, value === 'on', parts.publicUrl)
    }
    return c.redirect(localPath(form('next')) ?? '/dashboard/review', 303)
  })
}
