import type { PictureStore, Study, StudyStore } from './study.js'

export interface RetentionParts {
  readonly studies: StudyStore
  readonly pictures: PictureStore
  readonly now: () => Date
}

const BATCH = 100

/**
 * Erases the picture of an answered study and its heatmap, unless another study still keeps the same bytes, and marks
 * the study. The bytes go before the mark: killed in between, another run does both again.
 * @returns whether the picture's bytes were erased
 */
export async function erasePicture(
  { id, sha256, heatmapSha256 }: Pick<Study, 'id' | 'sha256' | 'heatmapSha256'>,
  { studies, pictures, now }: RetentionParts,
): Promise<boolean> {
  if (sha256 === null) return false
  const eraseLast = async (hash: string): Promise<boolean> => {
    const last = (await studies.countKeeping(hash)) <= 1
    if (last) await pictures.erase(hash)
    return last
  }
  if (heatmapSha256 !== null) await eraseLast(heatmapSha256)
  const last = await eraseLast(sha256)
  await studies.markPictureErased(id, now())
  return last
}

/**
 * Erases the pictures of studies received before `before` and gives the number of pictures erased. Bytes that a
 * younger study keeps stay until that one's time is over too. A study that waits for its answer keeps its picture.
 */
export async function eraseExpiredPictures(
  parts: RetentionParts & { readonly before: Date },
): Promise<number> {
  let erased = 0
  let waiting = 0
  for (;;) {
    // Those that wait are passed by, and come first again the next time.
    const limit = BATCH + waiting
    const batch = await parts.studies.withPictureBefore(parts.before, limit)
    const answered = batch.filter((study) => study.answeredAt !== null)
    for (const study of answered) if (await erasePicture(study, parts)) erased += 1
    if (batch.length < limit) return erased
    waiting = batch.length - answered.length
  }
}
