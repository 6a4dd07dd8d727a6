import { readFile } from 'node:fs/promises'
import type * as TensorFlow from '@tensorflow/tfjs'
import h5wasm, { Dataset } from 'h5wasm'
import { Fault } from '../core/fault.js'

/**
 * Loads the 13 convolutions of VGG16 from a Keras no-top `.h5` file (groups `block1_conv1` and on, data sets
 * `<layer>_W_1:0` and `<layer>_b_1:0`, or the `kernel`/`bias` names of newer releases) into `network`.
 * `within` is the group that holds the layers: `model_weights` in a whole-model file.
 * @throws Fault `weights_invalid` when a layer is missing or has another shape.
 */
export async function loadKerasBase(
  tf: typeof TensorFlow,
  network: TensorFlow.LayersModel,
  file: string,
  within = '',
): Promise<void> {
  const { FS } = await h5wasm.ready
  // h5wasm reads from its own file system in memory.
  const inside = 'base.h5'
  FS.writeFile(inside, await readFile(file))
  const h5 = new h5wasm.File(inside, 'r')
  try {
    // h5wasm gives a file with id -1 for what it cannot open.
    if (h5.file_id < 0n) throw new Fault('weights_invalid', 'the weights are not an HDF5 file')
    for (const layer of network.layers.filter(({ name }) => /^block\d_conv\d$/.test(name))) {
      const read = (...names: string[]) => {
        for (const name of names) {
          const found = h5.get(`${within}/${layer.name}/${name}`)
          if (found instanceof Dataset) return found
        }
        throw new Fault('weights_invalid', `the weights file has no ${layer.name}/${names[0]}`)
      }
      const found = [
        read(`${layer.name}_W_1:0`, `${layer.name}/kernel:0`),
        read(`${layer.name}_b_1:0`, `${layer.name}/bias:0`),
      ]
      const tensors = layer.getWeights().map((expected, index) => {
        const dataset = found[index]
        if (!dataset || String(dataset.shape) !== String(expected.shape)) {
          throw new Fault('weights_invalid', `${layer.name} has the shape ${String(dataset?.shape)}`)
        }
        return tf.tensor(dataset.value as Float32Array, expected.shape, 'float32')
      })
      layer.setWeights(tensors)
      tf.dispose(tensors)
    }
  } finally {
    h5.close()
    FS.unlink(inside)
  }
}
