import type { Context } from 'hono'
import type { ApiClient, ApiClients } from '../../core/api-client.js'
import type { Sender } from '../../core/study.js'
import type { Wording } from '../../core/wording/wording.js'
import { askedLanguage } from '../page-language.js'
import type { AppParts, WebEnv } from '../web.js'

/** Hono's types behind the token. */
export interface ApiEnv {
  Bindings: WebEnv['Bindings']
  Variables: { client: ApiClient }
}

export type ApiContext = Context<ApiEnv>

/** What the programming interface is built from. */
export interface ApiParts extends Pick<
  AppParts,
  'screening' | 'studies' | 'pictures' | 'pseudonyms' | 'wordings' | 'publicUrl' | 'maxBytes' | 'log' | 'now'
> {
  readonly clients: Pick<ApiClients, 'authenticate'>
  /** The peer's address, by which wrong tokens are counted. */
  readonly addressOf: (c: ApiContext) => string | null
}

/** A client as the sender of pictures. */
export function clientSender({ id }: Pick<ApiClient, 'id'>): Sender {
  return { channel: 'api', person: id, chat: null }
}

/** The sentences of an answer, in the language that the request asks for. */
export function wordingFor(c: ApiContext, { wordings }: Pick<ApiParts, 'wordings'>): Wording {
  return wordings[askedLanguage(c.req.header('accept-language') ?? '')]
}
