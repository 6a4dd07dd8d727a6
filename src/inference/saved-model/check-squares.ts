import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { calibrate, decide } from '../../core/calibration.js'
import { Fault } from '../../core/fault.js'
import { CHECK_SQUARES_FILE, type ModelManifest } from '../../core/model-manifest.js'
import type { CheckedModelFolder } from '../model-folder.js'
import type { Network } from '../network.js'

const VERDICT_FILE = 'labels-kept.json'

/**
 * The model's own check pictures; none where its manifest does not name the file.
 * @throws Fault `model_folder_invalid` when the file holds no whole number of squares
 */
export async function readCheckSquares({
  folder,
  manifest,
}: Pick<CheckedModelFolder, 'folder' | 'manifest'>): Promise<readonly Uint8Array[]> {
  if (!(CHECK_SQUARES_FILE in manifest.files)) return []
  const bytes = await readFile(join(folder, CHECK_SQUARES_FILE))
  const length = manifest.preprocessing.size ** 2
  if (bytes.length === 0 || bytes.length % length !== 0) {
    throw new Fault('model_folder_invalid', `${CHECK_SQUARES_FILE} is no whole number of squares`)
  }
  return Array.from({ length: bytes.length / length }, (_, index) =>
    bytes.subarray(index * length, (index + 1) * length),
  )
}

/** Whether both networks come to the same label, or to none, for every square. */
export function keepsLabels(
  exact: Network,
  quick: Network,
  squares: readonly Uint8Array[],
  { temperature, thresholds }: Pick<ModelManifest, 'temperature' | 'thresholds'>,
): boolean {
  const labelBy = (network: Network, square: Uint8Array) => {
    const [pass] = network.forward([square])
    const decision = decide(calibrate(pass?.outputs ?? [], temperature), thresholds)
    return decision.kind === 'finding' ? decision.label : null
  }
  return squares.every((square) => labelBy(exact, square) === labelBy(quick, square))
}

/** What the trial of the graph in `folder` said; null when there was none. */
export async function readVerdict(folder: string): Promise<boolean | null> {
  const text = await readFile(join(folder, VERDICT_FILE), 'utf8').catch(() => '')
  return text === 'true' ? true : text === 'false' ? false : null
}

export async function noteVerdict(folder: string, kept: boolean): Promise<void> {
  await writeFile(join(folder, VERDICT_FILE), String(kept))
}
