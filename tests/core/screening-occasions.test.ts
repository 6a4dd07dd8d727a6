import { describe, expect, it } from 'vitest'
import { createFairTurns } from '../../src/core/fair-turns.js'
import { silentLog } from '../../src/core/log.js'
import type { Outcome } from '../../src/core/outcome.js'
import type { RadiographReader } from '../../src/core/examination.js'
import { createScreening, type Attachment, type ScreeningParts } from '../../src/core/screening.js'
import type { Channel, Sender, StudyStore } from '../../src/core/study.js'
import { studyIdOf } from '../../src/core/study-name.js'
import {
  createMemoryAdmission,
  createMemoryAuditLog,
  createMemoryPictureStore,
  createMemoryRateLimits,
  createMemoryStudyStore,
  plainPseudonymiser,
} from '../support/memory-stores.js'
import { PNEUMONIA_FINDING, SCRIPTED_HEATMAP, createScriptedReader } from '../support/scripted-reader.js'

const sender: Sender = { channel: 'telegram', person: '7', chat: '9' }
const occasion = '9:1001:0'
const idOf = (channel: Channel, text: string) => studyIdOf(plainPseudonymiser.occasion(channel, text))
const id = idOf('telegram', occasion)

const never = <T>(): Promise<T> => new Promise<T>(() => undefined)

function createDisk() {
  return { studies: createMemoryStudyStore(), pictures: createMemoryPictureStore() }
}

/** One process on a disk that others may have written to. */
function startOn(disk: ReturnType<typeof createDisk>, options: Partial<ScreeningParts> = {}) {
  const reader = createScriptedReader()
  const fetched: string[] = []
  const screening = createScreening({
    ...disk,
    reader,
    admission: createMemoryAdmission({ open: true }),
    rates: createMemoryRateLimits(),
    turns: createFairTurns({ limit: 64 }),
    audit: createMemoryAuditLog(),
    pseudonyms: plainPseudonymiser,
    log: silentLog,
    now: () => new Date('2026-01-02T03:04:05Z'),
    maxBytes: 10,
    retainPictures: true,
    withoutIdentity: (file) => file,
    ...options,
  })
  const attachment: Attachment = {
    declaredBytes: null,
    recompressed: null,
    fetch: () => {
      fetched.push('film')
      return Promise.resolve(Buffer.from('film'))
    },
  }
  const hear = () => screening.screen(sender, attachment, { occasion })
  return { screening, reader, fetched, attachment, hear }
}

/** A reader whose process goes away while it reads. */
const hangingReader = (): RadiographReader => ({ ...createScriptedReader(), read: () => never() })

describe('a picture that is heard again', () => {
  it('has the same study wherever it is heard, and another one in another message or chat', () => {
    expect(idOf('telegram', occasion)).toBe(id)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    const others = [idOf('discord', occasion), idOf('telegram', '9:1001:1'), idOf('telegram', '9:1002:0')]
    expect(new Set([id, ...others]).size).toBe(4)
  })

  it('after its answer gets the recorded one with the kept heatmap, and is neither fetched nor read', async () => {
    const disk = createDisk()
    const first = await startOn(disk).hear()
    const again = startOn(disk)
    const second = await again.hear()
    expect(second).toMatchObject({ studyId: id, reference: first.reference, delivered: false })
    expect(second.examination.outcome).toEqual(PNEUMONIA_FINDING)
    expect(second.examination.model).toEqual(first.examination.model)
    expect(Buffer.from(second.examination.heatmap?.bytes ?? []).equals(SCRIPTED_HEATMAP.bytes)).toBe(true)
    expect([again.fetched, again.reader.seen]).toEqual([[], []])
  })

  it('after its delivery says so', async () => {
    const disk = createDisk()
    const { hear, screening } = startOn(disk)
    await hear()
    await screening.delivered(id)
    expect((await startOn(disk).hear()).delivered).toBe(true)
  })

  it('gets no heatmap that was erased meanwhile', async () => {
    const disk = createDisk()
    await startOn(disk).hear()
    await disk.studies.markPictureErased(id, new Date())
    const { examination } = await startOn(disk).hear()
    expect(examination.outcome).toEqual(PNEUMONIA_FINDING)
    expect(examination.heatmap).toBeNull()
  })

  it('while it is read is read once', async () => {
    const { hear, reader } = startOn(createDisk())
    const [one, other] = await Promise.all([hear(), hear()])
    expect(other).toBe(one)
    expect(reader.seen).toHaveLength(1)
  })

  it('does not count for the rate, and is let in where the queue is full', async () => {
    const disk = createDisk()
    await startOn(disk).hear()
    const rates = createMemoryRateLimits({ perPerson: 0 })
    const { examination } = await startOn(disk, { rates, turns: createFairTurns({ limit: 0 }) }).hear()
    expect(examination.outcome).toEqual(PNEUMONIA_FINDING)
  })
})

