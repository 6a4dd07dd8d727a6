import { describe, expect, it } from 'vitest'
import type { Sender } from '../../src/core/study.js'
import { createPseudonymiser } from '../../src/store/pseudonymiser.js'

const key = Buffer.alloc(32, 1)
const sender: Sender = { channel: 'telegram', person: '42', chat: '42' }

describe('pseudonyms', () => {
  it('are the same for the same person on one installation, and for no other', () => {
    const pseudonyms = createPseudonymiser(key)
    expect(pseudonyms.person(sender)).toMatch(/^[0-9a-f]{32}$/)
    expect(createPseudonymiser(key).person({ ...sender, chat: '7' })).toBe(pseudonyms.person(sender))
    expect(createPseudonymiser(Buffer.alloc(32, 2)).person(sender)).not.toBe(pseudonyms.person(sender))
    expect(pseudonyms.person({ ...sender, person: '43' })).not.toBe(pseudonyms.person(sender))
  })

  it('cannot link a number as person, as chat and on another platform', () => {
    const pseudonyms = createPseudonymiser(key)
    const all = [
      pseudonyms.person(sender),
      pseudonyms.chat(sender),
      pseudonyms.person({ ...sender, channel: 'discord' }),
    ]
    expect(new Set(all).size).toBe(3)
  })

  it('of a message can be worked out by nobody without the key', () => {
    const pseudonyms = createPseudonymiser(key)
    expect(pseudonyms.occasion('telegram', '9:1:0')).toMatch(/^[0-9a-f]{32}$/)
    const others = [
      pseudonyms.occasion('discord', '9:1:0'),
      pseudonyms.occasion('telegram', '9:1:1'),
      createPseudonymiser(Buffer.alloc(32, 2)).occasion('telegram', '9:1:0'),
    ]
    expect(others).not.toContain(pseudonyms.occasion('telegram', '9:1:0'))
    expect(createPseudonymiser(key).occasion('telegram', '9:1:0')).toBe(
      pseudonyms.occasion('telegram', '9:1:0'),
    )
  })

  it('are none for no chat', () => {
    expect(createPseudonymiser(key).chat({ ...sender, chat: null })).toBeNull()
  })
})
