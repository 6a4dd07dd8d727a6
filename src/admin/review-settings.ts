import { getCookie, setCookie } from 'hono/cookie'
import type { WebContext } from './web.js'

/** How a reviewer wants to work; kept in the browser. */
export interface ReviewSettings {
  /** The model's answer is not on the page until the verdict is given. */
  readonly blind: boolean
  /** Single keys do something. Some people's tools press keys by themselves. */
  readonly keys: boolean
}

const COOKIES = { blind: 'chestcheck.blind', keys: 'chestcheck.keys' } as const
const YEAR_SECONDS = 365 * 24 * 60 * 60

/** Both are on unless they were switched off. */
export function reviewSettings(c: WebContext): ReviewSettings {
  return { blind: getCookie(c, COOKIES.blind) !== 'off', keys: getCookie(c, COOKIES.keys) !== 'off' }
}

export function keepReviewSetting(
  c: WebContext,
  name: keyof ReviewSettings,
  isOn: boolean,
  publicUrl: string,
): void {
  setCookie(c, COOKIES[name], isOn ? 'on' : 'off', {
    httpOnly: true,
    sameSite: 'Lax',
    secure: new URL(publicUrl).protocol === 'https:',
    path: '/dashboard',
    maxAge: YEAR_SECONDS,
  })
}
