import { describe, expect, it } from 'vitest'
import { Fault } from '../../src/core/fault.js'
import { LANGUAGES } from '../../src/core/language.js'
import type { Outcome } from '../../src/core/outcome.js'
import { english } from '../../src/core/wording/english.js'
import { WORDINGS } from '../../src/core/wording/languages.js'
import type { Wording } from '../../src/core/wording/wording.js'
import { COMMANDS } from '../../src/core/wording/wording.js'
import { createConversation } from '../../src/bots/conversation.js'
import type { Incoming, Speaker } from '../../src/bots/incoming.js'
import { readButton } from '../../src/bots/button-data.js'
import { PNEUMONIA_FINDING, SCRIPTED_MODEL } from '../support/scripted-reader.js'
import {
  BUSY,
  attachmentWith,
  createBehindDoor,
  createKeptLine,
  createPromise,
  picturesOf,
  speakerOf,
} from './support.js'

const film = attachmentWith(Buffer.from('film'))

async function ask(
  behind: ReturnType<typeof createBehindDoor>,
  incoming: Incoming,
  over: Partial<Speaker> = {},
) {
  const kept = createKeptLine({ limit: 2000 })
  await createConversation(behind).hear(speakerOf(over), incoming, kept.line)
  return { ...kept, text: kept.said.at(-1) ?? '' }
}

const command = (name: Extract<Incoming, { kind: 'command' }>['command']): Incoming => ({
  kind: 'command',
  command: name,
})

describe.each(LANGUAGES)('commands in %s', (language) => {
  const wording: Wording = WORDINGS[language]
  const inLanguage = { locale: language }

  it.each<[string, Incoming, readonly string[]]>([
    ['start', command('start'), [wording.start, wording.disclaimer]],
    ['help', command('help'), [wording.help, wording.disclaimer]],
    ['about', command('about'), [SCRIPTED_MODEL.id]],
    ['privacy', command('privacy'), [wording.privacy(30)]],
    ['status', command('status'), [wording.status({ ready: true, waiting: 0, place: null, seconds: null })]],
    ['mine', command('mine'), [wording.mine([])]],
    ['delete', command('delete'), [wording.askDelete]],
    ['language', { kind: 'language', language: null }, [wording.chooseLanguage]],
    ['join', { kind: 'join', code: 'wrong' }, [wording.notJoined]],
    ['xray without a picture', { kind: 'words' }, [wording.askForPicture]],
  ])('%s is answered in a message that every platform takes', async (_, incoming, parts) => {
    const { said, text } = await ask(createBehindDoor(), incoming, inLanguage)
    expect(said).toHaveLength(1)
    for (const part of parts) expect(text).toContain(part)
    expect(text.endsWith('…')).toBe(false)
  })

  it('help lists each command with what it does', async () => {
    const { text } = await ask(createBehindDoor(), command('help'), inLanguage)
    for (const name of COMMANDS) {
      expect(text).toContain(`/${name}`)
      expect(text).toContain(wording.commands[name])
    }
  })
})

describe('the language', () => {
  it('is the one that the app speaks, and English where nothing is known', async () => {
    const behind = createBehindDoor()
    expect((await ask(behind, { kind: 'words' }, { locale: 'pt-BR' })).text).toBe(WORDINGS.pt.askForPicture)
    expect((await ask(behind, { kind: 'words' }, { locale: 'zh' })).text).toBe(english.askForPicture)
  })

  it('is offered by its own name, one button each', async () => {
    const { buttons } = await ask(createBehindDoor(), { kind: 'language', language: null })
    const offered = buttons.at(-1)?.flat() ?? []
    expect(offered.map(({ text }) => text)).toEqual(
      LANGUAGES.map((language) => WORDINGS[language].languageName),
    )
    expect(offered.map(({ data }) => readButton(data))).toEqual(
      LANGUAGES.map((language) => ({ kind: 'language', language })),
    )
    expect(buttons.at(-1)?.length).toBeLessThanOrEqual(5)
  })

  it('that was chosen is kept, for the one who chose it alone', async () => {
    const behind = createBehindDoor()
    const { text } = await ask(behind, { kind: 'language', language: 'de' }, { locale: 'fr' })
    expect(text).toBe(WORDINGS.de.languageChosen)
    expect((await ask(behind, { kind: 'words' }, { locale: 'fr' })).text).toBe(WORDINGS.de.askForPicture)
    const other = await ask(behind, { kind: 'words' }, { locale: 'fr', person: '78' })
    expect(other.text).toBe(WORDINGS.fr.askForPicture)
  })

  it('that was pressed takes the place of the question, but stays for the others in a group', async () => {
    const behind = createBehindDoor()
    const press: Incoming = { kind: 'press', data: 'l:es' }
    expect((await ask(behind, press)).said).toEqual([WORDINGS.es.languageChosen])
    const group = await ask(behind, press, { person: '78', chat: '-100' })
    expect(group.said).toEqual([])
    expect(group.toasts).toEqual([WORDINGS.es.languageChosen])
  })

  it('falls back to that of the app where the record cannot be read', async () => {
    const behind = createBehindDoor()
    const people = {
      ...behind.people,
      language: () => Promise.reject(new Fault('internal', 'secret detail')),
    }
    const { line, said } = createKeptLine()
    await createConversation({ ...behind, people }).hear(speakerOf({ locale: 'de' }), { kind: 'words' }, line)
    expect(said).toEqual([WORDINGS.de.askForPicture])
    expect(behind.log.lines.join()).not.toContain('secret detail')
  })
})

