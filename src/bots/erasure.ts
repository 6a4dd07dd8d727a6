import { createHash } from 'node:crypto'
import type { People } from '../core/people.js'
import type { Pseudonymiser } from '../core/pseudonym.js'
import { erasePicture } from '../core/retention.js'
import type { PictureStore, Sender, Study, StudyStore } from '../core/study.js'

export interface ErasureParts {
  readonly people: People
  readonly studies: StudyStore
  readonly pictures: PictureStore
  readonly now: () => Date
}

/** What somebody's own press is told from another's by, without saying whose it is. */
export function askerMark(sender: Sender, pseudonyms: Pseudonymiser): string {
  return createHash('sha256').update(pseudonyms.person(sender)).digest('hex').slice(0, 12)
}

const AT_ONCE = 200

/**
 * Erases somebody's pictures and heatmaps and cuts the link to their records. The pictures go first, as far as a page
 * reaches: cut off in between, whoever asks again loses nothing but what was done already.
 */
export async function erasePerson(
  sender: Sender,
  parts: ErasureParts,
): Promise<{ readonly pictures: number; readonly studies: number }> {
  let pictures = await erasePictures(await parts.people.studiesOf(sender, AT_ONCE), parts)
  const unlinked = await parts.people.unlink(sender, parts.now())
  pictures += await erasePictures(unlinked, parts)
  return { pictures, studies: unlinked.length }
}

async function erasePictures(studies: readonly Study[], parts: ErasureParts): Promise<number> {
  let erased = 0
  for (const { id } of studies) {
    const study = await parts.studies.find(id)
    if (study === null || study.sha256 === null || study.pictureErasedAt !== null) continue
    await erasePicture(study, parts)
    erased += 1
  }
  return erased
}
