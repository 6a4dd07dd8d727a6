import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Label } from '../../core/label.js'
import {
  HISTOGRAM_STEPS,
  histogramStep,
  sizePosition,
  type Distributions,
  type Histogram,
} from '../../core/record-figures.js'
import type { ScoredPicture } from './scores-file.js'

/** Beside the report: how scores, brightness and size of a part lie. What is served later is held against it. */
export const DISTRIBUTIONS_FILE = 'distributions.json'

export interface ReferenceDistributions extends Distributions {
  readonly format: 1
  readonly split: string
  /** Pictures that were answered; refused ones are left out, as in the counts of what is served. */
  readonly n: number
}

/** Counts how the answered pictures of a part lie. */
export function distributionsOf(pictures: readonly ScoredPicture[], split: string): ReferenceDistributions {
  const answered = pictures.flatMap(({ outcome, scores, picture }) =>
    (outcome === 'finding' || outcome === 'uncertain') && scores && picture ? [{ scores, picture }] : [],
  )
  const scoresOf = (label: Label) => histogram(answered.map(({ scores }) => scores[label]))
  return {
    format: 1,
    split,
    n: answered.length,
    scores: { COVID: scoresOf('COVID'), NORMAL: scoresOf('NORMAL'), PNEUMONIA: scoresOf('PNEUMONIA') },
    brightness: histogram(
      answered.flatMap(({ picture: { brightness } }) => (brightness === null ? [] : [brightness])),
    ),
    size: histogram(answered.map(({ picture: { width, height } }) => sizePosition(width, height))),
  }
}

/** Writes {@link DISTRIBUTIONS_FILE} into a folder. */
export async function writeDistributions(
  folder: string,
  pictures: readonly ScoredPicture[],
  split: string,
): Promise<void> {
  const text = JSON.stringify(distributionsOf(pictures, split), null, 2)
  await writeFile(join(folder, DISTRIBUTIONS_FILE), `${text}\n`)
}

function histogram(values: readonly number[]): Histogram {
  const counts = new Array<number>(HISTOGRAM_STEPS).fill(0)
  for (const value of values) counts[histogramStep(value)] = (counts[histogramStep(value)] ?? 0) + 1
  return counts
}
