import type { Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { readForm, smallForms } from '../forms.js'
import { localPath } from '../next-path.js'
import { MessagePage } from '../pages/message-page.js'
import { SecondStepPage } from '../pages/second-step-page.js'
import { SignInPage } from '../pages/sign-in-page.js'
import { page } from '../render.js'
import type { Role } from '../roles.js'
import { mayReadRecord } from '../roles.js'
import { passOn } from '../sessions.js'
import type { SecondStepResult, SignInResult } from '../sign-in.js'
import type { Sites } from '../sites.js'
import type { AppParts, Site, WebContext, WebEnv } from '../web.js'

/** Sign in and out by plain forms. */
export function mountSignIn(app: Hono<WebEnv>, parts: AppParts, sites: Sites): void {
  const { auth } = parts

  const addressOf = parts.clientAddress ?? socketAddress

  const passwordForm = async (
    c: WebContext,
    { next, email, problem }: { next: string | null; email: string; problem: string | null },
    status: ContentfulStatusCode = 200,
  ): Promise<Response> =>
    page(
      c,
      <SignInPage
        site={sites.of(c)}
        next={next}
        email={email}
        problem={problem}
        fresh={await isFresh(parts)}
      />,
      status,
    )

  /** A session that this browser had before ends here: whoever planted its cookie is left with nothing. */
  const goOn = async (
    c: WebContext,
    result: Extract<SignInResult, { kind: 'signed_in' }>,
    next: string | null,
  ) => {
    if (c.get('user') !== null) await auth.signOut(c.req.raw.headers)
    passOn(c, result.setCookies)
    return c.redirect(next ?? firstPage(result.role), 303)
  }

  app.get('/sign-in', async (c) => {
    const next = localPath(c.req.query('next'))
    const user = c.get('user')
    if (user) return c.redirect(next ?? firstPage(user.role), 303)
    return passwordForm(c, { next, email: '', problem: null })
  })

  app.post('/sign-in', smallForms(tooLargeForm(sites)), async (c) => {
    const field = await readForm(c)
    const email = field('email').trim()
    const next = localPath(field('next'))
    const attempt = { email, password: field('password'), client: addressOf(c), headers: c.req.raw.headers }
    const result = await auth.signIn(attempt)
    if (result.kind === 'signed_in') return goOn(c, result, next)
    if (result.kind === 'second_step') {
      passOn(c, result.setCookies)
      return c.redirect(codeAddress(next), 303)
    }
    if (result.code === 'too_many') c.header('Retry-After', String(result.retryAfterSeconds))
    const problem = problemOf(result, sites.of(c))
    return passwordForm(c, { next, email, problem }, result.code === 'too_many' ? 429 : 401)
  })

  app.get('/sign-in/code', async (c) => {
    const next = localPath(c.req.query('next'))
    if (!(await auth.awaitsCode(c.req.raw.headers))) return c.redirect(signInAddress(next), 303)
    return page(c, <SecondStepPage site={sites.of(c)} next={next} problem={null} />)
  })

  app.post('/sign-in/code', smallForms(tooLargeForm(sites)), async (c) => {
    const field = await readForm(c)
    const next = localPath(field('next'))
    const result = await auth.secondStep({
      code: field('code').slice(0, 100),
      trust: field('trust') === 'yes',
      client: addressOf(c),
      headers: c.req.raw.headers,
    })
    if (result.kind === 'signed_in') return goOn(c, result, next)
    const site = sites.of(c)
    const problem = codeProblem(result, site)
    if (result.code === 'too_many') c.header('Retry-After', String(result.retryAfterSeconds))
    if (result.code === 'expired' || result.code === 'disabled') {
      return passwordForm(c, { next, email: '', problem }, 401)
    }
    const status = result.code === 'too_many' ? 429 : 401
    return page(c, <SecondStepPage site={site} next={next} problem={problem} />, status)
  })

  app.post('/sign-out', async (c) => {
    if (c.get('user') !== null) passOn(c, await auth.signOut(c.req.raw.headers))
    return c.redirect('/', 303)
  })
}

function signInAddress(next: string | null): string {
  return next === null ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`
}

export function codeAddress(next: string | null): string {
  return next === null ? '/sign-in/code' : `/sign-in/code?next=${encodeURIComponent(next)}`
}

/** Where an account starts when it did not ask for a page. */
export function firstPage(role: Role): string {
  return mayReadRecord(role) ? '/dashboard' : '/upload'
}

export function socketAddress(c: WebContext): string | null {
  // `env` is undefined where a test calls the app without a server.
  const bindings = c.env as WebContext['env'] | undefined
  return bindings?.incoming?.socket.remoteAddress ?? null
}

export function tooLargeForm(sites: Sites) {
  return (c: WebContext) => {
    const site = sites.of(c)
    return page(c, <MessagePage site={site} user={c.get('user')} told={site.web.messages.longForm} />, 413)
  }
}

async function isFresh({ auth, setup }: AppParts): Promise<boolean> {
  return setup !== null && (await auth.accounts.count()) === 0
}

function problemOf(result: Extract<SignInResult, { kind: 'refused' }>, site: Site): string {
  const { signIn } = site.web
  switch (result.code) {
    case 'wrong_credentials':
      return signIn.wrong
    case 'disabled':
      return signIn.disabled
    case 'too_many':
      return `${signIn.tooMany} ${site.wording.retryAfter(result.retryAfterSeconds)}`
  }
}

function codeProblem(result: Extract<SecondStepResult, { kind: 'refused' }>, site: Site): string {
  const { signIn } = site.web
  switch (result.code) {
    case 'wrong_code':
      return signIn.secondStep.wrong
    case 'expired':
      return signIn.secondStep.expired
    case 'disabled':
      return signIn.disabled
    case 'too_many':
      return `${signIn.tooMany} ${site.wording.retryAfter(result.retryAfterSeconds)}`
  }
}
