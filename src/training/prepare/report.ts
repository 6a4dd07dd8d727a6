import type { CheckedSet, ReadPicture } from './check-pictures.js'
import type { MetadataFinding } from './metadata-check.js'
import type { LikePair } from './near-duplicates.js'
import type { Source } from './read-source.js'
import { findStraddling, type Straddling } from './straddling.js'
import type { PlacedPicture } from './write-manifest.js'

/** Files that belong together, by path. */
export type PathSet = readonly string[]

/** What `report.json` holds. */
export interface PrepareReport {
  readonly settings: PrepareSettings
  readonly listed: number
  readonly repeatedRows: number
  readonly ignoredFolders: readonly string[]
  readonly unreadable: readonly { readonly path: string; readonly code: string }[]
  readonly readable: number
  /** Different pictures among the readable files, as far as found. */
  readonly pictures: number
  readonly groups: number
  readonly identical: readonly PathSet[]
  readonly nearDuplicates: readonly {
    readonly paths: readonly [string, string]
    readonly correlation: number
  }[]
  readonly copies: readonly PathSet[]
  readonly conflicts: readonly { readonly paths: PathSet; readonly labels: readonly string[] }[]
  /** How the pairs found by content agree with the column `picture` of the source; null without one. */
  readonly agreement: PairAgreement | null
  /** What the parts that the source itself states share; null for class folders. */
  readonly given: { readonly seedSplit: Straddling; readonly split: Straddling } | null
  /** What the parts written now share. */
  readonly written: Straddling
  readonly counts: readonly CountRow[]
  readonly metadata: readonly MetadataFinding[]
}

export interface PrepareSettings {
  readonly protocol: 'random' | 'grouped'
  readonly seed: number
  readonly val: number
  readonly test: number
}

/** Pairs of files of one picture: as the source says, as found here, and both. */
export interface PairAgreement {
  readonly stated: number
  /** After joining: where A is like B and B like C, all three are one picture. */
  readonly found: number
  readonly both: number
  /** Pairs whose likeness was found that the source calls different pictures. */
  readonly onlyFound: readonly (readonly [string, string])[]
}

export interface CountRow {
  readonly label: string
  readonly population: string
  readonly source: string
  readonly files: number
  readonly train: number
  readonly val: number
  readonly test: number
}

export interface ReportParts {
  readonly source: Source
  readonly settings: PrepareSettings
  readonly unreadable: PrepareReport['unreadable']
  readonly read: readonly ReadPicture[]
  readonly pairs: readonly LikePair[]
  readonly checked: CheckedSet
  readonly placed: readonly PlacedPicture[]
  readonly given: PrepareReport['given']
  readonly metadata: readonly MetadataFinding[]
}

export function composeReport(parts: ReportParts): PrepareReport {
  const { source, settings, read, pairs, checked, placed } = parts
  const path = (member: number) => (read[member] as ReadPicture).listed.path
  const paths = (members: readonly number[]) => members.map(path)
  return {
    settings,
    listed: source.pictures.length,
    repeatedRows: source.repeatedRows,
    ignoredFolders: source.ignored,
    unreadable: parts.unreadable,
    readable: read.length,
    pictures: new Set(checked.pictures.map(({ picture }) => picture)).size,
    groups: new Set(checked.pictures.map(({ group }) => group)).size,
    identical: checked.identical.map(paths),
    nearDuplicates: pairs.map(({ first, second, correlation }) => ({
      paths: [path(first), path(second)],
      correlation: Number(correlation.toFixed(4)),
    })),
    copies: checked.copies.map(paths),
    conflicts: checked.conflicts.map(({ members, labels }) => ({ paths: paths(members), labels })),
    agreement: compareWithSource(read, checked.alike),
    given: parts.given,
    written: findStraddling(checked.pictures, (_, index) => partOf(placed[index] as PlacedPicture, settings)),
    counts: count(placed, settings),
    metadata: parts.metadata,
  }
}

function partOf({ seedSplit, split }: PlacedPicture, { protocol }: PrepareSettings): string {
  return protocol === 'random' ? seedSplit : split
}

function count(placed: readonly PlacedPicture[], settings: PrepareSettings): readonly CountRow[] {
  const rows = new Map<string, CountRow>()
  for (const picture of placed) {
    const { label, population, source } = picture.checked.listed
    const key = JSON.stringify([label, population, source])
    const part = partOf(picture, settings)
    const row = rows.get(key) ?? { label, population, source, files: 0, train: 0, val: 0, test: 0 }
    rows.set(key, {
      ...row,
      files: row.files + 1,
      train: row.train + Number(part === 'train'),
      val: row.val + Number(part === 'val'),
      test: row.test + Number(part === 'test'),
    })
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

function compareWithSource(read: readonly ReadPicture[], alike: CheckedSet['alike']): PairAgreement | null {
  const stated = new Map<string, number>()
  for (const { listed } of read) {
    if (listed.picture !== '') stated.set(listed.picture, (stated.get(listed.picture) ?? 0) + 1)
  }
  if (stated.size === 0) return null
  let [found, both] = [0, 0]
  const onlyFound: [string, string][] = []
  for (const members of alike) {
    members.forEach((first, index) => {
      for (const second of members.slice(index + 1)) {
        const [a, b] = [(read[first] as ReadPicture).listed, (read[second] as ReadPicture).listed]
        found += 1
        if (a.picture !== '' && a.picture === b.picture) both += 1
        else if (onlyFound.length < 100) onlyFound.push([a.path, b.path])
      }
    })
  }
  const statedPairs = [...stated.values()].reduce((sum, files) => sum + (files * (files - 1)) / 2, 0)
  return { stated: statedPairs, found, both, onlyFound }
}
