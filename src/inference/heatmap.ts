import type { Heatmap, Turn } from '../core/examination.js'
import type { GrayPicture } from '../core/gray-picture.js'
import type { Label } from '../core/label.js'
import { createHeatmapGradient, type HeatmapGradientOptions } from './heatmap-gradient.js'
import { drawHeatmap, type StrengthMap } from './heatmap-picture.js'
import { positionsOf } from './heatmap-positions.js'
import type { FeatureMap } from './network.js'
import { quartersOf, rotate } from './turn.js'

/** What a heatmap is made of. */
export interface HeatmapRequest {
  /** As received: neither turned nor fitted. */
  readonly picture: GrayPicture
  /** What was put right before the network saw it. */
  readonly turns: readonly Turn[]
  readonly convolution: FeatureMap
  readonly label: Label
}

/** Makes the heatmap of a reading, over the picture as received. */
export type MakeHeatmap = (request: HeatmapRequest) => Promise<Heatmap>

/** @throws Fault `model_folder_invalid` when the network is not of a kind that heatmaps can be made of */
export function createHeatmaps(options: HeatmapGradientOptions): MakeHeatmap {
  const weigh = createHeatmapGradient(options)
  const positions = positionsOf(options.model, options.layer)
  return async ({ picture, turns, convolution, label }) => {
    const map = { rows: positions, columns: positions, strengths: weigh(convolution, label) }
    return { bytes: await drawHeatmap(picture, turnMap(map, quartersOf(turns))) }
  }
}

/** The map of an upright film as it lies on the film turned by quarters, clockwise. */
export function turnMap({ rows, columns, strengths }: StrengthMap, quarters: number): StrengthMap {
  const grid = rotate({ width: columns.length, height: rows.length, values: strengths }, quarters)
  const mirrored = (centres: readonly number[]) => centres.map((centre) => 1 - centre).reverse()
  const [down, across] = [
    [rows, columns],
    [columns, mirrored(rows)],
    [mirrored(rows), mirrored(columns)],
    [mirrored(columns), rows],
  ][quarters] ?? [rows, columns]
  return { rows: down ?? rows, columns: across ?? columns, strengths: grid.values }
}
