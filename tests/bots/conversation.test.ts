import { describe, expect, it } from 'vitest'
import { createConversation } from '../../src/bots/conversation.js'
import { Fault } from '../../src/core/fault.js'
import type { Outcome } from '../../src/core/outcome.js'
import type { Sender } from '../../src/core/study.js'
import { english } from '../../src/core/wording/english.js'
import type { ReplyLine } from '../../src/bots/conversation.js'
import { PNEUMONIA_FINDING, SCRIPTED_HEATMAP } from '../support/scripted-reader.js'
import { BUSY, attachmentWith, createBehindDoor, createKeptLine, createPromise } from './support.js'

const sender: Sender = { channel: 'telegram', person: '77', chat: '77' }
const film = attachmentWith(Buffer.from('film'))

describe('a conversation', () => {
  it('shows a sign of life, then the answer, and records the delivery', async () => {
    const behind = createBehindDoor()
    const { line, said } = createKeptLine()
    await createConversation(behind).hear(sender, { kind: 'pictures', attachments: [film] }, line)
    expect(said[0]).toBe(english.reading)
    expect(said[1]).toMatch(/^PNEUMONIA\n/)
    expect(said).toHaveLength(2)
    expect((await behind.recorded())[0]?.deliveredAt).toBeInstanceOf(Date)
  })

  it('shows the heatmap once the answer is out and noted', async () => {
    const behind = createBehindDoor()
    const { line, shown, said } = createKeptLine()
    let noted = false
    const show: ReplyLine['show'] = async (pictures) => {
      noted = (await behind.recorded())[0]?.deliveredAt instanceof Date && said.length === 2
      await line.show(pictures)
    }
    const incoming = { kind: 'pictures', attachments: [film] } as const
    await createConversation(behind).hear(sender, incoming, { ...line, show })
    expect(noted).toBe(true)
    expect(shown).toEqual([{ ...SCRIPTED_HEATMAP, caption: english.heatmap('PNEUMONIA') }])
  })

  it('numbers the heatmaps of an album as its answers, and shows no more than one message holds', async () => {
    let count = 0
    const behind = createBehindDoor({ answer: () => ((count += 1) === 2 ? BUSY : PNEUMONIA_FINDING) })
    const { line, shown } = createKeptLine()
    const attachments = Array.from({ length: 14 }, () => film)
    await createConversation(behind).hear(sender, { kind: 'pictures', attachments }, line)
    expect(shown).toHaveLength(10)
    expect(shown.slice(0, 2).map(({ caption }) => caption.slice(0, 5))).toEqual(['1/14 ', '3/14 '])
  })

  it('shows nothing with a refusal, or after an answer that was lost', async () => {
    const refusing = createBehindDoor({ answer: () => BUSY })
    const [first, second] = [createKeptLine(), createKeptLine({ delivers: false })]
    const incoming = { kind: 'pictures', attachments: [film] } as const
    await createConversation(refusing).hear(sender, incoming, first.line)
    await createConversation(createBehindDoor()).hear(sender, incoming, second.line)
    expect([first.shown, second.shown]).toEqual([[], []])
  })

  it('gives several pictures one answer in the order they came, and notes each as delivered', async () => {
    const first = createPromise<Outcome>()
    const behind = createBehindDoor({
      answer: (bytes) => (Buffer.from(bytes).toString() === 'slow' ? first.promise : BUSY),
    })
    const { line, said } = createKeptLine()
    const attachments = ['slow', 'quick'].map((name) => attachmentWith(Buffer.from(name)))
    const heard = createConversation(behind).hear(sender, { kind: 'pictures', attachments }, line)
    await expect.poll(() => behind.reader.seen.length).toBe(2)
    first.resolve(PNEUMONIA_FINDING)
    await heard
    expect(said[1]).toMatch(/^1\/2 · PNEUMONIA[\s\S]*2\/2 · Too many/)
    expect(said[1]).toContain('Try again in about 7 seconds.')
    const studies = await behind.recorded()
    expect(studies.map((study) => study.deliveredAt instanceof Date)).toEqual([true, true])
  })

  it('reads nothing on a line that is closed', async () => {
    const behind = createBehindDoor()
    const { line, said } = createKeptLine({ open: false })
    await createConversation(behind).hear(sender, { kind: 'pictures', attachments: [film] }, line)
    expect(behind.reader.seen).toHaveLength(0)
    expect(said).toEqual([english.reading])
  })

  it('does not note an answer as delivered that was lost', async () => {
    const behind = createBehindDoor()
    const { line } = createKeptLine({ delivers: false })
    await createConversation(behind).hear(sender, { kind: 'pictures', attachments: [film] }, line)
    expect((await behind.recorded())[0]).toMatchObject({ outcome: 'finding', deliveredAt: null })
  })

  it('tells a stranger with an album once how to get in', async () => {
    const behind = createBehindDoor({ open: false })
    const { line, said } = createKeptLine()
    await createConversation(behind).hear(sender, { kind: 'pictures', attachments: [film, film, film] }, line)
    expect(said[1]?.split(english.refusals.not_allowed)).toHaveLength(2)
    expect(await behind.recorded()).toEqual([])
  })

  it('answers start and help with the disclaimer, and words with what to send', async () => {
    const behind = createBehindDoor()
    const { line, said } = createKeptLine()
    const conversation = createConversation(behind)
    await conversation.hear(sender, { kind: 'start' }, line)
    await conversation.hear(sender, { kind: 'help' }, line)
    await conversation.hear(sender, { kind: 'words' }, line)
    expect(said[0]).toContain(english.start)
    expect(said[0]).toContain(english.disclaimer)
    expect(said[1]).toContain(english.help)
    expect(said[2]).toBe(english.askForPicture)
  })

  it('redeems a code for the one who sent it', async () => {
    const behind = createBehindDoor({ open: false })
    const { line, said } = createKeptLine()
    const conversation = createConversation(behind)
    const code = await behind.admission.issue({ uses: 1, expiresAt: new Date(Date.now() + 60_000) })
    await conversation.hear(sender, { kind: 'join', code: '' }, line)
    await conversation.hear(sender, { kind: 'join', code }, line)
    await conversation.hear({ ...sender, person: '78' }, { kind: 'join', code }, line)
    expect(said).toEqual([english.notJoined, english.joined, english.notJoined])
    expect(await behind.admission.isAdmitted(sender)).toBe(true)
  })

  it('takes a broken admission as a failure of ours, with a reference that is in the log', async () => {
    const behind = createBehindDoor()
    const admission = {
      ...behind.admission,
      redeem: () => Promise.reject(new Fault('internal', 'secret detail')),
    }
    const { line, said } = createKeptLine()
    await createConversation({ ...behind, admission }).hear(sender, { kind: 'join', code: 'X' }, line)
    expect(said[0]).toContain(english.fault)
    const reference = /CC-\w{8}/.exec(said[0] ?? '')?.[0] ?? 'none'
    expect(behind.log.lines.join()).toContain(reference)
    expect(behind.log.lines.join()).not.toContain('secret detail')
  })

  it('keeps the answer when only the record of its delivery fails', async () => {
    const behind = createBehindDoor()
    const screening = {
      ...behind.screening,
      delivered: () => Promise.reject(new Fault('record_missing', 'gone')),
    }
    const { line, said } = createKeptLine()
    const conversation = createConversation({ ...behind, screening })
    await conversation.hear(sender, { kind: 'pictures', attachments: [film] }, line)
    expect(said).toHaveLength(2)
    expect(behind.log.lines.join()).toContain('delivery.not_recorded')
  })
})
