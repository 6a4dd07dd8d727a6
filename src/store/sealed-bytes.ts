import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

// One byte of version, 12 of nonce, the encrypted bytes, 16 of tag: AES-256-GCM (NIST SP 800-38D).
const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
const HEADER_BYTES = 1 + NONCE_BYTES
const CIPHER = 'aes-256-gcm'

/**
 * Encrypts bytes. `owner` names what they belong to and goes into the tag, so that one cannot stand in for another.
 * `key` is 32 bytes. The nonce is random: with one key it serves for 2^32 calls.
 */
export function sealBytes(bytes: Uint8Array, owner: Uint8Array, key: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(boundTo(owner))
  return Buffer.concat([Buffer.of(VERSION), nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
}

/** Decrypts what {@link sealBytes} gave. Null when anything about it was altered, or the owner or the key differs. */
export function openBytes(sealed: Uint8Array, owner: Uint8Array, key: Uint8Array): Buffer | null {
  if (sealed.byteLength < HEADER_BYTES + TAG_BYTES || sealed[0] !== VERSION) return null
  const tagAt = sealed.byteLength - TAG_BYTES
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(1, HEADER_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(boundTo(owner))
  decipher.setAuthTag(sealed.subarray(tagAt))
  const start = decipher.update(sealed.subarray(HEADER_BYTES, tagAt))
  try {
    return Buffer.concat([start, decipher.final()])
  } catch {
    // The only thing that `final` complains of is the tag.
    return null
  }
}

function boundTo(owner: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(VERSION), owner])
}
