import type { Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { CLIENT_NAME_LIMIT } from '../../core/api-client.js'
import type { WebhookAttempt } from '../../core/webhook.js'
import type { SignedInUser } from '../auth.js'
import { readForm, smallForms } from '../forms.js'
import type { Guard } from '../guard.js'
import { ClientsPage, DEFAULT_LIFETIME, LIFETIMES, type ClientsPageProps } from '../pages/clients-page.js'
import type { WebhookState } from '../pages/clients-webhook.js'
import { page } from '../render.js'
import { toSignIn } from '../sessions.js'
import type { Sites } from '../sites.js'
import { userActor } from '../user-actor.js'
import type { AppParts, WebContext, WebEnv } from '../web.js'
import { tooLargeForm } from './sign-in-routes.js'

const DAY_MS = 24 * 60 * 60 * 1000
const RECENT = 10

/** Tokens of programs, and the webhook, for those who manage them. */
export function mountClients(app: Hono<WebEnv>, parts: AppParts, sites: Sites, guard: Guard): void {
  const { clients, webhook, audit, auth, publicUrl, now } = parts
  const small = smallForms(tooLargeForm(sites))

  async function show(
    c: WebContext,
    more: Partial<Pick<ClientsPageProps, 'made' | 'form'>> &
      Partial<Pick<WebhookState, 'tested' | 'retried'>> = {},
    status: ContentfulStatusCode = 200,
  ): Promise<Response> {
    const user = c.get('user')
    if (user === null) return toSignIn(c)
    const { made = null, form = null, tested = null, retried = null } = more
    const accounts = await auth.accounts.list()
    return page(
      c,
      <ClientsPage
        site={sites.dashboard}
        user={user}
        clients={await clients.list()}
        accounts={new Map(accounts.map(({ id, name }) => [id, name]))}
        now={now()}
        publicUrl={publicUrl}
        made={made}
        form={form}
        webhook={
          webhook && {
            address: webhook.address,
            backlog: await webhook.backlog(),
            recent: await webhook.recent(RECENT),
            tested,
            retried,
          }
        }
      />,
      status,
    )
  }

  async function noteTest(user: SignedInUser, attempt: WebhookAttempt): Promise<void> {
    await audit.append({
      kind: 'webhook.tested',
      at: now(),
      actor: userActor(user),
      subject: null,
      details: attempt.kind === 'delivered' ? { taken: true } : { taken: false, problem: attempt.problem },
    })
  }

  app.get('/dashboard/clients', guard('clients.manage'), (c) => show(c))

  app.post('/dashboard/clients', guard('clients.manage'), small, async (c) => {
    const user = c.get('user')
    if (user === null) return toSignIn(c)
    const field = await readForm(c)
    const name = plainName(field('name'))
    const lifetime = field('lifetime') || DEFAULT_LIFETIME
    const chosen = LIFETIMES.find(({ value }) => value === lifetime)
    const refuse = (problem: string): Promise<Response> => show(c, { form: { name, lifetime, problem } }, 422)
    if (name === '') return refuse('Please give the program a name.')
    if (name.length > CLIENT_NAME_LIMIT) return refuse(`A name has at most ${CLIENT_NAME_LIMIT} characters.`)
    if (chosen === undefined) return refuse('Please choose for how long the token works.')
    const expiresAt = chosen.days === null ? null : new Date(now().getTime() + chosen.days * DAY_MS)
    const made = await clients.make({ name, expiresAt, by: { ...userActor(user), id: user.id } })
    // A form that is sent twice by reloading the page ends here.
    if (made === null)
      return refuse('There is a client with this name, and its token works. Names are given once.')
    return show(c, { made: { name: made.client.name, token: made.token } }, 201)
  })

  app.post('/dashboard/clients/:id/revoke', guard('clients.manage'), small, async (c) => {
    const user = c.get('user')
    if (user === null) return toSignIn(c)
    const id = c.req.param('id')
    if (!(await clients.list()).some((client) => client.id === id)) return c.notFound()
    await clients.revoke(id, userActor(user))
    return c.redirect('/dashboard/clients', 303)
  })

  app.post('/dashboard/clients/webhook/test', guard('clients.manage'), small, async (c) => {
    const user = c.get('user')
    if (user === null) return toSignIn(c)
    if (webhook === null) return c.notFound()
    const tested = await webhook.test()
    await noteTest(user, tested)
    return show(c, { tested })
  })

  app.post('/dashboard/clients/webhook/retry', guard('clients.manage'), small, async (c) => {
    if (webhook === null) return c.notFound()
    return show(c, { retried: await webhook.retryGivenUp() })
  })
}

/** One line: what a browser's field gives, whoever sent the form. */
function plainName(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
}