describe('a process that was killed', () => {
  /** A step that never ends stands for the kill: nothing after it happened. */
  function killedAt(disk: ReturnType<typeof createDisk>, step: keyof StudyStore): void {
    const studies = { ...disk.studies, [step]: () => never() }
    void startOn({ ...disk, studies }).hear()
  }

  it('before the record was begun: the next one fetches and reads', async () => {
    const disk = createDisk()
    killedAt(disk, 'begin')
    const next = startOn(disk)
    expect((await next.hear()).examination.outcome).toEqual(PNEUMONIA_FINDING)
    expect(next.fetched).toHaveLength(1)
    expect((await disk.studies.list({ limit: 10 })).studies).toHaveLength(1)
  })

  it('while it read: the next one reads the kept picture and fetches nothing', async () => {
    const disk = createDisk()
    void startOn(disk, { reader: hangingReader() }).hear()
    await expect.poll(() => disk.studies.find(id)).not.toBeNull()
    const next = startOn(disk)
    expect((await next.hear()).examination.outcome).toEqual(PNEUMONIA_FINDING)
    expect(next.fetched).toHaveLength(0)
    expect(next.reader.seen.map((file) => Buffer.from(file).toString())).toEqual(['film'])
    expect((await disk.studies.list({ limit: 10 })).studies).toHaveLength(1)
  })

  it('while it wrote the answer: the next one reads once more, for one record', async () => {
    const disk = createDisk()
    killedAt(disk, 'finish')
    await expect.poll(() => disk.studies.find(id)).not.toBeNull()
    const next = startOn(disk)
    expect((await next.hear()).examination.outcome).toEqual(PNEUMONIA_FINDING)
    expect(await disk.studies.find(id)).toMatchObject({ outcome: 'finding' })
  })

  it('is followed by one that reads a picture once, though both the record and the message ask for it', async () => {
    const disk = createDisk()
    void startOn(disk, { reader: hangingReader() }).hear()
    await expect.poll(() => disk.studies.find(id)).not.toBeNull()
    const next = startOn(disk, { now: () => new Date('2026-01-02T04:00:00Z') })
    const [resumed, heard] = await Promise.all([next.screening.resume(), next.hear()])
    expect(resumed).toBe(1)
    expect(heard.examination.outcome).toEqual(PNEUMONIA_FINDING)
    expect(next.reader.seen).toHaveLength(1)
  })

  it('is followed by one whose answer is found where the record was quicker', async () => {
    const disk = createDisk()
    void startOn(disk, { reader: hangingReader() }).hear()
    await expect.poll(() => disk.studies.find(id)).not.toBeNull()
    const next = startOn(disk, { now: () => new Date('2026-01-02T04:00:00Z') })
    await next.screening.resume()
    expect((await next.hear()).examination.heatmap).not.toBeNull()
    expect(next.reader.seen).toHaveLength(1)
  })
})

