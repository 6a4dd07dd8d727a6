import type { Study, StudyStore } from '../core/study.js'

const STUDY_ID = /^[0-9A-Za-z-]{1,64}$/

/** The study with an id from an address. What cannot be an id is not looked up. */
export async function findStudy(studies: StudyStore, id: string): Promise<Study | null> {
  return STUDY_ID.test(id) ? studies.find(id) : null
}
