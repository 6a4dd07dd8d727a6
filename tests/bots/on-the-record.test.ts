import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createFairTurns } from '../../src/core/fair-turns.js'
import type { Outcome } from '../../src/core/outcome.js'
import { createScreening } from '../../src/core/screening.js'
import { english } from '../../src/core/wording/english.js'
import { createConversation } from '../../src/bots/conversation.js'
import type { Heard, Incoming } from '../../src/bots/incoming.js'
import { createIntake } from '../../src/bots/intake.js'
import { createRunningWork } from '../../src/bots/running-work.js'
import { createAdmission } from '../../src/store/admission.js'
import { createAuditLog } from '../../src/store/audit-log.js'
import { createInbox } from '../../src/store/inbox.js'
import { openDatabase } from '../../src/store/open-database.js'
import { createPeople } from '../../src/store/people.js'
import { createPictureStore } from '../../src/store/picture-store.js'
import { createPseudonymiser } from '../../src/store/pseudonymiser.js'
import { createRateLimits } from '../../src/store/rate-limits.js'
import { createReviewStore } from '../../src/store/review-store.js'
import { createStudyStore } from '../../src/store/study-store.js'
import { temporaryDatabaseFile, temporaryFolder } from '../store/support/temporary.js'
import { createScriptedReader } from '../support/scripted-reader.js'
import { attachmentWith, createBehindDoor, createKeptLine, picturesOf, speakerOf } from './support.js'

const key = Buffer.alloc(32, 5)
const now = (): Date => new Date()

/** One process on the record in a file, with the real stores. */
async function startOn(disk: { file: string; pictures: string }, reader = createScriptedReader()) {
  const db = await openDatabase({ file: disk.file })
  const pseudonyms = createPseudonymiser(key)
  const behind = createBehindDoor()
  const stores = {
    studies: createStudyStore(db),
    pictures: createPictureStore({ folder: disk.pictures, key }),
    reviews: createReviewStore({ db }),
    people: createPeople({ db, pseudonyms }),
    audit: createAuditLog({ db, now }),
    admission: createAdmission({ db, pseudonyms, key, now, open: true }),
    pseudonyms,
  }
  const screening = createScreening({
    ...stores,
    reader,
    rates: createRateLimits({ perPerson: 60, perChat: 240, seconds: 3600 }),
    turns: createFairTurns({ limit: 64 }),
    log: behind.log,
    now,
    maxBytes: 1000,
    retainPictures: true,
    withoutIdentity: (file) => file,
  })
  const conversation = createConversation({ ...behind, ...stores, screening })
  const work = createRunningWork(() => undefined)
  const inbox = createInbox({ db, key })
  const intake = createIntake({ inbox, channel: 'telegram', work, log: behind.log, now })
  const kept = createKeptLine()
  const hear = (incoming: Incoming): Promise<Heard> => conversation.hear(speakerOf(), incoming, kept.line)
  return { ...stores, ...kept, db, reader, screening, intake, inbox, work, hear }
}

async function createDisk() {
  return { file: await temporaryDatabaseFile(), pictures: join(await temporaryFolder(), 'pictures') }
}

const message = picturesOf([attachmentWith(Buffer.from('film'))], { message: '77:5', note: 'after a fall' })

describe('a conversation on the real record', () => {
  it('answers once, though the process is killed while it reads and the message is opened again', async () => {
    const disk = await createDisk()
    const hanging = createScriptedReader(() => new Promise<Outcome>(() => undefined))
    const killed = await startOn(disk, hanging)
    await killed.intake.take('update:5', 'payload', () => killed.hear(message))
    await expect.poll(() => hanging.seen.length).toBe(1)
    await killed.db.close()

    const next = await startOn(disk)
    const [resumed, opened] = await Promise.all([
      next.screening.resume(),
      next.intake.reopen((entry) => {
        expect(entry.payload).toBe('payload')
        return next.hear(message)
      }),
    ])
    expect([resumed, opened]).toEqual([1, 1])
    await next.work.drain(5000)
    expect(next.said).toEqual([english.reading, expect.stringMatching(/^PNEUMONIA/)])
    expect(next.reader.seen).toHaveLength(1)
    const { studies } = await next.studies.list({ limit: 10 })
    expect(studies).toHaveLength(1)
    expect(studies[0]).toMatchObject({ outcome: 'finding', note: 'after a fall' })
    expect(studies[0]?.deliveredAt).toBeInstanceOf(Date)
    expect(await next.inbox.open('telegram')).toEqual([])
    await next.db.close()
  })

  it('keeps a review that changed its mind, a language and a report, until the person is erased', async () => {
    const { hear, studies, reviews, people, buttons, said, audit, files, db } = await startOn(
      await createDisk(),
    )
    await hear(message)
    const [study] = (await studies.list({ limit: 10 })).studies
    const id = study?.id ?? ''
    await hear({ kind: 'press', data: `a:${id}` })
    await hear({ kind: 'press', data: `v:${id}:NORMAL` })
    expect((await reviews.of(id)).map(({ verdict, agrees }) => [verdict, agrees])).toEqual([
      ['NORMAL', false],
    ])
    await hear({ kind: 'press', data: `p:${id}` })
    expect(files).toHaveLength(1)
    await hear({ kind: 'language', language: 'de' })
    expect(await people.language(speakerOf())).toBe('de')

    await hear({ kind: 'command', command: 'delete' })
    await hear({ kind: 'press', data: buttons.at(-1)?.[0]?.[0]?.data ?? '' })
    expect(said.at(-1)).toMatch(/1/)
    expect(await studies.find(id)).toMatchObject({ outcome: 'finding', note: null })
    expect((await studies.find(id))?.pictureErasedAt).toBeInstanceOf(Date)
    expect(await people.language(speakerOf())).toBeNull()
    expect(await people.studiesOf(speakerOf(), 10)).toEqual([])
    const kinds = (await audit.eventsOf(id)).map(({ kind }) => kind)
    expect(kinds).toEqual(
      expect.arrayContaining(['study.received', 'study.answered', 'study.delivered', 'study.report_made']),
    )
    await db.close()
  })
})
