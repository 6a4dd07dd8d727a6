import { expect } from 'vitest'
import type { StudyCursor, StudyFilter, StudyStore } from '../../../src/core/study.js'

/** The studies of every page of a list, one page after the other. */
export async function readPages(store: StudyStore, filter: StudyFilter): Promise<unknown[]> {
  const shown: unknown[] = []
  let after: StudyCursor | null = null
  do {
    const page = await store.list({ ...filter, ...(after === null ? {} : { after }) })
    expect(page.studies.length).toBeLessThanOrEqual(filter.limit)
    shown.push(...page.studies)
    after = page.next
  } while (after !== null)
  return shown
}
