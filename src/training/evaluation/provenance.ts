import type { Label } from '../../core/label.js'
import { LABELS } from '../../core/label.js'
import type { Sample } from '../data/data-set.js'
import { partName, table } from './markdown.js'
import { byLabel, groupRows } from './metrics.js'
import { licenceOf } from '../data/picture-sources.js'
import type { Split } from '../data/split.js'

/** Where the pictures of a split come from, counted. */
export interface Provenance {
  readonly pictures: Readonly<Record<keyof Split, number>>
  /** The training part by population. */
  readonly populations: readonly {
    readonly name: string
    readonly pictures: Readonly<Record<Label, number>>
  }[]
  readonly sources: readonly {
    readonly name: string
    readonly train: Readonly<Record<Label, number>>
    readonly parts: Readonly<Record<keyof Split, number>>
  }[]
  /** Adults with pneumonia in the training part: the scarcest of what a ward would ask about. */
  readonly adultPneumonia: {
    readonly n: number
    /** The source that most of them come from, and how many; null without any. */
    readonly largest: { readonly source: string; readonly n: number } | null
  }
}

export function countProvenance(split: Split): Provenance {
  const parts = ['train', 'val', 'test'] as const
  const everything = parts.flatMap((part) => split[part].map((sample) => ({ ...sample, part })))
  const classes = (samples: readonly Sample[]) =>
    byLabel((label) => samples.filter((sample) => sample.label === label).length)
  const counts = (rows: readonly { readonly part: keyof Split }[]) => ({
    train: rows.filter(({ part }) => part === 'train').length,
    val: rows.filter(({ part }) => part === 'val').length,
    test: rows.filter(({ part }) => part === 'test').length,
  })
  const adultPneumonia = split.train.filter(
    ({ population, label }) => population === 'adult' && label === 'PNEUMONIA',
  )
  const [largest] = [...groupRows(adultPneumonia, ({ source }) => source)]
    .map(([source, rows]) => ({ source, n: rows.length }))
    .sort((one, other) => other.n - one.n)
  return {
    pictures: counts(everything),
    populations: [...groupRows(split.train, ({ population }) => population)].map(([name, samples]) => ({
      name,
      pictures: classes(samples),
    })),
    sources: [...groupRows(everything, ({ source }) => source)].map(([name, rows]) => ({
      name,
      train: classes(rows.filter(({ part }) => part === 'train')),
      parts: counts(rows),
    })),
    adultPneumonia: { n: adultPneumonia.length, largest: largest ?? null },
  }
}

/** The counts as Markdown tables, sources with the licence under which each was found. */
export function describeProvenance({ populations, sources }: Provenance): string {
  return [
    table(
      ['Training part', ...LABELS],
      populations.map(({ name, pictures }) => [
        partName(name),
        ...LABELS.map((label) => String(pictures[label])),
      ]),
    ),
    table(
      [
        'Source',
        ...LABELS.map((label) => `train ${label}`),
        'val',
        'test',
        'What it is, and its licence as found',
      ],
      sources.map(({ name, train, parts }) => [
        partName(name),
        ...LABELS.map((label) => String(train[label])),
        String(parts.val),
        String(parts.test),
        licenceOf(name),
      ]),
    ),
  ].join('\n\n')
}
