import { createHmac } from 'node:crypto'

/** Draws the studies that reviewers see although nothing asks for it. */
export type ReviewDraw = (studyId: string) => boolean

/** The share of findings that is drawn unless somebody says otherwise. */
export const REVIEW_SHARE = 0.05

/** Nothing is drawn. */
export const noDraw: ReviewDraw = () => false

/**
 * Draws a share (0..1) of all studies by a keyed hash of the id (HMAC-SHA256): the same study is drawn or not whenever it
 * is asked, and nobody without the key can tell which, before or after.
 */
export function createReviewDraw(key: Uint8Array, share: number = REVIEW_SHARE): ReviewDraw {
  return (studyId) => createHmac('sha256', key).update(studyId).digest().readUIntBE(0, 6) / 2 ** 48 < share
}
