import type { HeardMessage } from './heard.js'

/** How far the answer to one message or press has come, kept in the inbox so that a restart goes on from there. */
export interface Progress {
  /** The message of ours that becomes the answer, or is it already. */
  readonly standing: number | null
  /** The pictures beside the answer are out, or were at least tried. */
  readonly shown: boolean
  /** Files that are out. */
  readonly sent: number
  /** Every part of the album that this message leads, once it is complete. */
  readonly album: readonly HeardMessage[] | null
}

const NOTHING_YET: Progress = { standing: null, shown: false, sent: 0, album: null }

export interface KeptProgress {
  readonly now: Progress
  /** On disk when it resolves. False when the disk refused: then it counts for this process alone. */
  change(to: Partial<Progress>): Promise<boolean>
}

/**
 * @param kept what the inbox gave; null for a message that is new
 * @param note replaces it there
 */
export function createProgress(kept: string | null, note: (progress: string) => Promise<void>): KeptProgress {
  let now: Progress = { ...NOTHING_YET, ...readKept(kept) }
  return {
    get now() {
      return now
    },
    async change(to) {
      now = { ...now, ...to }
      return note(JSON.stringify(now)).then(
        () => true,
        () => false,
      )
    },
  }
}

function readKept(kept: string | null): Partial<Progress> {
  if (kept === null) return {}
  try {
    return JSON.parse(kept) as Partial<Progress>
  } catch {
    return {}
  }
}
