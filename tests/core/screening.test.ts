import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createFairTurns } from '../../src/core/fair-turns.js'
import type { LogFields } from '../../src/core/log.js'
import type { Outcome } from '../../src/core/outcome.js'
import {
  AttachmentTooLarge,
  createScreening,
  newReference,
  type Attachment,
} from '../../src/core/screening.js'
import type { Sender } from '../../src/core/study.js'
import {
  createMemoryAdmission,
  createMemoryAuditLog,
  createMemoryPictureStore,
  createMemoryRateLimits,
  createMemoryStudyStore,
  plainPseudonymiser,
} from '../support/memory-stores.js'
import { createScriptedReader, PNEUMONIA_FINDING, SCRIPTED_HEATMAP } from '../support/scripted-reader.js'

const sender: Sender = { channel: 'telegram', person: 'person-7', chat: 'chat-9' }
const bytes = new Uint8Array([1, 2, 3])

function attachmentOf(fetch: Attachment['fetch'], declaredBytes: number | null = null): Attachment {
  return { declaredBytes, recompressed: true, fetch }
}

function setUp(
  options: {
    open?: boolean
    answer?: (bytes: Uint8Array) => Outcome | Promise<Outcome>
    retainPictures?: boolean
    withoutIdentity?: (file: Uint8Array) => Uint8Array
  } = {},
) {
  const studies = createMemoryStudyStore()
  const pictures = createMemoryPictureStore()
  const reader = createScriptedReader(options.answer)
  const audit = createMemoryAuditLog()
  const lines: { event: string; fields: LogFields | undefined }[] = []
  const write = (event: string, fields?: LogFields) => void lines.push({ event, fields })
  const screening = createScreening({
    studies,
    pictures,
    reader,
    admission: createMemoryAdmission({ open: options.open ?? true }),
    rates: createMemoryRateLimits(),
    turns: createFairTurns({ limit: 64 }),
    audit,
    pseudonyms: plainPseudonymiser,
    log: { info: write, warn: write, error: write },
    now: () => new Date('2026-01-02T03:04:05Z'),
    maxBytes: 10,
    withoutIdentity: options.withoutIdentity ?? ((file) => file),
    retainPictures: options.retainPictures ?? true,
  })
  return { screening, studies, pictures, reader, lines, audit }
}

async function onlyStudy(studies: ReturnType<typeof createMemoryStudyStore>) {
  const page = await studies.list({ limit: 10 })
  expect(page.studies).toHaveLength(1)
  return page.studies[0]
}

