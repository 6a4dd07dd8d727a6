import { hash, verify } from '@node-rs/argon2'
import { betterAuth } from 'better-auth/minimal'
import { createAccessControl } from 'better-auth/plugins/access'
import { admin } from 'better-auth/plugins/admin'
import { adminAc, defaultStatements } from 'better-auth/plugins/admin/access'
import { twoFactor } from 'better-auth/plugins/two-factor'
import type { DBAdapterInstance } from 'better-auth/types'
import type { AuditLog } from '../core/audit.js'
import type { Log } from '../core/log.js'
import { PASSWORD_LENGTH } from './password.js'
import type { Role } from './roles.js'

export interface AuthOptions {
  /** What better-auth takes as `database`: an adapter over our own store. */
  readonly database: DBAdapterInstance
  /** At least 32 characters; signs the session cookies. */
  readonly secret: string
  /** Cookies are `Secure` when this is https. */
  readonly publicUrl: string
  /** Takes an event for every sign-in and every change of an account. */
  readonly audit: AuditLog
  readonly log: Log
}

const HOUR_SECONDS = 60 * 60
const SESSION_SECONDS = 12 * HOUR_SECONDS

/** Attempts to sign in from one address: ten a minute, so that guessing is hopeless and a typing error is not. */
export const SIGN_IN_LIMIT = { window: 60, max: 10 } as const

const MINUTE_SECONDS = 60
const DAY_SECONDS = 24 * HOUR_SECONDS

/** How the second step of a sign-in goes. */
export const SECOND_STEP = {
  /** How long a right password waits for its code. */
  waitSeconds: 10 * MINUTE_SECONDS,
  /** How long a browser that is trusted by choice is not asked for a code. */
  trustSeconds: 30 * DAY_SECONDS,
  /** Wrong codes in a row that close the second step of an account, whatever addresses they came from. */
  failures: 10,
  closedSeconds: 15 * MINUTE_SECONDS,
} as const

/** Set by us alone: what a client claims in `X-Forwarded-For` must not choose the limit that counts for it. */
export const CLIENT_HEADER = 'x-chestcheck-client'

/** Memory, passes and lanes as OWASP's password storage guide gives them for Argon2id, the default algorithm. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

const access = createAccessControl(defaultStatements)
const noPermissions = access.newRole({ user: [], session: [] })
const ROLE_PERMISSIONS = {
  admin: access.newRole(adminAc.statements),
  reviewer: noPermissions,
  auditor: noPermissions,
  staff: noPermissions,
} satisfies Record<Role, unknown>

/** The library with every setting of ours. */
export function createBetterAuth({ database, secret, publicUrl }: AuthOptions) {
  const { origin, protocol } = new URL(publicUrl)
  return betterAuth({
    database,
    secret,
    baseURL: origin,
    logger: { disabled: true },
    telemetry: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_LENGTH.least,
      maxPasswordLength: PASSWORD_LENGTH.most,
      password: {
        hash: (password) => hash(password, ARGON2ID),
        verify: ({ hash: kept, password }) => verify(kept, password),
      },
    },
    session: { expiresIn: SESSION_SECONDS, updateAge: HOUR_SECONDS },
    rateLimit: {
      enabled: true,
      storage: 'memory',
      customRules: {
        '/sign-in/email': SIGN_IN_LIMIT,
        '/two-factor/verify-totp': SIGN_IN_LIMIT,
        '/two-factor/verify-backup-code': SIGN_IN_LIMIT,
      },
    },
    advanced: {
      cookiePrefix: 'chestcheck',
      useSecureCookies: protocol === 'https:',
      disableCSRFCheck: false,
      disableOriginCheck: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' },
      ipAddress: { ipAddressHeaders: [CLIENT_HEADER] },
    },
    plugins: [
      admin({ defaultRole: 'staff', adminRoles: ['admin'], ac: access, roles: ROLE_PERMISSIONS }),
      twoFactor({
        issuer: 'ChestCheck',
        twoFactorCookieMaxAge: SECOND_STEP.waitSeconds,
        trustDeviceMaxAge: SECOND_STEP.trustSeconds,
        accountLockout: {
          maxFailedAttempts: SECOND_STEP.failures,
          durationSeconds: SECOND_STEP.closedSeconds,
        },
      }),
    ],
  })
}

export type BetterAuth = ReturnType<typeof createBetterAuth>
