import type { Hono } from 'hono'
import { readForm, smallForms } from '../forms.js'
import { JoinPage } from '../pages/join-page.js'
import { MessagePage } from '../pages/message-page.js'
import { page } from '../render.js'
import { isRole } from '../roles.js'
import { passOn } from '../sessions.js'
import type { Sites } from '../sites.js'
import { userActor } from '../user-actor.js'
import type { AppParts, WebContext, WebEnv } from '../web.js'
import { ACCOUNT_PROBLEMS } from './setup-routes.js'
import { firstPage, socketAddress, tooLargeForm } from './sign-in-routes.js'

const DEAD_LINK = {
  title: 'This link does not work any more',
  text: 'It works once and for seven days. If you have no account yet, please ask your administrator for a new one.',
}

/** The page behind an invite: whoever has the link gives a name and a password, and has an account. */
export function mountJoin(app: Hono<WebEnv>, parts: AppParts, sites: Sites): void {
  const { accountInvites, auth, log } = parts
  const site = sites.dashboard

  const dead = (c: WebContext): Promise<Response> => {
    const action = { href: '/sign-in', label: 'Sign in' }
    return page(c, <MessagePage site={site} user={c.get('user')} told={DEAD_LINK} action={action} />, 410)
  }

  // The token is in the address: it must not be handed on to anywhere.
  app.use('/join/*', async (c, next) => {
    await next()
    c.header('Referrer-Policy', 'same-origin')
    c.header('X-Robots-Tag', 'noindex')
  })

  app.get('/join/:token', async (c) => {
    const token = c.req.param('token')
    const invite = await accountInvites.find(token)
    if (invite === null) return dead(c)
    return page(c, <JoinPage site={site} token={token} email={invite.email} name="" problem={null} />)
  })

  app.post('/join/:token', smallForms(tooLargeForm(sites)), async (c) => {
    const token = c.req.param('token')
    const field = await readForm(c)
    const invite = await accountInvites.claim(token)
    if (invite === null || !isRole(invite.role)) return dead(c)
    const { email, role } = invite
    const [name, password] = [field('name').trim().slice(0, 200), field('password')]
    const added = await auth.accounts.add({ email, name, password, role }).catch(async (error: unknown) => {
      await accountInvites.release(invite.id)
      throw error
    })
    if (added.kind === 'refused') {
      await accountInvites.release(invite.id)
      const problem = ACCOUNT_PROBLEMS[added.code]
      return page(c, <JoinPage site={site} token={token} email={email} name={name} problem={problem} />, 422)
    }
    await accountInvites.finish(invite.id, userActor({ id: added.id }))
    log.info('account.joined')
    const client = (parts.clientAddress ?? socketAddress)(c)
    const signedIn = await auth.signIn({ email, password, client, headers: c.req.raw.headers })
    if (signedIn.kind !== 'signed_in') return c.redirect('/sign-in', 303)
    // Another account may be signed in on this browser.
    if (c.get('user') !== null) await auth.signOut(c.req.raw.headers)
    passOn(c, signedIn.setCookies)
    return c.redirect(firstPage(role), 303)
  })
}
