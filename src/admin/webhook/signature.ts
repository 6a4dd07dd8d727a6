import { createHmac } from 'node:crypto'

/** The header that proves a notice of ours. */
export const SIGNATURE_HEADER = 'Chestcheck-Signature'

/**
 * `t=SECONDS,v1=HEX`: HMAC-SHA256 under the shared secret of the seconds since 1970, a full stop and the body, byte for byte.
 * With the time in it, an old notice cannot be played back as a new one.
 */
export function sign(body: string, secret: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000)
  const code = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
  return `t=${seconds},v1=${code}`
}
