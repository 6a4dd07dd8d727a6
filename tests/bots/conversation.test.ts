import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../src/core/language.js'
import type { Outcome } from '../../src/core/outcome.js'
import { REFUSAL_CODES, refused } from '../../src/core/outcome.js'
import { Fault } from '../../src/core/fault.js'
import { english } from '../../src/core/wording/english.js'
import { WORDINGS } from '../../src/core/wording/languages.js'
import { createConversation } from '../../src/bots/conversation.js'
import type { ReplyLine } from '../../src/bots/reply-line.js'
import { createMemoryRateLimits } from '../support/memory-stores.js'
import { PNEUMONIA_FINDING, SCRIPTED_HEATMAP } from '../support/scripted-reader.js'
import {
  BUSY,
  attachmentWith,
  createBehindDoor,
  createKeptLine,
  createMemoryDisk,
  createPromise,
  picturesOf,
  speakerOf,
} from './support.js'

const film = attachmentWith(Buffer.from('film'))
const filmNamed = (name: string) => attachmentWith(Buffer.from(name))

describe('a picture in a conversation', () => {
  it('gets a sign of life, then the answer, and its delivery is recorded', async () => {
    const behind = createBehindDoor()
    const { line, said } = createKeptLine()
    expect(await createConversation(behind).hear(speakerOf(), picturesOf([film]), line)).toBe('done')
    expect(said).toEqual([english.reading, expect.stringMatching(/^PNEUMONIA\n/)])
    expect((await behind.recorded())[0]?.deliveredAt).toBeInstanceOf(Date)
  })

  it('has its sign of life before anything is read, with thirty others waiting', async () => {
    const reading = createPromise<Outcome>()
    const behind = createBehindDoor({ answer: () => reading.promise })
    const conversation = createConversation(behind)
    const lines = Array.from({ length: 31 }, () => createKeptLine())
    const heard = lines.map(({ line }) => conversation.hear(speakerOf(), picturesOf([film]), line))
    await expect.poll(() => lines.every(({ said }) => said[0] === english.reading)).toBe(true)
    expect(behind.reader.seen.length).toBeLessThanOrEqual(1)
    expect(await behind.recorded()).not.toContainEqual(expect.objectContaining({ outcome: 'finding' }))
    reading.resolve(PNEUMONIA_FINDING)
    await Promise.all(heard)
    expect(lines.every(({ said }) => said.at(-1)?.startsWith('PNEUMONIA') === true)).toBe(true)
  })

  it('comes with its heatmap once the answer is out and noted', async () => {
    const behind = createBehindDoor()
    const { line, shown, said } = createKeptLine()
    let noted = false
    const show: ReplyLine['show'] = async (pictures) => {
      noted = (await behind.recorded())[0]?.deliveredAt instanceof Date && said.length === 2
      await line.show(pictures)
    }
    await createConversation(behind).hear(speakerOf(), picturesOf([film]), { ...line, show })
    expect(noted).toBe(true)
    expect(shown).toEqual([{ ...SCRIPTED_HEATMAP, caption: english.heatmap('PNEUMONIA') }])
  })

  it('comes with nothing where it was refused, or the answer was lost', async () => {
    const [first, second] = [createKeptLine(), createKeptLine({ delivers: false })]
    const refusing = createBehindDoor({ answer: () => BUSY })
    await createConversation(refusing).hear(speakerOf(), picturesOf([film]), first.line)
    await createConversation(createBehindDoor()).hear(speakerOf(), picturesOf([film]), second.line)
    expect([first.shown, second.shown]).toEqual([[], []])
  })

  it('is not read on a line that is closed', async () => {
    const behind = createBehindDoor()
    const { line, said } = createKeptLine({ open: false })
    expect(await createConversation(behind).hear(speakerOf(), picturesOf([film]), line)).toBe('done')
    expect(behind.reader.seen).toHaveLength(0)
    expect(said).toEqual([english.reading])
  })

  it('is not noted as delivered where the answer was lost', async () => {
    const behind = createBehindDoor()
    const { line } = createKeptLine({ delivers: false })
    expect(await createConversation(behind).hear(speakerOf(), picturesOf([film]), line)).toBe('lost')
    expect((await behind.recorded())[0]).toMatchObject({ outcome: 'finding', deliveredAt: null })
  })

  it('keeps its answer where only the record of its delivery fails', async () => {
    const behind = createBehindDoor()
    const screening = {
      ...behind.screening,
      delivered: () => Promise.reject(new Fault('record_missing', 'gone')),
    }
    const { line, said } = createKeptLine()
    await createConversation({ ...behind, screening }).hear(speakerOf(), picturesOf([film]), line)
    expect(said).toHaveLength(2)
    expect(behind.log.lines.join()).toContain('delivery.not_recorded')
  })

  it('is left for the next start where the program ends, and nothing is said', async () => {
    const behind = createBehindDoor({ answer: () => ({ kind: 'fault', code: 'inference_unavailable' }) })
    const { line, said } = createKeptLine()
    expect(await createConversation(behind).hear(speakerOf(), picturesOf([film]), line)).toBe('interrupted')
    expect(said).toEqual([english.reading])
  })

  it('that is heard again after its delivery is not answered again', async () => {
    const disk = createMemoryDisk()
    const message = picturesOf([film])
    await createConversation(createBehindDoor({ disk })).hear(speakerOf(), message, createKeptLine().line)
    const again = createBehindDoor({ disk })
    const { line, said, shown } = createKeptLine()
    expect(await createConversation(again).hear(speakerOf(), message, line)).toBe('done')
    expect([said, shown]).toEqual([[english.reading], []])
    expect(await again.recorded()).toHaveLength(1)
  })

  it('that is heard again after a lost answer gets the same one, with its heatmap and reference', async () => {
    const disk = createMemoryDisk()
    const message = picturesOf([film])
    const lost = createKeptLine({ delivers: false })
    await createConversation(createBehindDoor({ disk })).hear(speakerOf(), message, lost.line)
    const { line, said, shown } = createKeptLine()
    const again = createBehindDoor({ disk })
    await createConversation(again).hear(speakerOf(), message, line)
    expect(said).toEqual(lost.said)
    expect(shown).toHaveLength(1)
    expect(again.reader.seen).toHaveLength(0)
  })

  it('says its place where the wait is long, and not where it is short', async () => {
    const reading = createPromise<Outcome>()
    const behind = createBehindDoor({ answer: () => reading.promise, expectedMs: 2000 })
    const conversation = createConversation(behind)
    const lines = [createKeptLine(), createKeptLine(), createKeptLine()]
    const heard = lines.map(({ line }) => conversation.hear(speakerOf(), picturesOf([film]), line))
    await expect.poll(() => lines.every(({ said }) => said.length > 0)).toBe(true)
    await expect.poll(() => lines[2]?.said.length).toBe(2)
    reading.resolve(PNEUMONIA_FINDING)
    await Promise.all(heard)
    const [first, , third] = lines.map(({ said }) => said)
    expect(first).toHaveLength(2)
    expect(third?.[1]).toMatch(/^Your picture waits: number [23], about [46] /)
    expect(third?.[2]).toMatch(/^PNEUMONIA/)
  })

  it('keeps the caption as its note', async () => {
    const behind = createBehindDoor()
    const incoming = picturesOf([film], { note: 'after two days' })
    await createConversation(behind).hear(speakerOf(), incoming, createKeptLine().line)
    expect((await behind.recorded())[0]?.note).toBe('after two days')
  })
})

