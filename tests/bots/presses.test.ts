import { describe, expect, it } from 'vitest'
import { Fault } from '../../src/core/fault.js'
import { LANGUAGES } from '../../src/core/language.js'
import type { Outcome } from '../../src/core/outcome.js'
import { english } from '../../src/core/wording/english.js'
import { WORDINGS } from '../../src/core/wording/languages.js'
import { createConversation } from '../../src/bots/conversation.js'
import type { Speaker } from '../../src/bots/incoming.js'
import type { Buttons } from '../../src/bots/reply-line.js'
import { createMemoryAdmission } from '../support/memory-stores.js'
import { SCRIPTED_HEATMAP } from '../support/scripted-reader.js'
import type { DoorOptions } from './support.js'
import { attachmentWith, createBehindDoor, createKeptLine, picturesOf, speakerOf } from './support.js'

const UNCERTAIN: Outcome = {
  kind: 'uncertain',
  scores: { COVID: 0.4, NORMAL: 0.3, PNEUMONIA: 0.3 },
  threshold: 0.6,
}

/** A message with `count` pictures, answered in the chat of `over`, whose buttons can be pressed by anybody. */
async function answered(options: DoorOptions = {}, over: Partial<Speaker> = {}, count = 1) {
  const behind = createBehindDoor(options)
  const conversation = createConversation(behind)
  const { line, buttons } = createKeptLine()
  const films = Array.from({ length: count }, (_, index) => attachmentWith(Buffer.from([index])))
  await conversation.hear(speakerOf(over), picturesOf(films), line)
  let standing: Buttons = buttons.at(-1) ?? []

  /** Presses the button with this text, as it stands now. */
  async function press(text: string, by: Partial<Speaker> = over) {
    const found = standing.flat().find((button) => button.text.includes(text))
    if (!found) throw new Error(`no button ${text}`)
    return pressData(found.data, by)
  }

  async function pressData(data: string, by: Partial<Speaker> = over) {
    const kept = createKeptLine()
    const heard = await conversation.hear(
      speakerOf(by),
      { kind: 'press', data, buttons: standing },
      kept.line,
    )
    standing = kept.buttons.at(-1) ?? standing
    return { ...kept, heard }
  }

  const texts = (): string[] => standing.flat().map(({ text }) => text)
  const [study] = await behind.recorded()
  const reviews = async (id = study?.id ?? '') =>
    (await behind.reviews.of(id)).map(({ reviewer, verdict, agrees }) => ({ reviewer, verdict, agrees }))
  return { behind, conversation, press, pressData, texts, reviews, study }
}

describe('a review in a private chat', () => {
  it('that agrees is noted, and shown with a way to change it', async () => {
    const { press, texts, reviews } = await answered()
    const { toasts, said } = await press(english.agree)
    expect(await reviews()).toEqual([{ reviewer: 'telegram-person-77', verdict: 'PNEUMONIA', agrees: true }])
    expect(toasts).toEqual([english.reviewed('PNEUMONIA')])
    expect(said).toEqual([])
    expect(texts()).toEqual([`✓ PNEUMONIA · ${english.changeReview}`, english.askReport])
  })

  it('that disagrees is asked which class it is, and can change its mind any time', async () => {
    const { press, texts, reviews } = await answered()
    await press(english.disagree)
    expect(texts()).toEqual(['COVID', 'NORMAL', 'PNEUMONIA', english.verdicts.other])
    expect(await reviews()).toEqual([])
    await press(english.verdicts.other)
    expect(await reviews()).toEqual([{ reviewer: 'telegram-person-77', verdict: 'other', agrees: false }])
    await press(english.changeReview)
    await press('NORMAL')
    expect(await reviews()).toEqual([{ reviewer: 'telegram-person-77', verdict: 'NORMAL', agrees: false }])
    expect(texts()[0]).toBe(`✓ NORMAL · ${english.changeReview}`)
    await press(english.changeReview)
    await press('PNEUMONIA')
    expect(await reviews()).toEqual([{ reviewer: 'telegram-person-77', verdict: 'PNEUMONIA', agrees: true }])
  })

  it('of an uncertain film neither agrees nor disagrees', async () => {
    const { press, reviews, pressData, study } = await answered({ answer: () => UNCERTAIN })
    await press('COVID')
    expect(await reviews()).toEqual([{ reviewer: 'telegram-person-77', verdict: 'COVID', agrees: null }])
    const { toasts } = await pressData(`a:${study?.id ?? ''}`)
    expect(toasts).toEqual([english.buttonTooOld])
  })

  it.each(LANGUAGES)('is thanked for in the language of whoever presses: %s', async (locale) => {
    const { press } = await answered()
    const { toasts } = await press(english.agree, { locale })
    expect(toasts).toEqual([WORDINGS[locale].reviewed(WORDINGS[locale].verdicts.PNEUMONIA)])
  })
})