describe('the queue before the reader', () => {
  /** A reader whose pictures a test finishes one by one. */
  function slowReader() {
    const begun: string[] = []
    const finish: (() => void)[] = []
    const reader = createScriptedReader(
      (file) =>
        new Promise<Outcome>((resolve) => {
          begun.push(String(file))
          finish.push(() => {
            resolve(PNEUMONIA_FINDING)
          })
        }),
    )
    return { reader, begun, finish }
  }

  const named = (name: string, fetch?: Attachment['fetch']): Attachment => ({
    declaredBytes: null,
    recompressed: null,
    fetch: fetch ?? (() => Promise.resolve(Buffer.from(name))),
  })
  const inChat = (chat: string): Sender => ({ channel: 'telegram', person: chat, chat })

  it('30 pictures from one chat and 1 from another: the other is answered second', async () => {
    const { reader, begun, finish } = slowReader()
    const { screening } = startOn(createDisk(), { reader })
    const answered: string[] = []
    const all = Array.from({ length: 30 }, (_, index) => ['A', `A${index + 1}`])
    const screened = [...all, ['B', 'B1']].map(async ([chat = '', name = '']) => {
      await screening.screen(inChat(chat), named(name))
      answered.push(name)
    })
    for (let done = 0; done < 31; done += 1) {
      await expect.poll(() => begun.length).toBeGreaterThan(done)
      finish[done]?.()
    }
    await Promise.all(screened)
    expect(answered[1]).toBe('B1')
    expect(answered.filter((name) => name !== 'B1')).toEqual(all.map(([, name]) => name))
  })

  it('keeps the order of a chat where an earlier picture takes longer to fetch', async () => {
    const { screening, reader } = startOn(createDisk())
    let arrive: (bytes: Uint8Array) => void = () => undefined
    const late = new Promise<Uint8Array>((resolve) => {
      arrive = resolve
    })
    const first = screening.screen(
      sender,
      named('first', () => late),
    )
    const second = screening.screen(sender, named('second'))
    await expect.poll(() => screening.queue(sender).waiting).toBe(2)
    arrive(Buffer.from('first'))
    await Promise.all([first, second])
    expect(reader.seen.map(String)).toEqual(['first', 'second'])
  })

  it('says that it is busy, and for how long, before anything is fetched, and keeps that on the record', async () => {
    const disk = createDisk()
    const { reader, begun, finish } = slowReader()
    const turns = createFairTurns({ limit: 2, expectedMs: 4000 })
    const { screening } = startOn(disk, { reader, turns })
    const accepted = [screening.screen(sender, named('1'))]
    await expect.poll(() => begun.length).toBe(1)
    accepted.push(...['2', '3'].map((name) => screening.screen(sender, named(name))))
    const { examination, studyId } = await screening.screen(
      sender,
      named('4', () => Promise.reject(new Error('must not be called'))),
    )
    // One is read and two wait; 4 s each, and the one that is told so.
    expect(examination.outcome).toMatchObject({ kind: 'refused', code: 'busy', retryAfterSeconds: 16 })
    expect(await disk.studies.find(studyId ?? '')).toMatchObject({ code: 'busy', sha256: null })
    for (let done = 0; done < 3; done += 1) {
      await expect.poll(() => begun.length).toBeGreaterThan(done)
      finish[done]?.()
    }
    await Promise.all(accepted)
  })

  it('tells whoever waits their place and the seconds, once, before their picture is fetched', async () => {
    const { reader, begun, finish } = slowReader()
    const turns = createFairTurns({ limit: 9, expectedMs: 4000 })
    const { screening } = startOn(createDisk(), { reader, turns })
    const told: [number, number][] = []
    const first = screening.screen(sender, named('1'))
    await expect.poll(() => begun.length).toBe(1)
    const second = screening.screen(
      sender,
      named('2', () => {
        expect(told).toHaveLength(1)
        return Promise.resolve(Buffer.from('2'))
      }),
      { onQueued: (place, seconds) => told.push([place, seconds]) },
    )
    await expect.poll(() => told).toEqual([[1, 8]])
    expect(screening.queue(sender)).toEqual({ ready: true, waiting: 1, place: 1, seconds: 8 })
    expect(screening.queue(inChat('else'))).toEqual({ ready: true, waiting: 1, place: null, seconds: null })
    finish[0]?.()
    await expect.poll(() => begun.length).toBe(2)
    finish[1]?.()
    await Promise.all([first, second])
    expect(told).toHaveLength(1)
  })

  it('counts the time in it as time in the queue', async () => {
    const { screening } = startOn(createDisk())
    const { examination } = await screening.screen(sender, named('1'))
    expect(examination.timings.queueMs).toBeGreaterThanOrEqual(1)
    expect(examination.timings.decodeMs).toBe(2)
  })
})

describe('a person or a chat with many pictures', () => {
  it('is told when to come back, before anything is fetched, and it is on the record', async () => {
    const disk = createDisk()
    const now = () => new Date('2026-01-02T03:04:05Z')
    const rates = createMemoryRateLimits({ perPerson: 1, seconds: 90, now })
    const { hear, screening, attachment, fetched } = startOn(disk, { rates })
    await hear()
    const { examination, studyId } = await screening.screen(sender, attachment, { occasion: '9:1002:0' })
    expect(examination.outcome).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 90 })
    expect(fetched).toHaveLength(1)
    expect(await disk.studies.find(studyId ?? '')).toMatchObject({ outcome: 'refused', code: 'rate_limited' })
    const other = { ...sender, person: '8' }
    expect((await screening.screen(other, attachment)).examination.outcome).toEqual(PNEUMONIA_FINDING)
  })
})

describe('what is kept of a picture', () => {
  it('has the note of whoever sent it, which goes with it', async () => {
    const disk = createDisk()
    const { screening, attachment } = startOn(disk)
    await screening.screen(sender, attachment, { occasion, note: '  since Monday ' })
    expect((await disk.studies.find(id))?.note).toBe('since Monday')
    await disk.studies.markPictureErased(id, new Date())
    expect((await disk.studies.find(id))?.note).toBeNull()
  })

  it('has no heatmap where the sender erased the picture while it was read', async () => {
    const disk = createDisk()
    let finish: () => void = () => undefined
    const reader = createScriptedReader(
      () =>
        new Promise<Outcome>((resolve) => {
          finish = () => {
            resolve(PNEUMONIA_FINDING)
          }
        }),
    )
    const { hear } = startOn(disk, { reader })
    const heard = hear()
    await expect.poll(() => reader.seen.length).toBe(1)
    await disk.studies.markPictureErased(id, new Date())
    finish()
    await heard
    expect(await disk.studies.find(id)).toMatchObject({ outcome: 'finding', heatmapSha256: null })
  })
})
