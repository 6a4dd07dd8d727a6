import { z } from 'zod'
import { PROGRAM, type AuditDetails } from '../core/audit.js'
import { Fault } from '../core/fault.js'
import type { AttemptLimit } from './attempt-limit.js'
import { createAttemptLimit } from './attempt-limit.js'
import type { AuthOptions, BetterAuth } from './better-auth.js'
import { CLIENT_HEADER, SECOND_STEP, SIGN_IN_LIMIT } from './better-auth.js'
import { createKnownDevices, plainEmail, readCookie } from './known-device.js'
import { isRole, type Role } from './roles.js'
import { userActor } from './user-actor.js'

export interface PasswordAttempt {
  readonly email: string
  readonly password: string
  /** The address of the peer, by which attempts are limited; null shares one limit. */
  readonly client: string | null
  /** Of the request: its cookies say whether this browser is trusted. */
  readonly headers?: Headers
}

export interface CodeAttempt {
  /** Six digits of an authenticator app, or one of the backup codes. */
  readonly code: string
  /** Whether this browser is not to be asked for a code for a while. */
  readonly trust: boolean
  readonly client: string | null
  readonly headers: Headers
}

type SignedIn = { readonly kind: 'signed_in'; readonly role: Role; readonly setCookies: readonly string[] }

type TooMany = {
  readonly kind: 'refused'
  readonly code: 'too_many'
  readonly retryAfterSeconds: number
}

export type SignInResult =
  | SignedIn
  /** The password is right, and a code is asked for. */
  | { readonly kind: 'second_step'; readonly setCookies: readonly string[] }
  | { readonly kind: 'refused'; readonly code: 'wrong_credentials' | 'disabled' }
  | TooMany

export type SecondStepResult =
  | SignedIn
  /** `expired`: the password has to be given again. */
  | { readonly kind: 'refused'; readonly code: 'wrong_code' | 'expired' | 'disabled' }
  | TooMany

export interface SignIn {
  signIn(attempt: PasswordAttempt): Promise<SignInResult>
  secondStep(attempt: CodeAttempt): Promise<SecondStepResult>
  /** Whether the browser gave a right password and waits for its code. */
  awaitsCode(headers: Headers): Promise<boolean>
}

const QUARTER_HOUR_MS = 15 * 60 * 1000
/** Wrong passwords of one account, whatever addresses they came from. */
const ACCOUNT_FAILURES = 20
/** A code is good for 30 seconds and its neighbours; longer than all of these it is not taken twice. */
const CODE_SPENT_MS = 2 * 60 * 1000

