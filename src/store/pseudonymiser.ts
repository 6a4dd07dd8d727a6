import { createHmac } from 'node:crypto'
import type { Pseudonymiser } from '../core/pseudonym.js'

/**
 * Pseudonyms of 32 hex digits: HMAC-SHA256 under the installation's key, cut to 128 bits. The channel and the kind
 * are part of what is hashed, so the same number on two platforms, or as person and as chat, cannot be linked.
 */
export function createPseudonymiser(key: Uint8Array): Pseudonymiser {
  const pseudonym = (channel: string, kind: string, id: string): string =>
    createHmac('sha256', key)
      .update(JSON.stringify([channel, kind, id]))
      .digest('hex')
      .slice(0, 32)
  return {
    // A client is a program: there is nobody to hide, and its id is ours already.
    person: ({ channel, person }) => (channel === 'api' ? person : pseudonym(channel, 'person', person)),
    chat: ({ channel, chat }) => (chat === null ? null : pseudonym(channel, 'chat', chat)),
    occasion: (channel, occasion) => pseudonym(channel, 'occasion', occasion),
    server: ({ channel, server = null }) => (server === null ? null : pseudonym(channel, 'server', server)),
  }
}
