import { createHash } from 'node:crypto'
import { LABELS } from '../../core/label.js'
import type { CheckedPicture } from './check-pictures.js'
import { growTree, type TreeRow } from './decision-tree.js'

/** How well a classifier that never sees a pixel tells the classes. */
export interface MetadataFinding {
  /** Whom: `all`, or one population. */
  readonly population: string
  /** What the classifier was given. */
  readonly given: string
  /** Mean share of each class that was named right, cross-validated with whole groups left out. */
  readonly balancedAccuracy: number
  /** What guessing reaches: one over the number of classes. */
  readonly chance: number
  readonly n: number
  readonly classes: readonly string[]
}

const FOLDS = 5

/** A class with fewer pictures is left out: nothing can be said of it. */
const LEAST_OF_A_CLASS = 25

type Figures = (picture: CheckedPicture) => readonly number[]

/**
 * Cross-validates small decision trees on what is known of files without looking at them: size, form, bytes a pixel,
 * format, source. What they reach above chance, a network can reach without looking at lungs.
 * @param pictures one file a picture
 */
export function checkMetadata(pictures: readonly CheckedPicture[]): readonly MetadataFinding[] {
  const populations = [...new Set(pictures.map(({ listed }) => listed.population))].sort()
  return ['all', ...(populations.length > 1 ? populations : [])].flatMap((population) => {
    const rows = pictures.filter(({ listed }) => population === 'all' || listed.population === population)
    const classes = LABELS.filter(
      (label) => rows.filter(({ listed }) => listed.label === label).length >= LEAST_OF_A_CLASS,
    )
    if (classes.length < 2) return []
    const kept = rows.filter(({ listed }) => classes.includes(listed.label))
    return Object.entries(figuresOf(kept)).map(([given, figures]) => ({
      population,
      given,
      balancedAccuracy: crossValidate(kept, figures, classes),
      chance: 1 / classes.length,
      n: kept.length,
      classes,
    }))
  })
}

function figuresOf(pictures: readonly CheckedPicture[]): Readonly<Record<string, Figures>> {
  const sources = [...new Set(pictures.map(({ listed }) => listed.source))].sort()
  const formats = [...new Set(pictures.map(({ fingerprint }) => fingerprint.format))].sort()
  const size: Figures = ({ fingerprint }) => [fingerprint.width, fingerprint.height]
  const form: Figures = ({ fingerprint }) => [fingerprint.width / fingerprint.height]
  const weight: Figures = ({ fingerprint }) => [fingerprint.bytes / (fingerprint.width * fingerprint.height)]
  const format: Figures = ({ fingerprint }) => formats.map((name) => Number(name === fingerprint.format))
  const source: Figures = ({ listed }) => sources.map((name) => Number(name === listed.source))
  const original: Figures = ({ listed }) => [listed.width, listed.height, listed.width / (listed.height || 1)]
  const file: Figures = (picture) => [size, form, weight, format].flatMap((figures) => figures(picture))
  const hasOriginal = pictures.some(({ listed }) => listed.width > 0)
  return {
    'width and height': size,
    'aspect ratio': form,
    'bytes a pixel': weight,
    ...(formats.length > 1 ? { format } : {}),
    'all of the file': file,
    ...(hasOriginal ? { 'size of the original, as the source states it': original } : {}),
    ...(sources.length > 1
      ? {
          source,
          'everything together': (picture: CheckedPicture) => [
            ...file(picture),
            ...original(picture),
            ...source(picture),
          ],
        }
      : {}),
  }
}

function crossValidate(
  pictures: readonly CheckedPicture[],
  figures: Figures,
  classes: readonly string[],
): number {
  const rows = pictures.map((picture) => ({
    fold: foldOf(picture.group),
    figures: figures(picture),
    outcome: classes.indexOf(picture.listed.label),
  }))
  const right = classes.map(() => 0)
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const training: TreeRow[] = rows.filter((row) => row.fold !== fold)
    const predict = growTree(training, classes.length)
    for (const row of rows) {
      if (row.fold === fold && predict(row.figures) === row.outcome)
        right[row.outcome] = (right[row.outcome] as number) + 1
    }
  }
  const shares = classes.map(
    (_, outcome) => (right[outcome] as number) / rows.filter((row) => row.outcome === outcome).length,
  )
  return shares.reduce((sum, share) => sum + share, 0) / classes.length
}

/** By the group's name alone: the same in every order. */
function foldOf(group: string): number {
  return createHash('sha256').update(`fold:${group}`).digest().readUInt32LE(0) % FOLDS
}