describe('about', () => {
  it('says so while no model is ready', async () => {
    const { text } = await ask({ ...createBehindDoor(), model: () => null }, command('about'))
    expect(text).toBe(english.about(null))
  })
})

describe('status', () => {
  it('tells the place of the picture that waits, and how many wait in all', async () => {
    const reading = createPromise<Outcome>()
    const behind = createBehindDoor({ answer: () => reading.promise, expectedMs: 2000 })
    const conversation = createConversation(behind)
    const heard = [1, 2, 3].map(() =>
      conversation.hear(speakerOf(), picturesOf([film]), createKeptLine().line),
    )
    await expect.poll(() => behind.reader.seen.length).toBe(1)
    await expect.poll(() => behind.turns.waiting()).toBe(2)
    const { text } = await ask(behind, command('status'))
    expect(text).toBe(english.status({ ready: true, waiting: 2, place: 1, seconds: 4 }))
    const other = await ask(behind, command('status'), { person: '78', chat: '78' })
    expect(other.text).toBe(english.status({ ready: true, waiting: 2, place: null, seconds: null }))
    reading.resolve(PNEUMONIA_FINDING)
    await Promise.all(heard)
  })
})

describe('mine', () => {
  it('lists the last ten with what became of them and their references', async () => {
    let count = 0
    const behind = createBehindDoor({ answer: () => ((count += 1) % 2 === 0 ? BUSY : PNEUMONIA_FINDING) })
    const conversation = createConversation(behind)
    for (let sent = 0; sent < 12; sent += 1)
      await conversation.hear(speakerOf(), picturesOf([film]), createKeptLine().line)
    await conversation.hear(speakerOf({ person: '78' }), picturesOf([film]), createKeptLine().line)
    const { text } = await ask(behind, command('mine'))
    expect(text.match(/CC-\w{8}/g)).toHaveLength(10)
    expect(text).toContain('PNEUMONIA')
    const others = (await behind.recorded()).find(({ person }) => person.endsWith('78'))
    expect(text).not.toContain(others?.reference)
  })

  it('tells a group nothing of what was sent elsewhere', async () => {
    const behind = createBehindDoor()
    const conversation = createConversation(behind)
    await conversation.hear(speakerOf(), picturesOf([film]), createKeptLine().line)
    await conversation.hear(speakerOf({ chat: '-100' }), picturesOf([film]), createKeptLine().line)
    const { text } = await ask(behind, command('mine'), { chat: '-100' })
    expect(text.match(/CC-\w{8}/g)).toHaveLength(1)
    expect((await ask(behind, command('mine'))).text.match(/CC-\w{8}/g)).toHaveLength(2)
  })
})

describe('delete', () => {
  async function sentAndAsked(over: Partial<Speaker> = {}) {
    const behind = createBehindDoor()
    await createConversation(behind).hear(speakerOf(over), picturesOf([film]), createKeptLine().line)
    const { buttons } = await ask(behind, command('delete'), over)
    const [erase, keep] = buttons.at(-1)?.flat() ?? []
    const press = (data: string | undefined, by: Partial<Speaker> = over) =>
      ask(behind, { kind: 'press', data: data ?? '' }, by)
    return { behind, erase: erase?.data, keep: keep?.data, press }
  }

  it('erases nothing before the one who asked agrees', async () => {
    const { behind, press, keep } = await sentAndAsked()
    const { said, buttons } = await press(keep)
    expect(said).toEqual([english.notDeleted])
    expect(buttons).toEqual([[]])
    expect((await behind.recorded())[0]).toMatchObject({
      pictureErasedAt: null,
      person: 'telegram-person-77',
    })
  })

  it('erases pictures and heatmaps, and leaves a record that leads to nobody', async () => {
    const { behind, press, erase } = await sentAndAsked()
    const [before] = await behind.recorded()
    const { said } = await press(erase)
    expect(said).toEqual([english.deleted(1, 1)])
    const [after] = await behind.recorded()
    expect(after).toMatchObject({ reference: before?.reference, outcome: 'finding', note: null })
    expect(after?.person).not.toBe(before?.person)
    expect(after?.pictureErasedAt).toBeInstanceOf(Date)
    expect(await behind.pictures.read(before?.sha256 ?? '')).toBeNull()
    expect(await behind.pictures.read(before?.heatmapSha256 ?? '')).toBeNull()
    expect((await ask(behind, command('mine'))).text).toBe(english.mine([]))
  })

  it('leaves the bytes that somebody else sent as well', async () => {
    const { behind, press, erase } = await sentAndAsked()
    await createConversation(behind).hear(
      speakerOf({ person: '78', chat: '78' }),
      picturesOf([film]),
      createKeptLine().line,
    )
    await press(erase)
    const kept = (await behind.recorded()).filter(({ pictureErasedAt }) => pictureErasedAt === null)
    expect(kept.map(({ person }) => person)).toEqual(['telegram-person-78'])
    expect(await behind.pictures.read(kept[0]?.sha256 ?? '')).not.toBeNull()
  })

  it('counts nobody else’s press in a group, neither for the asker nor for the presser', async () => {
    const { behind, press, erase } = await sentAndAsked({ chat: '-100' })
    await createConversation(behind).hear(
      speakerOf({ person: '78', chat: '-100' }),
      picturesOf([film]),
      createKeptLine().line,
    )
    const { said, toasts } = await press(erase, { person: '78', chat: '-100' })
    expect(said).toEqual([])
    expect(toasts).toEqual([english.buttonTooOld])
    const studies = await behind.recorded()
    expect(studies.map(({ pictureErasedAt }) => pictureErasedAt)).toEqual([null, null])
  })
})
