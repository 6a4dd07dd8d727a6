import type { Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Account } from '../accounts.js'
import { readForm, smallForms } from '../forms.js'
import type { Guard } from '../guard.js'
import { guardedUser } from '../guarded-user.js'
import { AccountDetailPage } from '../pages/people-account-page.js'
import { PeoplePage, type PeopleNotice } from '../pages/people-page.js'
import { page } from '../render.js'
import { isRole } from '../roles.js'
import type { Sites } from '../sites.js'
import { userActor } from '../user-actor.js'
import type { AppParts, WebContext, WebEnv } from '../web.js'
import { tooLargeForm } from './sign-in-routes.js'

const DAY_MS = 24 * 60 * 60 * 1000
const INVITE_DAYS = 7
const EVENTS_SHOWN = 10

/** Accounts of the dashboard and the links that make them. */
export function mountPeople(app: Hono<WebEnv>, parts: AppParts, sites: Sites, guard: Guard): void {
  const { auth, accountInvites, audit, publicUrl, now } = parts
  const { accounts, sessions } = auth
  const site = sites.dashboard
  const manage = guard('people.manage')
  const small = smallForms(tooLargeForm(sites))

  const list = async (
    c: WebContext,
    notice: PeopleNotice | null,
    status: ContentfulStatusCode = 200,
  ): Promise<Response> => {
    const all = await accounts.list()
    return page(
      c,
      <PeoplePage
        site={site}
        user={guardedUser(c)}
        accounts={all}
        lastSignIns={await lastSignIns(parts, all)}
        invites={await accountInvites.open()}
        notice={notice}
      />,
      status,
    )
  }

  app.get('/dashboard/people', manage, (c) => list(c, doneNotice(c.req.query('done'))))

  app.post('/dashboard/people/invites', manage, small, async (c) => {
    const field = await readForm(c)
    const [email, role] = [field('email').trim().toLowerCase(), field('role')]
    if (!/^[^\s@]+@[^\s@]+$/.test(email) || email.length > 254)
      return list(c, { kind: 'problem', code: 'email_invalid' }, 422)
    if (!isRole(role)) return list(c, { kind: 'problem', code: 'role_missing' }, 422)
    if ((await accounts.findByEmail(email)) !== null)
      return list(c, { kind: 'problem', code: 'email_taken' }, 422)
    const expiresAt = new Date(now().getTime() + INVITE_DAYS * DAY_MS)
    const by = userActor(guardedUser(c))
    const token = await accountInvites.issue({ email, role, expiresAt, by })
    return list(c, { kind: 'invited', email, expiresAt, link: `${publicUrl}/join/${token}` })
  })

  app.post('/dashboard/people/invites/:id/revoke', manage, small, async (c) => {
    await accountInvites.revoke(c.req.param('id'), userActor(guardedUser(c)))
    return c.redirect('/dashboard/people?done=invite_revoked', 303)
  })

  app.get('/dashboard/people/:id', manage, async (c) => {
    const account = await accounts.find(c.req.param('id'))
    if (account === null) return c.notFound()
    const { events } = await audit.list({ subject: account.id, limit: EVENTS_SHOWN })
    return page(
      c,
      <AccountDetailPage
        site={site}
        user={guardedUser(c)}
        account={account}
        sessions={await sessions.of(account.id)}
        events={events}
        accounts={await accounts.list()}
        done={c.req.query('done') ?? null}
      />,
    )
  })

  app.post('/dashboard/people/:id/role', manage, small, async (c) => {
    const role = (await readForm(c))('role')
    if (!isRole(role)) return back(c, 'role_missing')
    return back(c, await accounts.setRole(c.req.param('id'), role, userActor(guardedUser(c))), 'role')
  })

  app.post('/dashboard/people/:id/state', manage, small, async (c) => {
    const state = (await readForm(c))('state')
    if (state !== 'enabled' && state !== 'disabled') return back(c, 'unchanged')
    const disabled = state === 'disabled'
    const by = userActor(guardedUser(c))
    return back(c, await accounts.setDisabled(c.req.param('id'), disabled, by), state)
  })

  app.post('/dashboard/people/:id/two-factor/reset', manage, small, async (c) => {
    const change = await accounts.resetTwoFactor(c.req.param('id'), userActor(guardedUser(c)))
    return back(c, change, 'two_factor')
  })

  app.post('/dashboard/people/:id/sessions/end', manage, small, async (c) => {
    const ended = await accounts.endSessions(c.req.param('id'), userActor(guardedUser(c)))
    return back(c, ended === null ? 'unknown' : 'changed', 'sessions')
  })
}

/** To the page of the account, which says how it went. */
function back(c: WebContext, change: string, done: string = change): Response | Promise<Response> {
  if (change === 'unknown') return c.notFound()
  const id = encodeURIComponent(c.req.param('id') ?? '')
  return c.redirect(`/dashboard/people/${id}?done=${change === 'changed' ? done : change}`, 303)
}

function doneNotice(done: string | undefined): PeopleNotice | null {
  return done === 'invite_revoked' ? { kind: 'done', code: done } : null
}

/** When each account signed in last, by its id, as the stream of events has it. */
async function lastSignIns(
  { audit }: Pick<AppParts, 'audit'>,
  accounts: readonly Account[],
): Promise<ReadonlyMap<string, Date>> {
  const found = await Promise.all(
    accounts.map(async ({ id }) => {
      const { events } = await audit.list({ kind: 'user.signed_in', subject: id, limit: 1 })
      return events.map(({ at }) => [id, at] as const)
    }),
  )
  return new Map(found.flat())
}
