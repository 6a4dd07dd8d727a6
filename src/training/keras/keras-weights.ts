import { Fault } from '../../core/fault.js'
import { arrayAt, groupAt, readTexts, Group, type WeightArray } from './keras-h5.js'

/** The weights of one layer of a Keras file, in the layer's own order. */
export interface SavedLayer {
  /** The outermost layer that it is part of: itself, or a nested model. */
  readonly group: string
  /** Its name, which may carry those of models around it: `vgg16/block1_conv1`. */
  readonly name: string
  readonly weights: readonly WeightArray[]
}

/** The layers of a file that have weights. */
export interface SavedLayers {
  /**
   * Whether `name` is the layer's own name, or its class and a number, as the first releases of Keras 3
   * wrote `.weights.h5`: `conv2d`, `conv2d_1`.
   */
  readonly named: 'by layer' | 'by class'
  readonly layers: readonly SavedLayer[]
}

/**
 * Reads weights in any layout that Keras has had: whole models, `save_weights` of Keras 1 and 2 (with and without a group
 * around it), `.weights.h5` of Keras 3.
 * @throws Fault `weights_invalid` when the file holds no such thing
 */
export function readSavedLayers(root: Group): SavedLayers {
  const inner = root.get('model_weights')
  if (inner instanceof Group) return readSavedLayers(inner)
  const names = readTexts(root, 'layer_names')
  if (names.length > 0) return { named: 'by layer', layers: names.flatMap((name) => readListed(root, name)) }
  const layers = root.get('layers')
  if (layers instanceof Group) return readNumbered(layers)
  throw new Fault('weights_invalid', 'the file holds no layers as Keras writes them')
}

/**
 * The layer called `name`, whatever models stand around it: of `conv1/bn` and `bn`, the second is called `bn`.
 * Undefined where there is none, or where two could be meant.
 */
export function findSavedLayer(layers: readonly SavedLayer[], name: string): SavedLayer | undefined {
  const found = layers.filter((saved) => saved.name === name || saved.name.endsWith(`/${name}`))
  const shortest = Math.min(...found.map((saved) => saved.name.length))
  const [only, ...others] = found.filter((saved) => saved.name.length === shortest)
  return others.length === 0 ? only : undefined
}

/** A group with a list of its weights: one layer, or a nested model whose layers stand in the weights' names. */
function readListed(root: Group, name: string): SavedLayer[] {
  const group = groupAt(root, name)
  const byLayer = new Map<string, WeightArray[]>()
  for (const path of readTexts(group, 'weight_names')) {
    // `vgg16/block1_conv1/kernel:0`: what comes before the last part names the layer.
    const layer = path.split('/').slice(0, -1).join('/')
    byLayer.set(layer, [...(byLayer.get(layer) ?? []), arrayAt(group, path)])
  }
  const found = [...byLayer]
  const [only] = found
  if (only && found.length === 1) return [{ group: name, name, weights: only[1] }]
  return found.map(([layer, weights]) => ({ group: name, name: layer, weights }))
}

/** `layers/conv2d_1/vars/0`, nested models within as `layers/functional/layers/…`. */
function readNumbered(layers: Group, outermost: string | null = null): SavedLayers {
  let named: SavedLayers['named'] = 'by layer'
  const found: SavedLayer[] = []
  for (const key of layers.keys()) {
    const group = groupAt(layers, key)
    const vars = group.get('vars')
    const own = vars instanceof Group ? vars.attrs['name']?.value : null
    const name = typeof own === 'string' ? own : key
    const nested = group.get('layers')
    if (nested instanceof Group) {
      const within = readNumbered(nested, outermost ?? name)
      if (within.named === 'by class') named = 'by class'
      found.push(...within.layers)
    } else if (vars instanceof Group && vars.keys().length > 0) {
      if (typeof own !== 'string') named = 'by class'
      const weights = vars.keys().map((_, index) => arrayAt(vars, String(index)))
      found.push({ group: outermost ?? name, name, weights })
    }
  }
  return { named, layers: found }
}
