import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** One epoch of any protocol, for the report's plot. Losses in nats, the others shares. */
export interface CurveFigures {
  /** Counted from 1 within its stage. */
  readonly epoch: number
  readonly stage?: string
  readonly trainLoss: number
  readonly valLoss: number
  readonly trainAccuracy?: number
  readonly valAccuracy: number
  /** Balanced accuracy within a population. */
  readonly valAdults?: number
  readonly valChildren?: number
}

const CURVES_FILE = 'curves.json'

/** Keeps the figures of each epoch beside the model, for the report's plot. */
export async function writeCurves(folder: string, curve: readonly CurveFigures[]): Promise<void> {
  await writeFile(join(folder, CURVES_FILE), `${JSON.stringify(curve, null, 2)}\n`)
}

/** The figures kept by {@link writeCurves}; none for a model that came without. */
export async function readCurves(folder: string): Promise<readonly CurveFigures[]> {
  const text = await readFile(join(folder, CURVES_FILE), 'utf8').catch(() => '[]')
  return JSON.parse(text) as readonly CurveFigures[]
}
