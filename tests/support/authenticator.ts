import { createHmac } from 'node:crypto'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The code that an authenticator app shows at a time (RFC 6238: SHA-1, six digits, 30 seconds). `secret` in Base32. */
export function totp(secret: string, at: number = Date.now()): string {
  const bits = Array.from(secret.replace(/[\s=]/g, ''))
    .map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)))
  const mac = createHmac('sha1', key).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** The secret that a page of the set-up shows. */
export function shownSecret(html: string): string {
  const shown = /id="secret"[^>]*>([^<]+)</.exec(html)?.[1] ?? ''
  if (shown === '') throw new Error('the page shows no secret')
  return shown.replace(/\s/g, '')
}
