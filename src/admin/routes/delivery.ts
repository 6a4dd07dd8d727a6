import { faultCode } from '../../core/fault.js'
import type { AppParts } from '../web.js'

/** Notes that the person has the answer. When that cannot be noted, they still get it. */
export async function markDelivered(
  { screening, log }: Pick<AppParts, 'screening' | 'log'>,
  studyId: string,
  reference: string,
): Promise<void> {
  try {
    await screening.delivered(studyId)
  } catch (error) {
    log.error('web.delivery_not_noted', { reference, code: faultCode(error) })
  }
}
