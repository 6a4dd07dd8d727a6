import { mkdir, writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import type { Heatmap } from '../core/examination.js'
import { toPng } from '../inference/heatmap-picture.js'

/** Writes the heatmap of a picture file. Rejects when the folder cannot be written to. */
export type SaveHeatmap = (file: string, heatmap: Heatmap) => Promise<void>

/**
 * Writes heatmaps into `folder`, which is made, as `NAME.heatmap.png`. A second file of the same name becomes
 * `NAME-2.heatmap.png`.
 */
export async function createHeatmapFolder(folder: string): Promise<SaveHeatmap> {
  await mkdir(folder, { recursive: true })
  const taken = new Map<string, number>()
  return async (file, heatmap) => {
    const name = basename(file, extname(file))
    const count = (taken.get(name) ?? 0) + 1
    taken.set(name, count)
    const unique = count === 1 ? name : `${name}-${count}`
    await writeFile(join(folder, `${unique}.heatmap.png`), await toPng(heatmap.bytes))
  }
}
