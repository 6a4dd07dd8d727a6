import { randomBytes } from 'node:crypto'

const REFERENCE_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** `CC-` and eight characters that nobody misreads on the telephone: 40 random bits. */
export function newReference(): string {
  const characters = [...randomBytes(8)].map((byte) => REFERENCE_ALPHABET[byte % REFERENCE_ALPHABET.length])
  return `CC-${characters.join('')}`
}

/**
 * The id of the study of one picture of one message: a UUID of version 8 (RFC 9562) of the message's pseudonym, so that
 * the same message leads to the same study, in this process or another, and an id leads nobody to a message.
 * @param pseudonym 32 hex digits
 */
export function studyIdOf(pseudonym: string): string {
  const bytes = Buffer.from(pseudonym, 'hex')
  if (bytes.length !== 16) throw new RangeError('a pseudonym has 32 hex digits')
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
