import { createHash } from 'node:crypto'
import { Fhir } from 'fhir/fhir.js'
import { beforeAll, describe, expect, it } from 'vitest'
import type { LineEvent } from '../../../src/admin/exports/event-line.js'
import { codesOf } from '../../../src/admin/exports/fhir-codes.js'
import { createFhirWriter, type FhirAuditEvent } from '../../../src/admin/exports/fhir.js'
import { studyLine } from '../../../src/admin/exports/study-record.js'
import { readEvents } from '../../../src/admin/exports/event-line.js'
import { AUDIT_KINDS, PROGRAM, type AuditEntry } from '../../../src/core/audit.js'
import { createChainVerifier } from '../../../src/core/audit-chain.js'
import { refused } from '../../../src/core/outcome.js'
import { createMemoryAuditStream } from '../../support/memory-audit-stream.js'
import { answeredStudy } from './studies.js'

const writer = createFhirWriter('https://films.example.org')
let fhir: Fhir

/** Complaints of the validator, which knows the definition of R4 and its value sets. */
function complaints(resource: FhirAuditEvent): unknown[] {
  return fhir.validate(JSON.parse(JSON.stringify(resource)) as object, { errorOnUnexpected: true }).messages
}

async function eventsOf(entries: readonly AuditEntry[]): Promise<LineEvent[]> {
  const stream = createMemoryAuditStream()
  for (const entry of entries) await stream.append(entry)
  const events: LineEvent[] = []
  for await (const batch of readEvents(stream.lines())) events.push(...batch)
  return events
}

const detail = (resource: FhirAuditEvent, type: string): string | undefined => {
  const found = resource.entity?.[0]?.detail.find((one) => one.type === type)
  return found && ('valueString' in found ? found.valueString : found.valueBase64Binary)
}

describe('AuditEvents of FHIR R4', () => {
  // Reads every definition of the standard, once.
  beforeAll(() => {
    fhir = new Fhir()
  }, 120_000)

  it('are judged by a validator that finds what is wrong', () => {
    const study = writer.study(answeredStudy()) as FhirAuditEvent
    expect(complaints({ ...study, action: 'Z' as 'E' })).not.toEqual([])
    expect(complaints({ ...study, agent: [] })).not.toEqual([])
    expect(complaints({ ...study, type: { ...study.type, code: '999999' } })).not.toEqual([])
  })

  it.each(AUDIT_KINDS)('are valid for %s, whoever did it', async (kind) => {
    const at = new Date('2026-11-23T08:00:00.000Z')
    const events = await eventsOf([
      { kind, at, actor: PROGRAM, subject: null, details: {} },
      {
        kind,
        at,
        actor: { kind: 'user', id: 'u1', channel: 'web' },
        subject: 's1',
        details: { code: 'busy', outcome: 'refused' },
      },
      {
        kind,
        at,
        actor: { kind: 'person', id: 'p1', channel: 'telegram' },
        subject: 's1',
        details: { code: '' },
      },
      { kind, at, actor: { kind: 'person', id: null, channel: 'discord' }, subject: null, details: {} },
      {
        kind,
        at,
        actor: { kind: 'client', id: 'c1', channel: 'api' },
        subject: 's1',
        details: { outcome: 'fault' },
      },
    ])
    for (const event of events) expect(complaints(writer.event(event))).toEqual([])
  })

  it('say what was done, by whom, and whether it came about', async () => {
    const at = new Date('2026-11-23T08:00:00.000Z')
    const person = { kind: 'person', id: '0011223344556677', channel: 'telegram' } as const
    const events = await eventsOf([
      {
        kind: 'study.answered',
        at,
        actor: PROGRAM,
        subject: 's1',
        details: { outcome: 'refused', code: 'lateral_view' },
      },
      { kind: 'sender.refused', at, actor: person, subject: null, details: { code: 'not_allowed' } },
      {
        kind: 'user.signed_in',
        at,
        actor: { kind: 'user', id: 'u1', channel: 'web' },
        subject: 'u1',
        details: {},
      },
    ])
    const [answered, sender, signedIn] = events.map((event) => writer.event(event))
    expect(answered).toMatchObject({
      action: 'E',
      outcome: '4',
      outcomeDesc: 'lateral_view',
      recorded: at.toISOString(),
    })
    expect(answered?.agent).toEqual([
      expect.objectContaining({ requestor: true, who: { display: 'ChestCheck' } }),
    ])
    expect(sender).toMatchObject({ type: { code: '110113' }, outcome: '4' })
    expect(sender?.agent[0]?.who).toEqual({
      identifier: { system: 'https://films.example.org/fhir/naming/telegram-person', value: person.id },
    })
    expect(signedIn).toMatchObject({ type: { code: '110114' }, subtype: [{ code: '110122' }], outcome: '0' })
  })

  it('carry their event, so that each can be proved without the record', async () => {
    const at = new Date('2026-11-23T08:00:00.000Z')
    const events = await eventsOf([
      { kind: 'program.started', at, actor: PROGRAM, subject: null, details: { telegram: true } },
      { kind: 'record.verified', at, actor: PROGRAM, subject: null, details: { events: 1 } },
    ])
    const verifier = createChainVerifier()
    for (const event of events) {
      const resource = writer.event(event)
      const line = Buffer.from(detail(resource, 'event') ?? '', 'base64').toString('utf8')
      expect(verifier.take(line)).toBeNull()
      const hash = detail(resource, 'hash') ?? ''
      const hashed = line.replace(`"hash":"${hash}",`, '')
      expect(createHash('sha256').update(hashed).digest('hex')).toBe(hash)
    }
  })

  it('are valid for every answer to a study, and name it without a note', () => {
    const note = 'Ann Example, born 1950'
    for (const study of [
      answeredStudy({ note }),
      answeredStudy({ outcome: 'uncertain', label: null }),
      answeredStudy({
        ...refused('too_small'),
        outcome: 'refused',
        label: null,
        scores: null,
        threshold: null,
        model: null,
      }),
      answeredStudy({ outcome: 'fault', label: null, code: 'inference_crashed', scores: null }),
      answeredStudy({ channel: 'api', person: 'c1' }),
    ]) {
      const resource = writer.study(study) as FhirAuditEvent
      expect(complaints(resource)).toEqual([])
      expect(JSON.stringify(resource)).not.toContain('Ann')
      expect(resource.outcome).toBe(study.outcome === 'refused' ? '4' : study.outcome === 'fault' ? '8' : '0')
    }
  })

  it('carry the hash of the study as the export in JSON Lines has it', () => {
    const study = answeredStudy()
    const line = studyLine(study, { notes: false })
    expect(detail(writer.study(study) as FhirAuditEvent, 'record-sha256')).toBe(
      createHash('sha256').update(line).digest('hex'),
    )
  })

  it('leave out studies without an answer', () => {
    expect(writer.study(answeredStudy({ answeredAt: null, outcome: null }))).toBeNull()
  })

  it('have codes for kinds that come later', () => {
    expect(codesOf('device.added')).toMatchObject({ type: { code: '110113' }, action: 'C' })
    expect(codesOf('nothing')).toMatchObject({ action: 'U' })
  })
})
