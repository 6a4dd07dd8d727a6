import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../src/core/language.js'
import { english } from '../../src/core/wording/english.js'
import { WORDINGS } from '../../src/core/wording/languages.js'
import { createConversation } from '../../src/bots/conversation.js'
import type { Incoming } from '../../src/bots/incoming.js'
import { attachmentWith, createBehindDoor, createKeptLine, picturesOf, speakerOf } from './support.js'

const film = attachmentWith(Buffer.from('film'))

/** Says one thing to a bot that is by invitation. */
async function hear(incoming: Incoming, over: Parameters<typeof speakerOf>[0] = {}) {
  const behind = createBehindDoor({ open: false })
  const kept = createKeptLine()
  await createConversation(behind).hear(speakerOf(over), incoming, kept.line)
  return { behind, ...kept }
}

describe('a stranger', () => {
  it.each<[string, Incoming]>([
    ['a picture', picturesOf([film])],
    ['an album', picturesOf([film, film, film])],
    ['words', { kind: 'words' }],
    ['about', { kind: 'command', command: 'about' }],
    ['status', { kind: 'command', command: 'status' }],
    ['mine', { kind: 'command', command: 'mine' }],
    ['delete', { kind: 'command', command: 'delete' }],
  ])('who sends %s reads one sentence, and the record has an event', async (_, incoming) => {
    const { behind, said, buttons } = await hear(incoming)
    expect(said).toEqual([english.refusals.not_allowed])
    expect(buttons).toEqual([[]])
    expect(behind.reader.seen).toHaveLength(0)
    expect(await behind.recorded()).toEqual([])
    expect(behind.audit.entries).toEqual([
      expect.objectContaining({
        kind: 'sender.refused',
        actor: { kind: 'person', id: 'telegram-person-77', channel: 'telegram' },
      }),
    ])
    expect(behind.log.lines).toHaveLength(1)
  })

  it.each(LANGUAGES)('reads it in their language: %s', async (locale) => {
    const { said } = await hear(picturesOf([film]), { locale })
    expect(said).toEqual([WORDINGS[locale].refusals.not_allowed])
  })

  it.each(['start', 'help', 'privacy'] as const)('may ask for %s', async (command) => {
    const { said, behind } = await hear({ kind: 'command', command })
    expect(said).toHaveLength(1)
    expect(said[0]).not.toContain(english.refusals.not_allowed)
    expect(behind.audit.entries).toEqual([])
  })

  it('may choose a language', async () => {
    const { said } = await hear({ kind: 'language', language: 'fr' })
    expect(said).toEqual([WORDINGS.fr.languageChosen])
  })

  it('who presses a button is told alone, and nothing happens', async () => {
    const { toasts, said, buttons, behind } = await hear({
      kind: 'press',
      data: 'a:00000000-0000-4000-8000-000000000001',
    })
    expect(toasts).toEqual([english.refusals.not_allowed])
    expect([said, buttons]).toEqual([[], []])
    expect(behind.audit.entries).toHaveLength(1)
  })

  it('with a code comes in, and nobody else with a code that is used up', async () => {
    const behind = createBehindDoor({ open: false })
    const conversation = createConversation(behind)
    const { line, said } = createKeptLine()
    const code = await behind.admission.issue({ uses: 1, expiresAt: new Date(Date.now() + 60_000) })
    const old = await behind.admission.issue({ uses: 1, expiresAt: new Date(0) })
    await conversation.hear(speakerOf(), { kind: 'join', code: '' }, line)
    await conversation.hear(speakerOf(), { kind: 'join', code: old }, line)
    await conversation.hear(speakerOf(), { kind: 'join', code }, line)
    await conversation.hear(speakerOf({ person: '78', chat: '78' }), { kind: 'join', code }, line)
    expect(said).toEqual([english.notJoined, english.notJoined, english.joined, english.notJoined])
    expect(await behind.admission.isAdmitted(speakerOf())).toBe(true)
  })

  it('in a chat that was allowed is none', async () => {
    const behind = createBehindDoor({ open: false })
    await behind.admission.allow({ channel: 'telegram', kind: 'chat', id: '-100' })
    const { line, said } = createKeptLine()
    await createConversation(behind).hear(speakerOf({ chat: '-100' }), picturesOf([film]), line)
    expect(said[1]).toMatch(/^PNEUMONIA/)
  })
})
