import type { Admission } from './admission.js'
import type { AuditLog } from './audit.js'
import { faultCode } from './fault.js'
import type { Log } from './log.js'
import type { Pseudonymiser } from './pseudonym.js'
import type { Sender } from './study.js'

export interface DoorkeeperParts {
  readonly admission: Admission
  readonly audit: AuditLog
  readonly pseudonyms: Pseudonymiser
  readonly log: Log
  readonly now: () => Date
}

/**
 * Whether somebody may go on. A stranger's attempt is a line of the log and an event of the record, by pseudonym; when the
 * record does not take it, the stranger is refused all the same.
 */
export async function admits(sender: Sender, parts: DoorkeeperParts): Promise<boolean> {
  const { admission, audit, pseudonyms, log, now } = parts
  if (await admission.isAdmitted(sender)) return true
  const { channel } = sender
  const person = pseudonyms.person(sender)
  log.info('sender.refused', { channel, person })
  await audit
    .append({
      kind: 'sender.refused',
      at: now(),
      actor: { kind: 'person', id: person, channel },
      subject: null,
      details: { code: 'not_allowed' },
    })
    .catch((error: unknown) => {
      log.error('audit.not_written', { kind: 'sender.refused', code: faultCode(error) })
    })
  return false
}
