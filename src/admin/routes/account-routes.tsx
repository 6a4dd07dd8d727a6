import type { Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { readForm, smallForms } from '../forms.js'
import { guardedUser } from '../guarded-user.js'
import type { Holder, OwnRefusal } from '../own-account.js'
import { AccountPage } from '../pages/account-page.js'
import { BackupCodesPage } from '../pages/account-codes-page.js'
import { TwoFactorPage } from '../pages/account-two-factor-page.js'
import { page } from '../render.js'
import { passOn, signedInOnly } from '../sessions.js'
import type { Sites } from '../sites.js'
import { userActor } from '../user-actor.js'
import type { AppParts, WebContext, WebEnv } from '../web.js'
import { tooLargeForm } from './sign-in-routes.js'

const PATH = '/dashboard/account'

/** What everybody who is signed in does to their own account. */
export function mountAccount(app: Hono<WebEnv>, parts: AppParts, sites: Sites): void {
  const { auth, audit, now } = parts
  const { own, sessions } = auth
  const site = sites.dashboard
  const small = smallForms(tooLargeForm(sites))
  const holderOf = (c: WebContext): Holder => ({ user: guardedUser(c), headers: c.req.raw.headers })

  const show = async (
    c: WebContext,
    told: string | null,
    status: ContentfulStatusCode = 200,
  ): Promise<Response> => {
    const user = guardedUser(c)
    return page(
      c,
      <AccountPage site={site} user={user} sessions={await sessions.of(user.id)} told={told} />,
      status,
    )
  }
  const refused = (c: WebContext, code: OwnRefusal): Promise<Response> =>
    show(c, code, code === 'too_many' ? 429 : 422)

  app.get(PATH, signedInOnly, (c) => show(c, c.req.query('done') ?? null))

  app.post(`${PATH}/password`, signedInOnly, small, async (c) => {
    const field = await readForm(c)
    const [current, next] = [field('current'), field('password')]
    const change = await own.changePassword(holderOf(c), { current, next })
    if (change.kind === 'refused') return refused(c, change.code)
    passOn(c, change.setCookies)
    return c.redirect(`${PATH}?done=password`, 303)
  })

  app.post(`${PATH}/two-factor`, signedInOnly, small, async (c) => {
    const field = await readForm(c)
    const started = await own.startTwoFactor(holderOf(c), field('password'))
    if (started.kind === 'refused') return refused(c, started.code)
    passOn(c, started.setCookies)
    return page(c, <TwoFactorPage site={site} user={guardedUser(c)} uri={started.uri} problem={null} />)
  })

  app.post(`${PATH}/two-factor/confirm`, signedInOnly, small, async (c) => {
    const field = await readForm(c)
    const user = guardedUser(c)
    const confirmed = await own.confirmTwoFactor(holderOf(c), field('code').slice(0, 20))
    if (confirmed.kind === 'refused') {
      if (confirmed.code !== 'wrong_code') return refused(c, confirmed.code)
      return page(c, <TwoFactorPage site={site} user={user} uri={null} problem={confirmed.code} />, 422)
    }
    passOn(c, confirmed.setCookies)
    return page(c, <BackupCodesPage site={site} user={user} codes={confirmed.codes} renewed={false} />)
  })

  app.post(`${PATH}/two-factor/stop`, signedInOnly, small, async (c) => {
    const field = await readForm(c)
    const stopped = await own.stopTwoFactor(holderOf(c), field('password'))
    if (stopped.kind === 'refused') return refused(c, stopped.code)
    passOn(c, stopped.setCookies)
    return c.redirect(`${PATH}?done=two_factor_off`, 303)
  })

  app.post(`${PATH}/two-factor/codes`, signedInOnly, small, async (c) => {
    const field = await readForm(c)
    const renewed = await own.renewBackupCodes(holderOf(c), field('password'))
    if (renewed.kind === 'refused') return refused(c, renewed.code)
    passOn(c, renewed.setCookies)
    return page(c, <BackupCodesPage site={site} user={guardedUser(c)} codes={renewed.codes} renewed />)
  })

  app.post(`${PATH}/sessions/:id/end`, signedInOnly, small, async (c) => {
    const { id } = guardedUser(c)
    const ended = await sessions.end(id, c.req.param('id'))
    if (!ended) return c.redirect(`${PATH}?done=session_unknown`, 303)
    await noteEnded(id, 1)
    return c.redirect(`${PATH}?done=session`, 303)
  })

  app.post(`${PATH}/sessions/end`, signedInOnly, small, async (c) => {
    const { id, sessionId } = guardedUser(c)
    await noteEnded(id, await sessions.endAll(id, sessionId))
    return c.redirect(`${PATH}?done=sessions`, 303)
  })

  async function noteEnded(id: string, ended: number): Promise<void> {
    const details = { what: 'sessions', ended }
    await audit.append({ kind: 'user.changed', at: now(), actor: userActor({ id }), subject: id, details })
  }
}
