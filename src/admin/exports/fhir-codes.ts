/** A code of a system, with the words that the system has for it. */
export interface Coding {
  readonly system: string
  readonly code: string
  readonly display: string
}

const DICOM = 'http://dicom.nema.org/resources/ontology/DCM'
const INTERACTION = 'http://hl7.org/fhir/restful-interaction'

/** Kinds of audit messages and what refines them, of DICOM PS3.16. */
const dicom = (code: string, display: string): Coding => ({ system: DICOM, code, display })

/** What was done to a thing, where DICOM has no word for it. */
const interaction = (code: string): Coding => ({ system: INTERACTION, code, display: code })

const ACTIVITY = dicom('110100', 'Application Activity')
const LOG_USED = dicom('110101', 'Audit Log Used')
const ACCESSED = dicom('110103', 'DICOM Instances Accessed')
const DELETED = dicom('110105', 'DICOM Study Deleted')
const EXPORT = dicom('110106', 'Export')
const IMPORT = dicom('110107', 'Import')
const PROCEDURE = dicom('110111', 'Procedure Record')
const SECURITY = dicom('110113', 'Security Alert')
const AUTHENTICATION = dicom('110114', 'User Authentication')
const RESTRICTED = dicom('110132', 'Use of Restricted Function')
const USER_SECURITY = dicom('110137', 'User Security Attributes Changed')
const READING = dicom('110004', 'Computer Aided Detection')
const READ = interaction('read')

/** C: created, R: read, U: changed, D: removed, E: done. */
export type Action = 'C' | 'R' | 'U' | 'D' | 'E'

export interface EventCodes {
  readonly type: Coding
  readonly subtype: Coding
  readonly action: Action
}

const codes = (type: Coding, subtype: Coding, action: Action): EventCodes => ({ type, subtype, action })

export const STUDY_ANSWERED = codes(PROCEDURE, READING, 'E')

const KNOWN: Readonly<Record<string, EventCodes>> = {
  'study.received': codes(IMPORT, dicom('110028', 'Instances Imported'), 'C'),
  'study.answered': STUDY_ANSWERED,
  'study.delivered': codes(EXPORT, READ, 'R'),
  'study.viewed': codes(ACCESSED, READ, 'R'),
  'study.report_made': codes(EXPORT, READ, 'R'),
  'study.rerun': codes(PROCEDURE, READING, 'E'),
  'picture.erased': codes(DELETED, interaction('delete'), 'D'),
  'person.erased': codes(SECURITY, USER_SECURITY, 'D'),
  'sender.refused': codes(SECURITY, RESTRICTED, 'E'),
  'user.signed_in': codes(AUTHENTICATION, dicom('110122', 'Login'), 'E'),
  'user.sign_in_refused': codes(AUTHENTICATION, dicom('110122', 'Login'), 'E'),
  'user.signed_out': codes(AUTHENTICATION, dicom('110123', 'Logout'), 'E'),
  'record.exported': codes(EXPORT, READ, 'R'),
  'record.verified': codes(LOG_USED, READ, 'R'),
  'model.promoted': codes(SECURITY, dicom('110131', 'Software Configuration'), 'U'),
  'program.started': codes(ACTIVITY, dicom('110120', 'Application Start'), 'E'),
  'webhook.tested': codes(ACTIVITY, interaction('operation'), 'E'),
}

/** The first word decides where the kind itself is not listed: reviews verify a reading, all else is about who may do what. */
const REVIEW = codes(PROCEDURE, dicom('110007', 'Report Verification'), 'U')

const LAST_WORDS: Readonly<Record<string, Action>> = {
  made: 'C',
  added: 'C',
  redeemed: 'C',
  allowed: 'C',
  recorded: 'C',
  revoked: 'D',
  disallowed: 'D',
  dismissed: 'D',
  withdrawn: 'D',
  removed: 'D',
}

/** The codes of an event by its kind, `thing.what_became_of_it`. */
export function codesOf(kind: string): EventCodes {
  const known = KNOWN[kind]
  if (known) return known
  const [thing = '', became = ''] = kind.split('.')
  const last = became.split('_').at(-1) ?? ''
  const action = LAST_WORDS[last] ?? 'U'
  return thing === 'review' ? { ...REVIEW, action } : { type: SECURITY, subtype: USER_SECURITY, action }
}

/** 0: done. 4: turned away, for a reason that the other side can act on. 8: something of ours broke. */
export type FhirOutcome = '0' | '4' | '8'

/** Whether what an event tells of came about. `outcome` is the study's, where the event is about one. */
export function outcomeOfEvent(kind: string, outcome: unknown): FhirOutcome {
  if (outcome === 'fault') return '8'
  return outcome === 'refused' || kind.endsWith('_refused') || kind.endsWith('.refused') ? '4' : '0'
}
