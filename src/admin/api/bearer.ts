import type { MiddlewareHandler } from 'hono'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { ApiEnv, ApiParts } from './api-env.js'
import { problem } from './problem.js'

/** Requests of one client, beside the pictures an hour that the settings allow. */
const REQUESTS = { points: 600, duration: 60 }
/** Wrong tokens from one address: a mistyped setting is borne, guessing is not. */
const WRONG_TOKENS = { points: 20, duration: 60 }
const NOWHERE = 'nowhere'

/** Lets in who shows the token of a client that works. No cookie is looked at, so no other site's page can act for anybody. */
export function bearerOnly({ clients, addressOf, log }: ApiParts): MiddlewareHandler<ApiEnv> {
  const requests = new RateLimiterMemory(REQUESTS)
  const wrong = new RateLimiterMemory(WRONG_TOKENS)

  return async (c, next) => {
    const address = addressOf(c) ?? NOWHERE
    const guesses = await wrong.get(address)
    if (guesses !== null && guesses.consumedPoints >= WRONG_TOKENS.points && guesses.msBeforeNext > 0) {
      return problem(c, 429, 'too_many_requests', { retryAfterSeconds: secondsOf(guesses) })
    }
    const client = await clients.authenticate(bearerToken(c.req.header('authorization')))
    if (client === null) {
      await wrong.penalty(address)
      log.warn('api.token_refused')
      c.header('WWW-Authenticate', 'Bearer realm="ChestCheck"')
      return problem(c, 401, 'unauthorized')
    }
    const full = await consume(requests, client.id)
    if (full !== null) return problem(c, 429, 'too_many_requests', { retryAfterSeconds: full })
    c.set('client', client)
    return next()
  }
}

/** The token of an `Authorization` header (RFC 6750); empty where there is none. */
export function bearerToken(header: string | undefined): string {
  return /^Bearer ([\w~+/.-]+=*)$/i.exec(header ?? '')?.[1] ?? ''
}

/** Counts one request. Null where it may go on, else the seconds until one may. */
async function consume(limiter: RateLimiterMemory, key: string): Promise<number | null> {
  try {
    await limiter.consume(key)
    return null
  } catch (error) {
    if (error instanceof RateLimiterRes) return secondsOf(error)
    throw error
  }
}

function secondsOf({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1000))
}
