import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const NAME = 'chestcheck.device'
const HALF_A_YEAR_SECONDS = 183 * 24 * 60 * 60
const MARK = /^([0-9a-f]{32})\.([0-9a-f]{64})$/

/**
 * Marks browsers in which an account was signed in before. Such a browser has failures of its own, so that a stranger who
 * guesses at an account does not lock its holder out. It proves nothing else: the password is asked for all the same.
 */
export interface KnownDevices {
  /** What failures of this browser at this account are counted under. */
  key(cookies: string | null, email: string): string
  /** The cookie that marks the browser from here on. */
  mark(email: string): string
}

export function createKnownDevices(options: {
  readonly secret: string
  readonly secure: boolean
}): KnownDevices {
  const name = options.secure ? `__Secure-${NAME}` : NAME
  const seal = (nonce: string, account: string): string =>
    createHmac('sha256', options.secret).update(`known-device\n${nonce}\n${account}`).digest('hex')

  return {
    key(cookies, email) {
      const account = plainEmail(email)
      const [, nonce, offered] = MARK.exec(readCookie(cookies, name) ?? '') ?? []
      const known =
        nonce !== undefined &&
        offered !== undefined &&
        timingSafeEqual(Buffer.from(offered, 'hex'), Buffer.from(seal(nonce, account), 'hex'))
      return known ? `device ${nonce}` : `account ${account}`
    },

    mark(email) {
      const nonce = randomBytes(16).toString('hex')
      const secure = options.secure ? '; Secure' : ''
      return `${name}=${nonce}.${seal(nonce, plainEmail(email))}; Max-Age=${HALF_A_YEAR_SECONDS}; Path=/sign-in; HttpOnly; SameSite=Lax${secure}`
    },
  }
}

/** An address as accounts are told apart by it. */
export function plainEmail(email: string): string {
  return email.trim().toLowerCase()
}

/** The value of one cookie of a `Cookie` header. */
export function readCookie(header: string | null, name: string): string | null {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return null
}
