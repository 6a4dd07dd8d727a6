import type { MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { Language } from '../core/language.js'
import { isLanguage, LANGUAGES } from '../core/language.js'
import { localPath } from './next-path.js'
import type { WebContext, WebEnv } from './web.js'

const COOKIE = 'lang'
const YEAR_SECONDS = 365 * 24 * 60 * 60

/** The field of the picker, in the address. */
export const LANGUAGE_FIELD = 'lang'

/** The language of a page: what the person chose, else what the browser asks for, else English. */
export function pageLanguage(c: WebContext): Language {
  const chosen = getCookie(c, COOKIE)
  return isLanguage(chosen) ? chosen : askedLanguage(c.req.header('accept-language') ?? '')
}

/** The best-liked language of an `Accept-Language` header that is spoken here (RFC 9110, 12.5.4); English where none is. */
export function askedLanguage(header: string): Language {
  const liked = header.split(',').flatMap((entry) => {
    const [range = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase())
    const stated = parameters.find((parameter) => parameter.startsWith('q='))
    const weight = stated === undefined ? 1 : Number(stated.slice(2))
    const language = range.split('-')[0]
    return isLanguage(language) && weight > 0 ? [{ language, weight }] : []
  })
  // The sort is stable: of two that are liked equally the first stays first.
  return liked.sort((a, b) => b.weight - a.weight)[0]?.language ?? 'en'
}

/**
 * Takes the choice of the picker, a form that needs no script: `?lang=de` sets the cookie and leads back to the same
 * page without it. A language that is not spoken here changes nothing.
 */
export function takeLanguageChoice(publicUrl: string): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    const url = new URL(c.req.url)
    const chosen = url.searchParams.get(LANGUAGE_FIELD)
    if (c.req.method !== 'GET' || chosen === null) return next()
    if (isLanguage(chosen)) {
      setCookie(c, COOKIE, chosen, {
        httpOnly: true,
        sameSite: 'Lax',
        secure: new URL(publicUrl).protocol === 'https:',
        path: '/',
        maxAge: YEAR_SECONDS,
      })
    }
    url.searchParams.delete(LANGUAGE_FIELD)
    c.header('Cache-Control', 'no-store')
    return c.redirect(localPath(`${url.pathname}${url.search}`) ?? '/', 303)
  }
}

/** What the picker needs of the page that it stands on. */
export interface LanguagePicker {
  readonly path: string
  /** Fields of the address that the page is left with. */
  readonly kept: readonly (readonly [name: string, value: string])[]
  readonly languages: readonly Language[]
}

export function languagePicker(c: WebContext): LanguagePicker {
  const { pathname, searchParams } = new URL(c.req.url)
  const kept = [...searchParams].filter(([name]) => name !== LANGUAGE_FIELD)
  return { path: localPath(pathname) ?? '/', kept, languages: LANGUAGES }
}
