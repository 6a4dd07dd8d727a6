import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { parse } from 'csv-parse/sync'
import { Fault } from '../../core/fault.js'
import type { Label } from '../../core/label.js'
import { isLabel } from '../../core/label.js'

/** A picture as its source lists it; empty text where the source says nothing. */
export interface Listed {
  /** Where the file lies, absolute. */
  readonly file: string
  /** As the source names it, with forward slashes. */
  readonly path: string
  readonly label: Label
  readonly picture: string
  readonly group: string
  readonly source: string
  readonly population: string
  /** Of the original, before the data set's maker made it smaller; 0 where it is not known. */
  readonly width: number
  readonly height: number
  readonly seedSplit: string
  readonly split: string
  /** The source itself says that the picture carries another label elsewhere. */
  readonly conflict: boolean
}

export interface Source {
  readonly pictures: readonly Listed[]
  /** Whether a manifest was read, and not class folders. */
  readonly isManifest: boolean
  /** Folders beside the class folders that were not read. */
  readonly ignored: readonly string[]
  /** Rows that named a file again under the same label. */
  readonly repeatedRows: number
}

export interface SourceOptions {
  /** Its first group, or the whole match, in a file's name is the patient. */
  readonly patient: RegExp | null
}

/**
 * Lists the pictures of a data set: a manifest with the columns path and label at least, a folder that holds
 * `manifest.csv`, or a folder of class folders named as the labels in any case.
 * @throws Fault `data_set_invalid` when nothing is found, a column is missing or a label unknown
 */
export async function readSource(source: string, options: SourceOptions): Promise<Source> {
  const place = resolve(source)
  const found = await stat(place).catch((cause: unknown) => {
    throw new Fault('data_set_invalid', `there is no ${source}`, { cause })
  })
  if (!found.isDirectory()) return readManifest(place, options)
  const classFolders = await readClassFolders(place, options)
  if (classFolders.pictures.length > 0) return classFolders
  const manifest = join(place, 'manifest.csv')
  if (await isFile(manifest)) return readManifest(manifest, options)
  throw new Fault(
    'data_set_invalid',
    `${source} has no folders COVID, NORMAL or PNEUMONIA with files in them`,
  )
}

async function readClassFolders(folder: string, options: SourceOptions): Promise<Source> {
  const pictures: Listed[] = []
  const ignored: string[] = []
  for (const entry of (await readdir(folder, { withFileTypes: true })).sort(byName)) {
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue
    const label = entry.name.toUpperCase()
    if (!isLabel(label)) {
      ignored.push(entry.name)
      continue
    }
    const files = await readdir(join(folder, entry.name), { withFileTypes: true, recursive: true })
    for (const file of files.filter((one) => one.isFile() && !one.name.startsWith('.')).sort(byName)) {
      const place = join(file.parentPath, file.name)
      const path = relative(folder, place).split(sep).join('/')
      pictures.push({
        file: place,
        path,
        label,
        picture: '',
        group: patientOf(path, options.patient),
        source: basename(folder),
        population: 'unknown',
        width: 0,
        height: 0,
        seedSplit: '',
        split: '',
        conflict: false,
      })
    }
  }
  return { pictures, isManifest: false, ignored, repeatedRows: 0 }
}

async function readManifest(manifest: string, options: SourceOptions): Promise<Source> {
  const text = await readFile(manifest, 'utf8').catch((cause: unknown) => {
    throw new Fault('data_set_invalid', `cannot read ${manifest}`, { cause })
  })
  let rows: Record<string, string>[]
  try {
    rows = parse<Record<string, string>>(text, {
      columns: true,
      skip_empty_lines: true,
      bom: true,
      trim: true,
    })
  } catch (cause) {
    throw new Fault('data_set_invalid', `${manifest} is no table of comma-separated values`, { cause })
  }
  if (rows.length === 0) throw new Fault('data_set_invalid', 'the manifest has no rows')
  const listed = rows.map((row, index) => toListed(row, index + 1, dirname(manifest), options))
  const pictures = [...new Map(listed.map((one) => [`${one.label}:${one.file}`, one])).values()]
  return { pictures, isManifest: true, ignored: [], repeatedRows: listed.length - pictures.length }
}

function toListed(
  row: Record<string, string>,
  number: number,
  folder: string,
  options: SourceOptions,
): Listed {
  const path = row['path'] ?? ''
  if (path === '') throw new Fault('data_set_invalid', `row ${number} has no path`)
  const label = (row['label'] ?? '').toUpperCase()
  if (!isLabel(label)) {
    throw new Fault(
      'data_set_invalid',
      `row ${number} has the label "${label}", not COVID, NORMAL or PNEUMONIA`,
    )
  }
  const pixels = (text: string | undefined) => Math.max(0, Math.round(Number(text ?? 0) || 0))
  return {
    file: resolve(folder, path),
    path,
    label,
    picture: row['picture'] ?? '',
    group: row['group'] || patientOf(path, options.patient),
    source: row['source'] ?? '',
    population: row['population'] || 'unknown',
    width: pixels(row['width']),
    height: pixels(row['height']),
    seedSplit: row['seed_split'] ?? '',
    split: row['split'] ?? '',
    conflict: row['conflict'] === '1',
  }
}

function patientOf(path: string, pattern: RegExp | null): string {
  const found = pattern?.exec(basename(path))
  return found ? (found[1] ?? found[0]) : ''
}

function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return left.name < right.name ? -1 : left.name > right.name ? 1 : 0
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}
