import { createHmac, randomInt } from 'node:crypto'

/** Without 0, 1, I and O, which are misread on paper and misheard on the telephone. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const LENGTH = 10

/** A new invite code: 50 random bits. */
export function newInviteCode(): string {
  return Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
}

/**
 * What is kept of a code: its HMAC under the installation's key, so that nobody finds codes in a stolen database by
 * trying. Small letters, spaces and hyphens in what a person typed do not matter.
 */
export function hashInviteCode(code: string, key: Uint8Array): string {
  const plain = code.replace(/[\s-]/g, '').toUpperCase()
  return createHmac('sha256', key).update(plain).digest('hex')
}
