import { createHash } from 'node:crypto'
import type { Study } from '../../core/study.js'
import type { LineEvent } from './event-line.js'
import { codesOf, outcomeOfEvent, STUDY_ANSWERED, type Coding, type EventCodes } from './fhir-codes.js'
import { studyLine } from './study-record.js'

/** An AuditEvent of FHIR R4 (4.0.1), as far as we fill it. */
export interface FhirAuditEvent {
  readonly resourceType: 'AuditEvent'
  readonly id: string
  readonly type: Coding
  readonly subtype: readonly Coding[]
  readonly action: EventCodes['action']
  readonly recorded: string
  readonly outcome: '0' | '4' | '8'
  readonly outcomeDesc?: string
  readonly agent: readonly Agent[]
  readonly source: {
    readonly site: string
    readonly observer: { readonly display: string }
    readonly type: readonly Coding[]
  }
  readonly entity?: readonly Entity[]
}

interface Agent {
  readonly type: { readonly coding: readonly Coding[] }
  readonly who: { readonly identifier: Identifier } | { readonly display: string }
  readonly requestor: boolean
}

interface Identifier {
  readonly system: string
  readonly value: string
}

interface Entity {
  readonly what: { readonly identifier: Identifier }
  readonly type: Coding
  readonly role: Coding
  readonly name?: string
  readonly detail: readonly Detail[]
}

type Detail =
  | { readonly type: string; readonly valueString: string }
  | { readonly type: string; readonly valueBase64Binary: string }

const PRODUCT = 'ChestCheck'

const SERVER: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/security-source-type',
  code: '4',
  display: 'Application Server',
}
const SYSTEM_OBJECT: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/audit-entity-type',
  code: '2',
  display: 'System Object',
}
const REPORT: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/object-role',
  code: '3',
  display: 'Report',
}
const HUMAN: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/extra-security-role-type',
  code: 'humanuser',
  display: 'human user',
}
const APPLICATION: Coding = {
  system: 'http://dicom.nema.org/resources/ontology/DCM',
  code: '110150',
  display: 'Application',
}

/**
 * Writes what the record holds as AuditEvents. Who acted is named by pseudonym, alias or the id of an account or client, each
 * in a naming system under the installation's own address: it means something there alone.
 * @param publicUrl without a slash at the end
 */
export function createFhirWriter(publicUrl: string) {
  const site = new URL(publicUrl).host
  const name = (kind: string, value: string): { identifier: Identifier } => ({
    identifier: { system: `${publicUrl}/fhir/naming/${kind}`, value },
  })
  const source = { site, observer: { display: PRODUCT }, type: [SERVER] }
  const program: Agent = { type: { coding: [APPLICATION] }, who: { display: PRODUCT }, requestor: false }

  const agentOf = (kind: string, channel: string | null, id: string | null): Agent => ({
    type: { coding: [kind === 'program' || kind === 'client' ? APPLICATION : HUMAN] },
    who: id === null ? { display: kind === 'program' ? PRODUCT : 'erased' } : name(naming(kind, channel), id),
    requestor: true,
  })

  return {
    /**
     * The answer to a study. The detail `record-sha256` is the SHA-256 of the study's line in the export as JSON Lines without
     * notes. Null while the study is not answered.
     */
    study(study: Study): FhirAuditEvent | null {
      const { id, answeredAt, outcome, code, channel, person, reference } = study
      if (answeredAt === null || outcome === null) return null
      const kind = channel === 'api' ? 'client' : 'person'
      return {
        resourceType: 'AuditEvent',
        id,
        type: STUDY_ANSWERED.type,
        subtype: [STUDY_ANSWERED.subtype],
        action: STUDY_ANSWERED.action,
        recorded: answeredAt.toISOString(),
        outcome: outcomeOfEvent('study.answered', outcome),
        ...(code === null ? {} : { outcomeDesc: code }),
        agent: [agentOf(kind, channel, person), program],
        source,
        entity: [
          {
            what: name('study', id),
            type: SYSTEM_OBJECT,
            role: REPORT,
            name: reference,
            detail: [
              ...detailsOf(answerFacts(study)),
              { type: 'record-sha256', valueString: sha256(studyLine(study, { notes: false })) },
            ],
          },
        ],
      }
    },

    /**
     * An event. Its detail `event` is the line of the stream, which `audit verify` takes; `hash` is the SHA-256 of that line
     * without its member `hash`.
     */
    event(event: LineEvent): FhirAuditEvent {
      const { kind, seq, actor, subject, details, at } = event
      const { type, subtype, action } = codesOf(kind)
      const code = details['code']
      const agent = agentOf(actor.kind, actor.channel, actor.id)
      return {
        resourceType: 'AuditEvent',
        id: `event-${seq}`,
        type,
        subtype: [subtype],
        action,
        recorded: at,
        outcome: outcomeOfEvent(kind, details['outcome']),
        ...(typeof code === 'string' && code !== '' ? { outcomeDesc: code } : {}),
        agent: actor.kind === 'program' ? [agent] : [agent, program],
        source,
        entity: [
          {
            what: subject === null ? name('event', String(seq)) : name(subjectNaming(kind), subject),
            type: SYSTEM_OBJECT,
            role: REPORT,
            detail: [
              { type: 'kind', valueString: kind },
              { type: 'seq', valueString: String(seq) },
              { type: 'previous-hash', valueString: event.previousHash },
              { type: 'hash', valueString: event.hash },
              { type: 'event', valueBase64Binary: Buffer.from(event.line, 'utf8').toString('base64') },
            ],
          },
        ],
      }
    },
  }
}

function naming(kind: string, channel: string | null): string {
  return kind === 'person' && channel !== null ? `${channel}-person` : kind
}

function subjectNaming(kind: string): string {
  const thing = kind.split('.')[0] ?? ''
  return ['picture', 'review', 'study'].includes(thing) ? 'study' : thing
}

function answerFacts(study: Study): Readonly<Record<string, string | number | boolean | null>> {
  const { outcome, label, scores, threshold, model, channel, checked } = study
  return {
    channel,
    outcome,
    label,
    'score-COVID': scores?.COVID ?? null,
    'score-NORMAL': scores?.NORMAL ?? null,
    'score-PNEUMONIA': scores?.PNEUMONIA ?? null,
    threshold,
    model,
    'gate-checked': checked,
    'picture-sha256': study.sha256,
    'pixels-sha256': study.pixelsSha256,
  }
}

/** FHIR has no empty values: what is not known is left out. */
function detailsOf(facts: Readonly<Record<string, string | number | boolean | null>>): Detail[] {
  return Object.entries(facts).flatMap(([type, value]) =>
    value === null || value === '' ? [] : [{ type, valueString: String(value) }],
  )
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