/** Both steps of signing in, over better-auth's handler: only there the attempts of an address are counted. */
export function createSignIn(auth: BetterAuth, options: AuthOptions): SignIn {
  const { log, audit, secret } = options
  const { origin, protocol } = new URL(options.publicUrl)
  const devices = createKnownDevices({ secret, secure: protocol === 'https:' })
  const guesses = createAttemptLimit({ most: ACCOUNT_FAILURES, windowMs: QUARTER_HOUR_MS })
  const spentCodes = createAttemptLimit({ most: 1, windowMs: CODE_SPENT_MS })

  const ask = (
    path: string,
    body: object,
    { client, cookies, headers }: { client: string | null; cookies: string; headers: Headers | undefined },
  ): Promise<Response> =>
    auth.handler(
      new Request(`${origin}/api/auth${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          origin,
          'user-agent': (headers?.get('user-agent') ?? '').slice(0, 300),
          ...(cookies === '' ? {} : { cookie: cookies }),
          ...(client === null ? {} : { [CLIENT_HEADER]: client }),
        },
        body: JSON.stringify(body),
      }),
    )

  /** Only the cookies of the sign-in itself: a session that the browser has anyway must not stand in for a step. */
  async function cookiesNamed(headers: Headers | undefined, names: readonly string[]): Promise<string> {
    const { createAuthCookie } = await auth.$context
    const header = headers?.get('cookie') ?? null
    return names
      .map((name) => createAuthCookie(name).name)
      .flatMap((name) => {
        const value = readCookie(header, name)
        return value === null ? [] : [`${name}=${value}`]
      })
      .join('; ')
  }

  async function accept(
    id: string,
    role: Role,
    email: string,
    setCookies: string[],
    details: AuditDetails,
  ): Promise<SignedIn> {
    log.info('sign_in.done')
    await audit.append({
      kind: 'user.signed_in',
      at: new Date(),
      actor: userActor({ id }),
      subject: id,
      details,
    })
    return { kind: 'signed_in', role, setCookies: [...setCookies, devices.mark(email)] }
  }

  async function refuse<const Refusal extends { readonly code: string }>(
    refusal: Refusal,
    subject: string | null,
    step: 1 | 2,
  ): Promise<Refusal> {
    const { code } = refusal
    log.warn('sign_in.refused', { code })
    // Of those that come too often none is written down: the failures before them are, and a flood must not fill the record.
    if (code !== 'too_many') {
      await audit.append({
        kind: 'user.sign_in_refused',
        at: new Date(),
        actor: { ...PROGRAM, channel: 'web' },
        subject,
        details: { code, step },
      })
    }
    return refusal
  }

  async function accountId(email: string): Promise<string | null> {
    const { internalAdapter } = await auth.$context
    return (await internalAdapter.findUserByEmail(plainEmail(email)))?.user.id ?? null
  }

  /** Whose code is waited for: the id of the account. */
  async function challenged(headers: Headers): Promise<string | null> {
    const { createAuthCookie, internalAdapter } = await auth.$context
    const cookie = readCookie(headers.get('cookie'), createAuthCookie('two_factor').name)
    const identifier = /^(2fa-[\w-]+)\./.exec(decodeCookie(cookie))?.[1]
    if (identifier === undefined) return null
    const waiting = await internalAdapter.findVerificationValue(identifier)
    return waiting && waiting.expiresAt > new Date() ? waiting.value : null
  }

  return {
    async signIn({ email, password, client, headers }) {
      const key = devices.key(headers?.get('cookie') ?? null, email)
      const wait = guesses.take(key)
      if (wait !== null) return refuse(tooMany(wait), null, 1)
      const cookies = await cookiesNamed(headers, ['trust_device'])
      const response = await ask('/sign-in/email', { email, password }, { client, cookies, headers })
      if (!response.ok) return refuse(passwordRefusal(response), await accountId(email), 1)
      guesses.forgive(key)
      const setCookies = response.headers.getSetCookie()
      const body: unknown = await response.json()
      if (waiting.safeParse(body).success) return { kind: 'second_step', setCookies }
      const { user } = signedIn.parse(body)
      return accept(user.id, toRole(user.role), email, setCookies, {
        two_factor: user.twoFactorEnabled === true ? 'trusted_browser' : 'off',
      })
    },

    async awaitsCode(headers) {
      return (await challenged(headers)) !== null
    },

    async secondStep({ code, trust, client, headers }) {
      const id = await challenged(headers)
      if (id === null) return refuse({ kind: 'refused', code: 'expired' }, null, 2)
      const plain = code.replace(/\s/g, '')
      const byApp = /^\d{6}$/.test(plain)
      if (byApp && !takeCode(spentCodes, id, plain)) {
        return refuse({ kind: 'refused', code: 'wrong_code' }, id, 2)
      }
      const cookies = await cookiesNamed(headers, ['two_factor'])
      const path = byApp ? '/two-factor/verify-totp' : '/two-factor/verify-backup-code'
      const response = await ask(path, { code: plain, trustDevice: trust }, { client, cookies, headers })
      if (!response.ok) {
        if (byApp) spentCodes.forgive(`${id} ${plain}`)
        return refuse(await codeRefusal(response), id, 2)
      }
      const { internalAdapter } = await auth.$context
      const user = await internalAdapter.findUserById(id)
      if (user === null) throw new Fault('internal', 'the account that signed in is gone')
      const role = toRole('role' in user ? user.role : null)
      const details = { two_factor: byApp ? 'app' : 'backup_code', trusted_from_now_on: trust }
      return accept(id, role, user.email, response.headers.getSetCookie(), details)
    },
  }
}

/** False for a code that was used for this account already: somebody may have looked over the shoulder. */
function takeCode(spent: AttemptLimit, id: string, code: string): boolean {
  return spent.take(`${id} ${code}`) === null
}

function tooMany(retryAfterSeconds: number): TooMany {
  return { kind: 'refused', code: 'too_many', retryAfterSeconds }
}

function passwordRefusal(response: Response): Exclude<SignInResult, { kind: 'signed_in' | 'second_step' }> {
  switch (response.status) {
    case 429:
      return tooMany(Number(response.headers.get('x-retry-after')) || SIGN_IN_LIMIT.window)
    case 403:
      return { kind: 'refused', code: 'disabled' }
    case 400:
    case 401:
      return { kind: 'refused', code: 'wrong_credentials' }
    default:
      throw new Fault('internal', `sign-in answered with status ${response.status}`)
  }
}

async function codeRefusal(response: Response): Promise<Exclude<SecondStepResult, { kind: 'signed_in' }>> {
  switch (response.status) {
    case 429: {
      const wait = Number(response.headers.get('x-retry-after'))
      return tooMany(wait || SECOND_STEP.closedSeconds)
    }
    case 403:
      return { kind: 'refused', code: 'disabled' }
    case 400:
    case 401: {
      const { code } = refusedBody.parse(await response.json())
      return { kind: 'refused', code: WRONG_CODES.has(code) ? 'wrong_code' : 'expired' }
    }
    case 409:
      return { kind: 'refused', code: 'wrong_code' }
    default:
      throw new Fault('internal', `the second step answered with status ${response.status}`)
  }
}

const WRONG_CODES = new Set(['INVALID_CODE', 'INVALID_BACKUP_CODE'])

const refusedBody = z.object({ code: z.string().catch('') })
const waiting = z.object({ twoFactorRedirect: z.literal(true) })
const signedIn = z.object({
  user: z.object({ id: z.string(), role: z.string().nullish(), twoFactorEnabled: z.boolean().nullish() }),
})

function toRole(role: unknown): Role {
  return isRole(role) ? role : 'staff'
}

function decodeCookie(value: string | null): string {
  try {
    return decodeURIComponent(value ?? '')
  } catch {
    return ''
  }
}
