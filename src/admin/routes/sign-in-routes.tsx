import type { Hono } from 'hono'
import type { SignInResult } from '../auth.js'
import { readForm, smallForms } from '../forms.js'
import { localPath } from '../next-path.js'
import { MessagePage } from '../pages/message-page.js'
import { SignInPage } from '../pages/sign-in-page.js'
import { page } from '../render.js'
import type { Role } from '../roles.js'
import { mayReadRecord } from '../roles.js'
import { passOn } from '../sessions.js'
import type { Sites } from '../sites.js'
import type { AppParts, Site, WebContext, WebEnv } from '../web.js'

/** Sign in and out by plain forms. */
export function mountSignIn(app: Hono<WebEnv>, parts: AppParts, sites: Sites): void {
  const { auth } = parts

  app.get('/sign-in', async (c) => {
    const next = localPath(c.req.query('next'))
    const user = c.get('user')
    if (user) return c.redirect(next ?? firstPage(user.role), 303)
    return page(
      c,
      <SignInPage site={sites.of(c)} next={next} email="" problem={null} fresh={await isFresh(parts)} />,
    )
  })

  app.post('/sign-in', smallForms(tooLargeForm(sites)), async (c) => {
    const field = await readForm(c)
    const email = field('email').trim()
    const next = localPath(field('next'))
    const client = (parts.clientAddress ?? socketAddress)(c)
    const result = await auth.signIn({ email, password: field('password'), client })
    if (result.kind === 'signed_in') {
      // A session that this browser had before ends here: whoever planted its cookie is left with nothing.
      if (c.get('user') !== null) await auth.signOut(c.req.raw.headers)
      passOn(c, result.setCookies)
      return c.redirect(next ?? firstPage(result.role), 303)
    }
    const site = sites.of(c)
    if (result.code === 'too_many') c.header('Retry-After', String(result.retryAfterSeconds))
    return page(
      c,
      <SignInPage
        site={site}
        next={next}
        email={email}
        problem={problemOf(result, site)}
        fresh={await isFresh(parts)}
      />,
      result.code === 'too_many' ? 429 : 401,
    )
  })

  app.post('/sign-out', async (c) => {
    if (c.get('user') !== null) passOn(c, await auth.signOut(c.req.raw.headers))
    return c.redirect('/', 303)
  })
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
