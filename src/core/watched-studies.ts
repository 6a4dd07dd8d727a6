import { faultCode } from './fault.js'
import type { Log } from './log.js'
import type { Study, StudyStore } from './study.js'

/** The record of studies, which tells of each answer once it is on disk. Whoever listens cannot hold it up or break it. */
export function watchStudies(
  studies: StudyStore,
  options: { readonly onAnswered: (study: Study) => void; readonly log: Log },
): StudyStore {
  const { onAnswered, log } = options
  return {
    ...studies,
    async finish(id, ...answer) {
      await studies.finish(id, ...answer)
      try {
        const study = await studies.find(id)
        if (study !== null) onAnswered(study)
      } catch (error) {
        log.error('study.not_told', { code: faultCode(error) })
      }
    },
  }
}