describe('several pictures in one message', () => {
  it('get one answer in the order they came, each noted as delivered', async () => {
    const behind = createBehindDoor({
      answer: (bytes) => (Buffer.from(bytes).toString() === 'film' ? PNEUMONIA_FINDING : BUSY),
    })
    const { line, said } = createKeptLine()
    await createConversation(behind).hear(speakerOf(), picturesOf([film, filmNamed('other')]), line)
    expect(said[1]).toMatch(/^1\/2 · PNEUMONIA[\s\S]*2\/2 · Too many/)
    expect(said[1]).toContain('Try again in about 7 seconds.')
    const studies = await behind.recorded()
    expect(studies.map((study) => study.deliveredAt instanceof Date)).toEqual([true, true])
  })

  it('have numbered heatmaps, and no more than one message holds', async () => {
    let count = 0
    const behind = createBehindDoor({ answer: () => ((count += 1) === 2 ? BUSY : PNEUMONIA_FINDING) })
    const { line, shown } = createKeptLine()
    const films = Array.from({ length: 14 }, () => film)
    await createConversation(behind).hear(speakerOf(), picturesOf(films), line)
    expect(shown).toHaveLength(10)
    expect(shown.slice(0, 2).map(({ caption }) => caption.slice(0, 5))).toEqual(['1/14 ', '3/14 '])
  })

  it('are waited for while the album arrives, behind one sign of life', async () => {
    const { line, said } = createKeptLine()
    const album = createPromise<ReturnType<typeof picturesOf>['pictures']>()
    const incoming = { kind: 'pictures', pictures: album.promise } as const
    const heard = createConversation(createBehindDoor()).hear(speakerOf(), incoming, line)
    await expect.poll(() => said).toEqual([english.reading])
    album.resolve(picturesOf([film, film]).pictures)
    await heard
    expect(said[1]).toMatch(/^1\/2 · PNEUMONIA/)
  })
})

