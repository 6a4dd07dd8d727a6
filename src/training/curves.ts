import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EpochFigures } from './training-run.js'

const CURVES_FILE = 'curves.json'

/** Keeps the figures of each epoch beside the model, for the report's plot. */
export async function writeCurves(folder: string, curve: readonly EpochFigures[]): Promise<void> {
  await writeFile(join(folder, CURVES_FILE), `${JSON.stringify(curve, null, 2)}\n`)
}

/** The figures kept by {@link writeCurves}; none for a model that came without. */
export async function readCurves(folder: string): Promise<readonly EpochFigures[]> {
  const text = await readFile(join(folder, CURVES_FILE), 'utf8').catch(() => '[]')
  return JSON.parse(text) as readonly EpochFigures[]
}
