import type { Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Place } from '../../core/admission.js'
import { isChannel } from '../../core/study.js'
import type { FormText } from '../forms.js'
import { readForm, smallForms } from '../forms.js'
import type { Guard } from '../guard.js'
import { guardedUser } from '../guarded-user.js'
import { ChatPeoplePage, type ChatNotice } from '../pages/people-chats-page.js'
import { page } from '../render.js'
import type { Sites } from '../sites.js'
import { userActor } from '../user-actor.js'
import type { AppParts, WebContext, WebEnv } from '../web.js'
import { tooLargeForm } from './sign-in-routes.js'

const DAY_MS = 24 * 60 * 60 * 1000
const MOST_USES = 10_000
const MOST_DAYS = 365

const PATH = '/dashboard/people/chats'

/** Who may send pictures in the chats: codes, people who redeemed one, chats and servers. */
export function mountChatPeople(app: Hono<WebEnv>, parts: AppParts, sites: Sites, guard: Guard): void {
  const { admissionBook: book, auth, access, now } = parts
  const manage = guard('people.manage')
  const small = smallForms(tooLargeForm(sites))

  const show = async (
    c: WebContext,
    notice: ChatNotice | null,
    status: ContentfulStatusCode = 200,
  ): Promise<Response> =>
    page(
      c,
      <ChatPeoplePage
        site={sites.dashboard}
        user={guardedUser(c)}
        access={access}
        now={now()}
        invites={await book.invites()}
        admitted={await book.admitted()}
        places={await book.places()}
        accounts={await auth.accounts.list()}
        notice={notice}
      />,
      status,
    )
  const done = (c: WebContext, code: string): Response => c.redirect(`${PATH}?done=${code}`, 303)

  app.get(PATH, manage, (c) => show(c, { kind: 'code', code: c.req.query('done') ?? '' }))

  app.post(`${PATH}/invites`, manage, small, async (c) => {
    const field = await readForm(c)
    const [uses, days] = [wholeNumber(field('uses')), wholeNumber(field('days'))]
    if (uses === null || uses < 1 || uses > MOST_USES)
      return show(c, { kind: 'code', code: 'uses_wrong' }, 422)
    if (days === null || days < 1 || days > MOST_DAYS)
      return show(c, { kind: 'code', code: 'days_wrong' }, 422)
    const expiresAt = new Date(now().getTime() + days * DAY_MS)
    const invite = await book.issue({ uses, expiresAt, by: userActor(guardedUser(c)) })
    return show(c, { kind: 'invite', invite, uses, expiresAt })
  })

  app.post(`${PATH}/invites/:id/revoke`, manage, small, async (c) => {
    await book.revoke(c.req.param('id'), userActor(guardedUser(c)))
    return done(c, 'invite_revoked')
  })

  app.post(`${PATH}/people/remove`, manage, small, async (c) => {
    const field = await readForm(c)
    const [channel, person] = [field('channel'), field('person')]
    if (!isChannel(channel) || person === '') return done(c, 'unknown')
    const removed = await book.dismiss({ channel, person }, userActor(guardedUser(c)))
    return done(c, removed ? 'person_removed' : 'unknown')
  })

  app.post(`${PATH}/places`, manage, small, async (c) => {
    const field = await readForm(c)
    const place = readPlace(field)
    if (typeof place === 'string') return show(c, { kind: 'code', code: place }, 422)
    const by = userActor(guardedUser(c))
    if (field('do') === 'remove')
      return done(c, (await book.disallow(place, by)) ? 'place_removed' : 'unknown')
    return done(c, (await book.allow(place, by)) ? 'place_allowed' : 'place_known')
  })

  app.post(`${PATH}/places/remove`, manage, small, async (c) => {
    const field = await readForm(c)
    const [channel, kind, place] = [field('channel'), field('kind'), field('place')]
    if (!isChannel(channel) || (kind !== 'chat' && kind !== 'server') || place === '')
      return done(c, 'unknown')
    const removed = await book.remove({ channel, kind, place }, userActor(guardedUser(c)))
    return done(c, removed ? 'place_removed' : 'unknown')
  })
}

function wholeNumber(text: string): number | null {
  return /^\d{1,6}$/.test(text) ? Number(text) : null
}

/** A place by the platform's own id, or what is wrong with it. */
function readPlace(field: FormText): Place | 'place_kind_wrong' | 'place_id_wrong' {
  const [channel, kind] = field('where').split(' ')
  const id = field('id').trim()
  if (channel !== 'telegram' && channel !== 'discord') return 'place_kind_wrong'
  if (kind !== 'chat' && (kind !== 'server' || channel === 'telegram')) return 'place_kind_wrong'
  return /^-?\d{1,24}$/.test(id) ? { channel, kind, id } : 'place_id_wrong'
}
