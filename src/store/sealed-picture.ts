import { createHash } from 'node:crypto'
import { Fault } from '../core/fault.js'
import { openBytes, sealBytes } from './sealed-bytes.js'

/** Encrypts a picture, bound to its SHA-256 (64 hex digits), so that one file cannot stand in for another. */
export function seal(bytes: Uint8Array, sha256: string, key: Uint8Array): Buffer {
  return sealBytes(bytes, Buffer.from(sha256, 'hex'), key)
}

/** Decrypts what {@link seal} gave. Throws `picture_unreadable` when anything about it was altered, or the key differs. */
export function openSealed(sealed: Uint8Array, sha256: string, key: Uint8Array): Buffer {
  const bytes = openBytes(sealed, Buffer.from(sha256, 'hex'), key)
  if (bytes === null) throw new Fault('picture_unreadable', 'the picture was altered, or the key is another')
  if (createHash('sha256').update(bytes).digest('hex') === sha256) return bytes
  throw new Fault('picture_unreadable', 'the picture is not the one it is named after')
}
