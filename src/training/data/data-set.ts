import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { Fault } from '../../core/fault.js'
import type { Label } from '../../core/label.js'
import { isLabel } from '../../core/label.js'

/** One picture of a data set. */
export interface Sample {
  readonly file: string
  /** The file as the manifest names it: the same wherever the data set lies. */
  readonly path: string
  readonly label: Label
  /** The same for copies, crops and re-encodings of one picture. */
  readonly picture: string
  /** Joins pictures of one patient: two splits must not share a group. */
  readonly group: string
  readonly source: string
  readonly population: string
  /** `train` or `test` of the reference protocol, or empty. */
  readonly seedSplit: string
  /** `train`, `val` or `test` of the honest protocol, or empty. */
  readonly split: string
}

/**
 * Reads `manifest.csv` of a data set: columns path, label, picture, group, source, population, seed_split, split.
 * Files are relative to the manifest.
 * @throws Fault `data_set_invalid` when a column is missing, a label unknown or no row is left.
 */
export async function readDataSet(manifest: string): Promise<readonly Sample[]> {
  const folder = dirname(manifest)
  const text = await readFile(manifest, 'utf8').catch((cause: unknown) => {
    throw new Fault('data_set_invalid', `cannot read ${manifest}`, { cause })
  })
  const rows = parse<Record<string, string>>(text, { columns: true, skip_empty_lines: true })
  if (rows.length === 0) throw new Fault('data_set_invalid', 'the manifest has no rows')
  return rows.map((row, index) => {
    const column = (name: string) => {
      const value = row[name]
      if (value === undefined) throw new Fault('data_set_invalid', `row ${index + 1} has no column ${name}`)
      return value
    }
    const label = column('label')
    if (!isLabel(label)) throw new Fault('data_set_invalid', `row ${index + 1} has the label ${label}`)
    return {
      file: join(folder, column('path')),
      path: column('path'),
      label,
      picture: column('picture'),
      group: column('group'),
      source: column('source'),
      population: column('population'),
      seedSplit: column('seed_split'),
      split: column('split'),
    }
  })
}