describe('screening a picture', () => {
  it('records the study before the picture is read', async () => {
    let recordedFirst = false
    const { screening, studies } = setUp({
      answer: async () => {
        recordedFirst = (await studies.list({ limit: 10 })).studies.length === 1
        return PNEUMONIA_FINDING
      },
    })
    await screening.screen(
      sender,
      attachmentOf(() => Promise.resolve(bytes)),
    )
    expect(recordedFirst).toBe(true)
  })

  it('records the outcome, the scores and the sender as a pseudonym', async () => {
    const { screening, studies } = setUp()
    const { studyId, reference } = await screening.screen(
      sender,
      attachmentOf(() => Promise.resolve(bytes)),
    )
    const study = await onlyStudy(studies)
    expect(study).toMatchObject({
      id: studyId,
      reference,
      outcome: 'finding',
      label: 'PNEUMONIA',
      recompressed: true,
    })
    expect(study?.scores).toEqual(PNEUMONIA_FINDING.kind === 'finding' && PNEUMONIA_FINDING.scores)
    expect(study?.person).not.toBe(sender.person)
  })

  it('turns a stranger away without taking the picture, with a line in the log and an event on the record', async () => {
    const { screening, studies, reader, lines, audit } = setUp({ open: false })
    let fetched = false
    const { examination, studyId } = await screening.screen(
      sender,
      attachmentOf(() => {
        fetched = true
        return Promise.resolve(bytes)
      }),
    )
    expect(examination.outcome).toMatchObject({ kind: 'refused', code: 'not_allowed' })
    expect(studyId).toBeNull()
    expect(fetched).toBe(false)
    expect(reader.seen).toHaveLength(0)
    expect((await studies.list({ limit: 10 })).studies).toHaveLength(0)
    expect(lines.map(({ event }) => event)).toEqual(['sender.refused'])
    expect(audit.entries).toEqual([
      {
        kind: 'sender.refused',
        at: new Date('2026-01-02T03:04:05Z'),
        actor: { kind: 'person', id: 'telegram-person-person-7', channel: 'telegram' },
        subject: null,
        details: { code: 'not_allowed' },
      },
    ])
  })

  it('turns a stranger away also where the record does not take the event', async () => {
    const { screening, audit, lines } = setUp({ open: false })
    audit.append = () => Promise.reject(new Error('disk full'))
    const { examination } = await screening.screen(
      sender,
      attachmentOf(() => Promise.resolve(bytes)),
    )
    expect(examination.outcome).toMatchObject({ code: 'not_allowed' })
    expect(lines.map(({ event }) => event)).toEqual(['sender.refused', 'audit.not_written'])
  })

  it('refuses by the declared size before the download, and records that', async () => {
    const { screening, studies, reader } = setUp()
    const { examination } = await screening.screen(
      sender,
      attachmentOf(() => Promise.reject(new Error('must not be called')), 11),
    )
    expect(examination.outcome).toMatchObject({ code: 'too_large' })
    expect(await onlyStudy(studies)).toMatchObject({ outcome: 'refused', code: 'too_large', sha256: null })
    expect(reader.seen).toHaveLength(0)
  })

  it.each([
    ['a download that stopped at the cap', () => Promise.reject(new AttachmentTooLarge()), 'too_large'],
    ['more bytes than the cap', () => Promise.resolve(new Uint8Array(11)), 'too_large'],
    ['a failed download', () => Promise.reject(new Error('404')), 'download_failed'],
  ])('refuses %s', async (_, fetch, code) => {
    const { screening } = setUp()
    const { examination } = await screening.screen(sender, attachmentOf(fetch))
    expect(examination.outcome).toMatchObject({ kind: 'refused', code })
  })

  it('answers with a fault and a reference when the record cannot be opened, and logs neither name nor message', async () => {
    const { screening, studies, lines } = setUp()
    studies.begin = () => Promise.reject(new Error(`disk full for ${sender.person}`))
    const { examination, reference } = await screening.screen(
      sender,
      attachmentOf(() => Promise.resolve(bytes)),
    )
    expect(examination.outcome).toEqual({ kind: 'fault', code: 'internal' })
    expect(reference).toMatch(/^CC-[2-9A-HJ-NP-Z]{8}$/)
    expect(JSON.stringify(lines)).not.toContain('disk full')
    expect(lines).toHaveLength(1)
  })

  it('keeps no picture after the answer where none is to be kept', async () => {
    const { screening, studies, pictures } = setUp({ retainPictures: false })
    await screening.screen(
      sender,
      attachmentOf(() => Promise.resolve(bytes)),
    )
    const study = await onlyStudy(studies)
    expect(study?.pictureErasedAt).not.toBeNull()
    expect(await pictures.read(study?.sha256 ?? '')).toBeNull()
  })

  it('keeps of a file only what does not say whose it is, and reads the file as it came', async () => {
    const read: Uint8Array[] = []
    const { screening, studies, pictures } = setUp({
      withoutIdentity: (file) => file.subarray(1),
      answer: (file) => {
        read.push(file)
        return PNEUMONIA_FINDING
      },
    })
    await screening.screen(
      sender,
      attachmentOf(() => Promise.resolve(bytes)),
    )
    const kept = await pictures.read((await onlyStudy(studies))?.sha256 ?? '')
    expect([...(kept ?? [])]).toEqual([2, 3])
    expect(read).toEqual([bytes])
  })

  it('keeps the heatmap with the picture, and gives it to the door', async () => {
    const { screening, studies, pictures } = setUp()
    const attachment = attachmentOf(() => Promise.resolve(bytes))
    const { examination } = await screening.screen(sender, attachment)
    expect(examination.heatmap).toEqual(SCRIPTED_HEATMAP)
    const kept = await pictures.read((await onlyStudy(studies))?.heatmapSha256 ?? '')
    expect(Buffer.from(kept ?? []).equals(SCRIPTED_HEATMAP.bytes)).toBe(true)
  })

  it('gives the heatmap to the door and keeps none where no picture is to be kept', async () => {
    const { screening, studies, pictures } = setUp({ retainPictures: false })
    const attachment = attachmentOf(() => Promise.resolve(bytes))
    const { examination } = await screening.screen(sender, attachment)
    expect(examination.heatmap).toEqual(SCRIPTED_HEATMAP)
    expect(await onlyStudy(studies)).toMatchObject({ heatmapSha256: null })
    const hash = createHash('sha256').update(SCRIPTED_HEATMAP.bytes).digest('hex')
    expect(await pictures.read(hash)).toBeNull()
  })
})

describe('resuming after a kill', () => {
  const received = {
    id: '00000000-0000-4000-8000-000000000001',
    reference: 'CC-ABCDEFGH',
    channel: 'discord',
    person: 'p',
    chat: null,
    receivedAt: new Date('2026-01-01T00:00:00Z'),
    bytes: 3,
    recompressed: null,
    note: null,
  } as const

  it('reads what was received and never answered, once', async () => {
    const { screening, studies, pictures, reader } = setUp()
    await studies.begin({ ...received, sha256: await pictures.keep(bytes) })
    expect(await screening.resume()).toBe(1)
    expect(await studies.find(received.id)).toMatchObject({ outcome: 'finding' })
    expect(await screening.resume()).toBe(0)
    expect(reader.seen).toHaveLength(1)
  })

  it('leaves open what the end of the program cut off, for the next start', async () => {
    const { screening, studies } = setUp({ answer: () => ({ kind: 'fault', code: 'inference_unavailable' }) })
    await screening.screen(
      sender,
      attachmentOf(() => Promise.resolve(bytes)),
    )
    expect(await studies.unfinished(new Date('2027-01-01'))).toHaveLength(1)
  })

  it('refuses what was cut off before its bytes were taken, as nobody can fetch it again', async () => {
    const { screening, studies } = setUp()
    await studies.begin({ ...received, sha256: null, bytes: null })
    await screening.resume()
    expect(await studies.find(received.id)).toMatchObject({ outcome: 'refused', code: 'download_failed' })
  })

  it('ends a study whose picture is gone as a fault', async () => {
    const { screening, studies } = setUp()
    await studies.begin({ ...received, sha256: 'ab'.repeat(32) })
    await screening.resume()
    expect(await studies.find(received.id)).toMatchObject({ outcome: 'fault', code: 'picture_missing' })
  })
})

describe('a reference', () => {
  it('has no letter or digit that is read for another', () => {
    for (let index = 0; index < 500; index += 1) expect(newReference()).toMatch(/^CC-[2-9A-HJ-NP-Z]{8}$/)
  })
})
