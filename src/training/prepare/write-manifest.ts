import { writeFile } from 'node:fs/promises'
import { dirname, relative, sep } from 'node:path'
import type { CheckedPicture } from './check-pictures.js'

/** A picture with its parts; empty text where it is in none. */
export interface PlacedPicture {
  readonly checked: CheckedPicture
  readonly seedSplit: string
  readonly split: string
}

const COLUMNS = [
  'path',
  'label',
  'picture',
  'group',
  'source',
  'population',
  'width',
  'height',
  'seed_split',
  'conflict',
  'split',
] as const

/**
 * Writes a manifest that `readDataSet` reads. Pictures stay where they are: paths lead to them from the manifest's folder.
 * Width and height are the original's where the source states them, else the file's.
 */
export async function writeDataSet(manifest: string, pictures: readonly PlacedPicture[]): Promise<void> {
  const folder = dirname(manifest)
  const lines = pictures.map(({ checked, seedSplit, split }) => {
    const { listed, fingerprint } = checked
    const row: Record<(typeof COLUMNS)[number], string | number> = {
      path: relative(folder, listed.file).split(sep).join('/'),
      label: listed.label,
      picture: checked.picture,
      group: checked.group,
      source: listed.source,
      population: listed.population,
      width: listed.width || fingerprint.width,
      height: listed.height || fingerprint.height,
      seed_split: seedSplit,
      conflict: Number(checked.conflict),
      split,
    }
    return COLUMNS.map((column) => quote(String(row[column]))).join(',')
  })
  await writeFile(manifest, `${[COLUMNS.join(','), ...lines].join('\n')}\n`)
}

function quote(text: string): string {
  return /[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
