import { randomBytes } from 'node:crypto'
import { getCookie, setCookie } from 'hono/cookie'
import type { Sender } from '../core/study.js'
import type { WebContext } from './web.js'

const VISITOR_COOKIE = 'chestcheck.visitor'
const VISITOR = /^[0-9a-f]{32}$/
const HALF_A_YEAR_SECONDS = 183 * 24 * 60 * 60

/** Who sends from the web: the account, or where none is needed a random mark of the browser. */
export function webSender(c: WebContext, publicUrl: string): Sender {
  const user = c.get('user')
  return { channel: 'web', person: user ? user.id : `visitor-${visitorMark(c, publicUrl)}`, chat: null }
}

function visitorMark(c: WebContext, publicUrl: string): string {
  const known = getCookie(c, VISITOR_COOKIE)
  if (known !== undefined && VISITOR.test(known)) return known
  const mark = randomBytes(16).toString('hex')
  setCookie(c, VISITOR_COOKIE, mark, {
    httpOnly: true,
    sameSite: 'Lax',
    secure: new URL(publicUrl).protocol === 'https:',
    path: '/',
    maxAge: HALF_A_YEAR_SECONDS,
  })
  return mark
}
