import type { Hono } from 'hono'
import type { AccountRefusal } from '../accounts.js'
import { readForm, smallForms } from '../forms.js'
import { MessagePage } from '../pages/message-page.js'
import { SetupPage } from '../pages/setup-page.js'
import { PASSWORD_LENGTH } from '../password.js'
import { page } from '../render.js'
import { passOn } from '../sessions.js'
import type { Sites } from '../sites.js'
import type { AppParts, WebContext, WebEnv } from '../web.js'
import { socketAddress, tooLargeForm } from './sign-in-routes.js'

export const ACCOUNT_PROBLEMS: Readonly<Record<AccountRefusal, string>> = {
  email_invalid: 'This is not an e-mail address.',
  email_taken: 'There is an account with this e-mail already.',
  name_missing: 'Please give a name.',
  password_length: `The password needs ${PASSWORD_LENGTH.least} to ${PASSWORD_LENGTH.most} characters.`,
}

const DEAD_LINK = {
  title: 'This link does not work any more',
  text: 'It works once, for the first administrator, and until the program is started again. If there is no account yet, start the program again: it prints a new link.',
}

/** The first administrator's one-time link. */
export function mountSetup(app: Hono<WebEnv>, parts: AppParts, sites: Sites): void {
  const { setup, auth, log } = parts
  const site = sites.dashboard

  const dead = (c: WebContext): Promise<Response> =>
    page(
      c,
      <MessagePage
        site={site}
        user={c.get('user')}
        told={DEAD_LINK}
        action={{ href: '/sign-in', label: 'Sign in' }}
      />,
      410,
    )

  app.get('/setup', async (c) => {
    const token = c.req.query('token') ?? ''
    if (setup === null || !(await setup.isOpen(token))) return dead(c)
    return page(c, <SetupPage site={site} token={token} name="" email="" problem={null} />)
  })

  app.post('/setup', smallForms(tooLargeForm(sites)), async (c) => {
    if (setup === null) return dead(c)
    const field = await readForm(c)
    const token = field('token')
    const person = { name: field('name').trim(), email: field('email').trim(), password: field('password') }
    const outcome = await setup.redeem(token, person)
    if (outcome === 'dead') return dead(c)
    if (outcome !== 'created') {
      const { name, email } = person
      return page(
        c,
        <SetupPage site={site} token={token} name={name} email={email} problem={ACCOUNT_PROBLEMS[outcome]} />,
        422,
      )
    }
    log.info('setup.done')
    const client = (parts.clientAddress ?? socketAddress)(c)
    const { headers } = c.req.raw
    const signedIn = await auth.signIn({ email: person.email, password: person.password, client, headers })
    if (signedIn.kind !== 'signed_in') return c.redirect('/sign-in', 303)
    passOn(c, signedIn.setCookies)
    return c.redirect('/dashboard', 303)
  })
}