describe('a review in a group', () => {
  const ada = { person: '77', chat: '-100' }
  const bob = { person: '78', chat: '-100' }

  it('is one a person, and the buttons stay for the others', async () => {
    const { press, texts, reviews } = await answered({}, ada)
    const before = texts()
    await press(english.agree, ada)
    expect(texts()).toEqual(before)
    await press(english.disagree, bob)
    await press('COVID', bob)
    expect(texts()).toEqual(before)
    expect(await reviews()).toEqual([
      { reviewer: 'telegram-person-77', verdict: 'PNEUMONIA', agrees: true },
      { reviewer: 'telegram-person-78', verdict: 'COVID', agrees: false },
    ])
  })

  it('shows nobody what the others said', async () => {
    const { press, texts } = await answered({}, ada)
    await press(english.disagree, ada)
    await press('COVID', ada)
    expect(texts().join()).not.toContain('✓')
  })

  it('that nobody else reads is one in private', async () => {
    const { press, texts } = await answered({}, { ...ada, alone: true })
    await press(english.agree)
    expect(texts()[0]).toContain('✓')
  })
})

describe('a review of an album', () => {
  it('is of the picture that was picked, and the others keep their buttons', async () => {
    const { press, texts, reviews, behind } = await answered({}, {}, 4)
    expect(texts().slice(0, 4)).toEqual(['1', '2', '3', '4'])
    await press('3')
    expect(texts()).toContain(`3 · ${english.agree}`)
    await press(`3 · ${english.disagree}`)
    await press('3 · NORMAL')
    const studies = await behind.recorded()
    const reviewed = await Promise.all(studies.map(({ id }) => reviews(id)))
    expect(reviewed.flat()).toEqual([{ reviewer: 'telegram-person-77', verdict: 'NORMAL', agrees: false }])
    expect(texts()).toEqual([
      '1',
      '2',
      '3',
      '4',
      `3 · ✓ NORMAL · ${english.changeReview}`,
      `3 · ${english.askReport}`,
    ])
    await press('1')
    expect(texts()).toContain(`1 · ${english.agree}`)
    await press('3')
    expect(texts()).toContain(`3 · ✓ NORMAL · ${english.changeReview}`)
  })
})

