import type { Hono, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { composeAnswer } from '../../core/answer.js'
import type { Outcome } from '../../core/outcome.js'
import type { Attachment, Screened } from '../../core/screening.js'
import { AttachmentTooLarge } from '../../core/screening.js'
import { readUploadedFile } from '../forms.js'
import { RefusalPage } from '../pages/refusal-page.js'
import { UploadPage } from '../pages/upload-page.js'
import { page } from '../render.js'
import { webSender } from '../senders.js'
import { ANY_ACCOUNT, signedInOnly, toSignIn } from '../sessions.js'
import type { Sites } from '../sites.js'
import type { AppParts, Site, WebContext, WebEnv } from '../web.js'
import { markDelivered } from './delivery.js'

/** Room for the multipart lines around the picture. */
const ENVELOPE_BYTES = 64 * 1024

/** The upload page, and the form behind it. */
export function mountUpload(app: Hono<WebEnv>, parts: AppParts, sites: Sites): void {
  const { access, maxBytes, screening } = parts

  const form = (c: WebContext, problem: string | null, status: ContentfulStatusCode): Promise<Response> =>
    page(
      c,
      <UploadPage site={sites.of(c)} user={c.get('user')} maxBytes={maxBytes} problem={problem} />,
      status,
    )

  const screen = async (c: WebContext, attachment: Attachment): Promise<Response> =>
    answer(c, parts, sites.of(c), await screening.screen(webSender(c, parts.publicUrl), attachment))

  if (access === 'invited') {
    app.get('/upload', signedInOnly)
    const askInKind: MiddlewareHandler<WebEnv> = async (c, next) => {
      if (c.get('user') !== null) return next()
      return wantsJson(c) ? signInFirst(c, sites.of(c)) : toSignIn(c)
    }
    app.post('/upload', Object.assign(askInKind, { permission: ANY_ACCOUNT }))
  }

  app.get('/upload', (c) => form(c, null, 200))

  app.post(
    '/upload',
    bodyLimit({ maxSize: maxBytes + ENVELOPE_BYTES, onError: (c: WebContext) => screen(c, tooLarge(c)) }),
    async (c) => {
      const file = await readUploadedFile(c)
      if (file === 'none') return form(c, sites.of(c).web.upload.chooseFirst, 400)
      if (file === 'malformed') return form(c, sites.of(c).wording.refusals.download_failed, 400)
      return screen(c, {
        declaredBytes: file.size,
        recompressed: false,
        fetch: async () => new Uint8Array(await file.arrayBuffer()),
      })
    },
  )
}

/** Stands for a body that was not read to its end, so that the refusal is on the record as at every other door. */
function tooLarge(c: WebContext): Attachment {
  const stated = Number(c.req.header('content-length'))
  return {
    declaredBytes: Number.isSafeInteger(stated) && stated > 0 ? stated : null,
    recompressed: false,
    fetch: () => Promise.reject(new AttachmentTooLarge()),
  }
}

/** Sends the person on to the result; refusals that ask for nothing but another try are answered at once. */
async function answer(c: WebContext, parts: AppParts, site: Site, screened: Screened): Promise<Response> {
  const { outcome } = screened.examination
  const status = statusOf(outcome, screened.studyId)
  const words = composeAnswer(screened, false, site.wording)
  if (outcome.kind === 'refused' && outcome.retryAfterSeconds !== undefined) {
    c.header('Retry-After', String(outcome.retryAfterSeconds))
  }
  const href = screened.studyId !== null && status === 200 ? `/results/${screened.studyId}` : null
  if (href !== null && !wantsJson(c)) return c.redirect(href, 303)

  c.header('Cache-Control', 'no-store')
  const { tone, headline, sentences, reference } = words
  const response = wantsJson(c)
    ? c.json({ href, tone, headline, sentences, reference }, status)
    : await page(c, <RefusalPage site={site} user={c.get('user')} answer={words} />, status)
  if (screened.studyId !== null) await markDelivered(parts, screened.studyId, screened.reference)
  return response
}

/** 200 where the answer has a page of its own to go to. */
function statusOf(outcome: Outcome, studyId: string | null): ContentfulStatusCode {
  if (outcome.kind === 'refused') {
    if (outcome.code === 'too_large') return 413
    if (outcome.code === 'busy') return 503
    if (outcome.code === 'rate_limited') return 429
    if (outcome.code === 'not_allowed') return 403
  }
  return studyId === null ? 500 : 200
}

function signInFirst(c: WebContext, { web }: Site): Response {
  return c.json({ href: '/sign-in?next=/upload', tone: 'refused', headline: web.signIn.first }, 401)
}

function wantsJson(c: WebContext): boolean {
  return c.req.header('accept')?.includes('application/json') ?? false
}
