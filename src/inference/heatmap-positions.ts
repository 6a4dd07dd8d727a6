import type * as TensorFlow from '@tensorflow/tfjs'
import { z } from 'zod'
import { Fault } from '../core/fault.js'

type Layer = TensorFlow.layers.Layer

/** Position `index` of a layer looks at the input around pixel `scale * index + offset`. */
interface Reach {
  readonly scale: number
  readonly offset: number
}

/**
 * Where the positions of a layer lie on the network's input: the centre of what each sees, as a share of the side in
 * 0..1. Poolings that drop a last row and paddings make them lie otherwise than evenly spread. Windows are taken as
 * square, and a layer with several inputs as seeing the same place through each.
 */
export function positionsOf(model: TensorFlow.LayersModel, name: string): readonly number[] {
  const layer = model.layers.find((one) => one.name === name)
  const size = model.inputs[0]?.shape[1]
  if (layer === undefined || !size) throw new Fault('internal', `no layer ${name}`)
  const { scale, offset } = reachOf(layer)
  return Array.from({ length: sideOf(layer) }, (_, index) => (scale * index + offset + 0.5) / size)
}

const pair = z.tuple([z.int(), z.int()])
const windowSchema = z.object({
  kernelSize: pair.optional(),
  poolSize: pair.optional(),
  strides: pair,
  padding: z.enum(['same', 'valid']),
  dilationRate: pair.default([1, 1]),
})
const zeroPaddingSchema = z.object({ padding: z.tuple([pair, pair]) })

function reachOf(layer: Layer): Reach {
  const before = layer.inboundNodes[0]?.inboundLayers[0]
  if (before === undefined) return { scale: 1, offset: 0 }
  const reach = reachOf(before)
  const config = layer.getConfig()
  const padded =
    layer.getClassName() === 'ZeroPadding2D' ? zeroPaddingSchema.safeParse(config).data : undefined
  if (padded) return { scale: reach.scale, offset: reach.offset - reach.scale * padded.padding[0][0] }
  const window = windowSchema.safeParse(config).data
  const [length] = window?.kernelSize ?? window?.poolSize ?? []
  if (window === undefined || length === undefined) return reach
  const [stride] = window.strides
  const covered = (length - 1) * window.dilationRate[0] + 1
  // As TensorFlow pads: what is missing for a full last window, the odd pixel at the end.
  const missing = Math.max(0, (sideOf(layer) - 1) * stride + covered - sideOf(before))
  const padding = window.padding === 'same' ? Math.floor(missing / 2) : 0
  return { scale: reach.scale * stride, offset: reach.offset + reach.scale * ((covered - 1) / 2 - padding) }
}

function sideOf({ outputShape }: Layer): number {
  const side = outputShape[1]
  return typeof side === 'number' ? side : 0
}