describe('a button that does not work', () => {
  it('for somebody who is in another chat says so, and nothing is noted', async () => {
    const { press, reviews } = await answered({}, { person: '77', chat: '-100' })
    const { toasts, said, buttons } = await press(english.agree, { person: '78', chat: '-200' })
    expect(toasts).toEqual([english.buttonTooOld])
    expect([said, buttons]).toEqual([[], []])
    expect(await reviews()).toEqual([])
  })

  it('works for the sender wherever they are', async () => {
    const { press, reviews } = await answered({}, { person: '77', chat: '-100' })
    await press(english.agree, { person: '77', chat: '-200' })
    expect(await reviews()).toHaveLength(1)
  })

  it('for somebody who is not admitted says who is', async () => {
    const { behind, study, reviews } = await answered({}, { chat: '-100' })
    const admission = createMemoryAdmission({ open: false })
    const { line, toasts } = createKeptLine()
    const press = { kind: 'press', data: `a:${study?.id ?? ''}` } as const
    await createConversation({ ...behind, admission }).hear(speakerOf({ chat: '-100' }), press, line)
    expect(toasts).toEqual([english.refusals.not_allowed])
    expect(await reviews()).toEqual([])
  })

  it.each([
    'v:nothing',
    'a:00000000-0000-4000-8000-000000000009',
    'p:00000000-0000-4000-8000-000000000009',
    'x:yes:0123456789ab',
    '<script>',
  ])('says so where it is none of ours or its study is gone: %s', async (data) => {
    const { pressData } = await answered()
    const { toasts, said } = await pressData(data)
    expect(toasts).toEqual([english.buttonTooOld])
    expect(said).toEqual([])
  })

  it('of a film that was refused says so', async () => {
    const { pressData, study } = await answered({
      answer: () => ({ kind: 'refused', code: 'too_small', scores: null }),
    })
    const { toasts, files } = await pressData(`p:${study?.id ?? ''}`)
    expect(toasts).toEqual([english.buttonTooOld])
    expect(files).toEqual([])
  })

  it('because something of ours broke says so to the presser, and leaves the answer standing', async () => {
    const { behind, study } = await answered()
    const reviews = {
      ...behind.reviews,
      record: () => Promise.reject(new Fault('internal', 'secret detail')),
    }
    const { line, toasts, said } = createKeptLine()
    const press = { kind: 'press', data: `a:${study?.id ?? ''}` } as const
    await createConversation({ ...behind, reviews }).hear(speakerOf(), press, line)
    expect(toasts[0]).toContain(english.fault)
    expect(said).toEqual([])
    expect(behind.log.lines.join()).not.toContain('secret detail')
  })
})

describe('a report', () => {
  it('is drawn of the study, its reviews, its picture and its heatmap, and sent as a file', async () => {
    const { press, behind, study } = await answered()
    await press(english.agree)
    const { files } = await press(english.askReport, { locale: 'fr' })
    expect(files).toEqual([
      {
        name: `chestcheck-${study?.reference ?? ''}.pdf`,
        mimeType: 'application/pdf',
        bytes: Buffer.from(`%PDF-1.7 ${study?.reference ?? ''}`),
        caption: WORDINGS.fr.reportCaption(study?.reference ?? ''),
      },
    ])
    const [drawn] = behind.drawn
    expect(drawn).toMatchObject({ language: 'fr', study: { id: study?.id } })
    expect(drawn?.reviews.map(({ verdict }) => verdict)).toEqual(['PNEUMONIA'])
    expect([...(drawn?.picture ?? [])]).toEqual([0])
    expect(Buffer.from(drawn?.heatmap ?? []).equals(SCRIPTED_HEATMAP.bytes)).toBe(true)
    expect(behind.audit.entries).toEqual([
      expect.objectContaining({
        kind: 'study.report_made',
        subject: study?.id,
        actor: { kind: 'person', id: 'telegram-person-77', channel: 'telegram' },
      }),
    ])
  })

  it('is drawn without a picture that was erased', async () => {
    const { press, behind, study } = await answered()
    await behind.studies.markPictureErased(study?.id ?? '', new Date())
    await press(english.askReport)
    expect(behind.drawn[0]).toMatchObject({ picture: null, heatmap: null })
  })

  it('that cannot be drawn is said to be so', async () => {
    const { behind, study } = await answered()
    const reports = { make: () => Promise.reject(new Error('secret detail')) }
    const { line, toasts, files } = createKeptLine()
    const press = { kind: 'press', data: `p:${study?.id ?? ''}` } as const
    await createConversation({ ...behind, reports }).hear(speakerOf(), press, line)
    expect(toasts).toEqual([english.reportNotMade])
    expect(files).toEqual([])
    expect(behind.log.lines.join()).toContain('report.not_made')
    expect(behind.log.lines.join()).not.toContain('secret detail')
  })

  it('of another picture of the album is of that picture', async () => {
    const { press, behind } = await answered({}, {}, 3)
    await press('2')
    await press(`2 · ${english.askReport}`)
    expect([...(behind.drawn[0]?.picture ?? [])]).toEqual([1])
  })
})
