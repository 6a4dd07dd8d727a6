import { rename, writeFile } from 'node:fs/promises'
import type * as TensorFlow from '@tensorflow/tfjs'
import h5wasm from 'h5wasm'

/**
 * Writes a network made by `createVgg16` as a whole-model Keras `.h5` file: topology and float32 weights, without the
 * optimizer. `keras.models.load_model` reads it, in Keras 2 and 3.
 */
export async function writeKerasFile(network: TensorFlow.LayersModel, file: string): Promise<void> {
  const { FS } = await h5wasm.ready
  // h5wasm writes into its own file system in memory.
  const inside = 'network.h5'
  const h5 = new h5wasm.File(inside, 'w')
  try {
    h5.create_attribute('keras_version', '2.15.0')
    h5.create_attribute('backend', 'tensorflow')
    h5.create_attribute('model_config', JSON.stringify(describeNetwork(network)))
    const weights = h5.create_group('model_weights')
    const layers = network.layers.filter((layer) => !isInput(layer))
    weights.create_attribute(
      'layer_names',
      layers.map(({ name }) => name),
    )
    weights.create_attribute('backend', 'tensorflow')
    weights.create_attribute('keras_version', '2.15.0')
    for (const layer of layers) {
      const group = weights.create_group(layer.name)
      const names = layer.weights.map((_, index) => `${layer.name}/${index === 0 ? 'kernel:0' : 'bias:0'}`)
      group.create_attribute('weight_names', names, [names.length], 'S64')
      if (names.length === 0) continue
      const inner = group.create_group(layer.name)
      for (const [index, tensor] of layer.getWeights().entries()) {
        inner.create_dataset({
          name: index === 0 ? 'kernel:0' : 'bias:0',
          data: await tensor.data<'float32'>(),
          shape: tensor.shape,
          dtype: '<f',
        })
      }
    }
  } finally {
    h5.close()
  }
  const bytes = FS.readFile(inside)
  FS.unlink(inside)
  await writeFile(`${file}.partial`, bytes)
  await rename(`${file}.partial`, file)
}

function isInput(layer: TensorFlow.layers.Layer): boolean {
  return layer.getClassName() === 'InputLayer'
}

/** The network as the `Sequential` model that it is, in the words of Keras's own configuration. */
function describeNetwork(network: TensorFlow.LayersModel): object {
  const [, ...shape] = network.inputs[0]?.shape ?? []
  return {
    class_name: 'Sequential',
    config: {
      name: network.name,
      layers: network.layers.map((layer) =>
        isInput(layer)
          ? {
              class_name: 'InputLayer',
              config: { batch_input_shape: [null, ...shape], dtype: 'float32', sparse: false, name: 'input' },
            }
          : { class_name: layer.getClassName(), config: describeLayer(layer) },
      ),
    },
  }
}

/** Only what Keras cannot take from its own defaults. */
function describeLayer(layer: TensorFlow.layers.Layer): Record<string, unknown> {
  const config = layer.getConfig() as Record<string, unknown>
  const common = { name: layer.name, trainable: layer.trainable, dtype: 'float32' }
  const kept = [
    'filters',
    'kernel_size',
    'strides',
    'padding',
    'pool_size',
    'units',
    'activation',
    'use_bias',
  ]
  const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
  return Object.fromEntries([
    ...Object.entries(common),
    ...kept
      .map((name) => [name, config[name] ?? config[camel(name)]] as const)
      .filter(([, value]) => value !== undefined),
  ])
}
