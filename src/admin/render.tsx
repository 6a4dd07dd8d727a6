import { html } from 'hono/html'
import type { JSX } from 'hono/jsx/jsx-runtime'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { WebContext } from './web.js'

/** A whole page as the response. Pages depend on who looks, so none is stored anywhere. */
export async function page(
  c: WebContext,
  element: JSX.Element,
  status: ContentfulStatusCode = 200,
): Promise<Response> {
  c.header('Cache-Control', 'no-store')
  return c.html(await html`<!doctype html>${element}`, status)
}