describe('the order of answers', () => {
  it('in a chat is the order of arrival, also where a later message could be answered sooner', async () => {
    const said: string[] = []
    const lineNamed = (name: string): ReplyLine => {
      const { line } = createKeptLine()
      return {
        ...line,
        answer: (message) => Promise.resolve(said.push(name)).then(() => line.answer(message)),
      }
    }
    const conversation = createConversation(createBehindDoor())
    const album = createPromise<ReturnType<typeof picturesOf>['pictures']>()
    const first = { kind: 'pictures', pictures: album.promise } as const
    const heard = [
      conversation.hear(speakerOf(), first, lineNamed('first')),
      conversation.hear(speakerOf(), picturesOf([film]), lineNamed('second')),
      conversation.hear(speakerOf({ person: '78', chat: '78' }), picturesOf([film]), lineNamed('elsewhere')),
    ]
    await expect.poll(() => said).toEqual(['elsewhere'])
    album.resolve(picturesOf([film]).pictures)
    await Promise.all(heard)
    expect(said).toEqual(['elsewhere', 'first', 'second'])
  })

  it('does not keep anybody waiting to hear that they have to wait', async () => {
    const reading = createPromise<Outcome>()
    const behind = createBehindDoor({ answer: () => reading.promise, queueLimit: 1 })
    const conversation = createConversation(behind)
    const [first, second, third] = [createKeptLine(), createKeptLine(), createKeptLine()]
    const heard = [conversation.hear(speakerOf(), picturesOf([film]), first.line)]
    await expect.poll(() => behind.reader.seen.length).toBe(1)
    heard.push(conversation.hear(speakerOf(), picturesOf([film]), second.line))
    await expect.poll(() => behind.turns.waiting()).toBe(1)
    await conversation.hear(speakerOf(), picturesOf([film]), third.line)
    expect(third.said[1]).toContain(english.refusals.busy)
    expect(third.said[1]).toMatch(/Try again in about \d+ second/)
    expect(first.said).toHaveLength(1)
    reading.resolve(PNEUMONIA_FINDING)
    await Promise.all(heard)
  })

  it('goes on after a message that broke', async () => {
    const behind = createBehindDoor()
    const conversation = createConversation(behind)
    const broken = { kind: 'pictures', pictures: Promise.reject(new Error('secret detail')) } as const
    const [first, second] = [createKeptLine(), createKeptLine()]
    await Promise.all([
      conversation.hear(speakerOf(), broken, first.line),
      conversation.hear(speakerOf(), picturesOf([film]), second.line),
    ])
    expect(first.said[1]).toContain(english.fault)
    expect(second.said[1]).toMatch(/^PNEUMONIA/)
    const reference = /CC-\w{8}/.exec(first.said[1] ?? '')?.[0] ?? 'none'
    expect(behind.log.lines.join()).toContain(reference)
    expect(behind.log.lines.join()).not.toContain('secret detail')
  })
})

describe('who sends too much', () => {
  it('is told when to come back', async () => {
    const rates = createMemoryRateLimits({ perPerson: 1, seconds: 60 })
    const conversation = createConversation(createBehindDoor({ rates }))
    const { line, said, buttons } = createKeptLine()
    await conversation.hear(speakerOf(), picturesOf([film]), createKeptLine().line)
    await conversation.hear(speakerOf(), picturesOf([film]), line)
    expect(said[1]).toContain(english.refusals.rate_limited)
    expect(said[1]).toContain('Try again in about 60 seconds.')
    expect(buttons).toEqual([[]])
  })
})

describe.each(LANGUAGES)('an answer in %s', (language) => {
  const wording = WORDINGS[language]
  const speaker = speakerOf({ locale: `${language}-XX` })

  it('has the words of that language and its disclaimer', async () => {
    const { line, said } = createKeptLine()
    await createConversation(createBehindDoor()).hear(speaker, picturesOf([film]), line)
    expect(said[0]).toBe(wording.reading)
    expect(said[1]?.startsWith(wording.labels.PNEUMONIA)).toBe(true)
    expect(said[1]).toContain(wording.statements.PNEUMONIA)
    expect(said[1]).toContain(wording.disclaimer)
  })

  it.each(REFUSAL_CODES.filter((code) => code !== 'not_allowed'))('says %s', async (code) => {
    const { line, said } = createKeptLine({ limit: 2000 })
    const behind = createBehindDoor({ answer: () => refused(code) })
    await createConversation(behind).hear(speaker, picturesOf([film]), line)
    expect(said[1]).toContain(wording.refusals[code])
    expect(said[1]).toContain(wording.disclaimer)
  })

  it('has what the operator adds to the disclaimer', async () => {
    const { line, said } = createKeptLine()
    const behind = createBehindDoor({ extraDisclaimer: 'Ward 3 only.' })
    await createConversation(behind).hear(speaker, picturesOf([film]), line)
    expect(said[1]).toContain(`${wording.disclaimer} Ward 3 only.`)
  })
})
