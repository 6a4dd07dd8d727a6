import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { Fault } from '../core/fault.js'

// One byte of version, 12 of nonce, the encrypted bytes, 16 of tag: AES-256-GCM (NIST SP 800-38D).
const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
const HEADER_BYTES = 1 + NONCE_BYTES
const CIPHER = 'aes-256-gcm'

/**
 * Encrypts a picture. Its SHA-256 (64 hex digits) goes into the tag, so that one file cannot stand in for another.
 * `key` is 32 bytes. The nonce is random: with one key it serves for 2^32 pictures.
 */
export function seal(bytes: Uint8Array, sha256: string, key: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(boundTo(sha256))
  return Buffer.concat([Buffer.of(VERSION), nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
}

/** Decrypts what {@link seal} gave. Throws `picture_unreadable` when anything about it was altered, or the key differs. */
export function openSealed(sealed: Uint8Array, sha256: string, key: Uint8Array): Buffer {
  if (sealed.byteLength < HEADER_BYTES + TAG_BYTES || sealed[0] !== VERSION) {
    throw new Fault('picture_unreadable', 'not a sealed picture')
  }
  const tagAt = sealed.byteLength - TAG_BYTES
  try {
    const decipher = createDecipheriv(CIPHER, key, sealed.subarray(1, HEADER_BYTES), {
      authTagLength: TAG_BYTES,
    })
    decipher.setAAD(boundTo(sha256))
    decipher.setAuthTag(sealed.subarray(tagAt))
    const bytes = Buffer.concat([decipher.update(sealed.subarray(HEADER_BYTES, tagAt)), decipher.final()])
    if (createHash('sha256').update(bytes).digest('hex') === sha256) return bytes
  } catch (cause) {
    throw new Fault('picture_unreadable', 'the picture was altered, or the key is another', { cause })
  }
  throw new Fault('picture_unreadable', 'the picture is not the one it is named after')
}

function boundTo(sha256: string): Buffer {
  return Buffer.concat([Buffer.of(VERSION), Buffer.from(sha256, 'hex')])
}
