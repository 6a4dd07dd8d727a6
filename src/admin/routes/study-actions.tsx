import type { Hono } from 'hono'
import { agreesWith } from '../../core/agreement.js'
import { faultCode } from '../../core/fault.js'
import type { Language } from '../../core/language.js'
import { isVerdict } from '../../core/review.js'
import type { Study } from '../../core/study.js'
import type { SignedInUser } from '../auth.js'
import { findStudy } from '../find-study.js'
import { readForm, smallForms } from '../forms.js'
import type { Guard } from '../guard.js'
import { attachmentName, keptBytes } from '../kept-picture.js'
import { localPath } from '../next-path.js'
import { isReviewable, REVIEW_NOTE_LIMIT } from '../pages/study-reviews.js'
import { toSignIn } from '../sessions.js'
import type { ShowStudy } from '../show-study.js'
import type { Sites } from '../sites.js'
import { rerunDetails } from '../study-reruns.js'
import { userActor } from '../user-actor.js'
import type { AppParts, WebContext, WebEnv } from '../web.js'
import { tooLargeForm } from './sign-in-routes.js'

/** Readings with other models that may be under way or wait: each starts a whole network. */
const RERUNS_AT_ONCE = 3

interface StudyActionParts {
  readonly parts: AppParts
  readonly sites: Sites
  readonly guard: Guard
  readonly show: ShowStudy
}

/** What can be done with a study: review it, read it with another model, draw its report. */
export function mountStudyActions(app: Hono<WebEnv>, { parts, sites, guard, show }: StudyActionParts): void {
  const { studies, reviews, audit, now, log } = parts
  const small = smallForms(tooLargeForm(sites))
  let reruns = 0

  app.post('/dashboard/studies/:id/reviews', guard('study.review'), small, (c) =>
    withStudy(c, async (study, user) => {
      const field = await readForm(c)
      const verdict = field('verdict')
      const note = field('note').replaceAll('\r\n', '\n').trim()
      const refuse = (reviewProblem: string, status: 409 | 422) =>
        show(c, { study, user, told: { reviewProblem, typedNote: note }, status })
      if (!isReviewable(study)) return refuse('There is no answered film here that could be judged.', 409)
      if (!isVerdict(verdict)) return refuse('Please choose what the film shows.', 422)
      if (note.length > REVIEW_NOTE_LIMIT)
        return refuse(`A note has ${REVIEW_NOTE_LIMIT} characters at most.`, 422)
      await reviews.record({
        studyId: study.id,
        channel: 'web',
        reviewer: user.id,
        verdict,
        agrees: agreesWith(study.label, verdict),
        note: note === '' ? null : note,
        at: now(),
      })
      return back(c, field('next'), study, 'review')
    }),
  )

  app.post('/dashboard/studies/:id/rerun', guard('study.rerun'), small, (c) =>
    withStudy(c, async (study, user) => {
      const field = await readForm(c)
      const refuse = (rerunProblem: string, status: 409 | 422 | 502 | 503) =>
        show(c, { study, user, told: { rerunProblem }, status })
      const shelf = await parts.models.list()
      const model = shelf.models.find(({ name }) => name === field('model'))
      if (model === undefined) return refuse('There is no such model here.', 422)
      const bytes = await keptBytes(study, parts.pictures)
      if (bytes === null) return refuse('The picture is no longer kept, so nothing can read it.', 409)
      if (reruns >= RERUNS_AT_ONCE) {
        return refuse('Other pictures are being read again just now. Please try in a minute.', 503)
      }
      reruns += 1
      try {
        const examination = await parts.rerun(model.name, bytes)
        await audit.append({
          kind: 'study.rerun',
          at: now(),
          actor: userActor(user),
          subject: study.id,
          details: rerunDetails(study.reference, model.name, examination),
        })
      } catch (error) {
        log.error('study.rerun_failed', { reference: study.reference, code: faultCode(error) })
        return await refuse('This model could not be started. The record is as it was.', 502)
      } finally {
        reruns -= 1
      }
      return back(c, field('next'), study, 'rerun')
    }),
  )

  app.get('/dashboard/studies/:id/report.pdf', guard('record.read'), (c) =>
    withStudy(c, async (study, user) => {
      if (study.answeredAt === null) return c.notFound()
      const language = languageOf(c.req.query('language'), parts)
      const bytes = await drawReport(study, language, parts)
      await audit.append({
        kind: 'study.report_made',
        at: now(),
        actor: userActor(user),
        subject: study.id,
        details: { language, bytes: bytes.byteLength },
      })
      return new Response(Uint8Array.from(bytes), {
        headers: {
          'Content-Type': 'application/pdf',
          'Content-Length': String(bytes.byteLength),
          'Content-Disposition': `attachment; filename="chestcheck-${attachmentName(study.reference)}.pdf"`,
          'Content-Security-Policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
          'Cache-Control': 'private, no-store',
        },
      })
    }),
  )

  // Where somebody lands who had to sign in again before a form was taken.
  for (const [form, permission] of [
    ['reviews', 'study.review'],
    ['rerun', 'study.rerun'],
  ] as const) {
    app.get(`/dashboard/studies/:id/${form}`, guard(permission), (c) =>
      withStudy(c, (study) => Promise.resolve(c.redirect(`/dashboard/studies/${study.id}`, 303))),
    )
  }

  async function withStudy(
    c: WebContext,
    work: (study: Study, user: SignedInUser) => Promise<Response>,
  ): Promise<Response> {
    const user = c.get('user')
    if (user === null) return toSignIn(c)
    const study = await findStudy(studies, c.req.param('id') ?? '')
    return study === null ? c.notFound() : work(study, user)
  }
}

/** Goes back to where the form was, which may be a page of somebody else's: then it need not know what was done. */
function back(c: WebContext, next: string, study: Study, done: 'review' | 'rerun'): Response {
  const own = `/dashboard/studies/${study.id}`
  const path = localPath(next) ?? own
  const isOwn = path === own || path.startsWith(`${own}?`)
  return c.redirect(isOwn ? `${path}${path.includes('?') ? '&' : '?'}done=${done}#${done}s` : path, 303)
}

function languageOf(text: string | undefined, { wordings }: AppParts): Language {
  const languages = Object.values(wordings).map(({ language }) => language)
  return languages.find((language) => language === text) ?? 'en'
}

/** A picture that is not the one received is left out, as is one that is gone: the report says so. */
async function drawReport(
  study: Study,
  language: Language,
  { reviews, reports, pictures, now }: AppParts,
): Promise<Uint8Array> {
  return reports.make({
    study,
    reviews: await reviews.of(study.id),
    picture: await keptBytes(study, pictures),
    heatmap: await keptBytes({ ...study, sha256: study.heatmapSha256 }, pictures),
    language,
    madeAt: now(),
  })
}
