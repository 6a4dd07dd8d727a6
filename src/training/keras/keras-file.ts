import type * as TensorFlow from '@tensorflow/tfjs'
import { writeH5, type Group } from './keras-h5.js'

/** The release whose words the file speaks. Keras 2 and 3 both read it. */
const KERAS_VERSION = '2.15.0'

/** How tfjs describes a network: nearly as Keras 2 does. */
interface Topology {
  readonly config: {
    readonly name: string
    readonly layers: readonly LayerTopology[]
    readonly input_layers: unknown
    readonly output_layers: unknown
  }
}

interface LayerTopology {
  readonly name: string
  readonly class_name: string
  readonly config: Readonly<Record<string, unknown>>
  readonly inbound_nodes: unknown
}

/**
 * Writes a network as a whole-model Keras `.h5` file: topology and float32 weights, without the optimizer.
 * `keras.models.load_model` reads it, in Keras 2 and 3.
 * @param notes texts kept as attributes of the file, which Keras passes by
 */
export async function writeKerasFile(
  network: TensorFlow.LayersModel,
  file: string,
  notes: Readonly<Record<string, string>> = {},
): Promise<void> {
  await writeH5(file, async (root) => {
    root.create_attribute('keras_version', KERAS_VERSION)
    root.create_attribute('backend', 'tensorflow')
    root.create_attribute('model_config', JSON.stringify(describeNetwork(network)))
    for (const [name, text] of Object.entries(notes)) root.create_attribute(name, text)
    const weights = root.create_group('model_weights')
    writeTexts(
      weights,
      'layer_names',
      network.layers.map(({ name }) => name),
    )
    weights.create_attribute('backend', 'tensorflow')
    weights.create_attribute('keras_version', KERAS_VERSION)
    for (const layer of network.layers) await writeLayer(weights.create_group(layer.name), layer)
  })
}

async function writeLayer(group: Group, layer: TensorFlow.layers.Layer): Promise<void> {
  const tensors = layer.getWeights()
  // tfjs names weights `block1_conv1/kernel`, and adds a number where a name was used before.
  const names = layer.weights.map(({ originalName }) => originalName.split('/').at(-1) ?? originalName)
  writeTexts(
    group,
    'weight_names',
    names.map((name) => `${layer.name}/${name}:0`),
  )
  if (names.length === 0) return
  const inner = group.create_group(layer.name)
  for (const [index, tensor] of tensors.entries()) {
    inner.create_dataset({
      name: `${names[index] ?? index}:0`,
      data: await tensor.data<'float32'>(),
      shape: tensor.shape,
      dtype: '<f',
    })
  }
}

/** A list of texts as h5py writes one: of equal length, padded with zeros. */
function writeTexts(group: Group, name: string, texts: readonly string[]): void {
  const longest = Math.max(1, ...texts.map((text) => Buffer.byteLength(text)))
  group.create_attribute(name, [...texts], [texts.length], `S${longest}`)
}

/** The network in the words of Keras's own configuration. */
function describeNetwork(network: TensorFlow.LayersModel): object {
  const { config } = network.toJSON(null, false) as unknown as Topology
  return {
    class_name: 'Functional',
    config: {
      name: config.name,
      trainable: true,
      layers: config.layers.map(({ name, class_name, config: layer, inbound_nodes }) => ({
        name,
        class_name,
        config: describeLayer(layer),
        inbound_nodes,
      })),
      input_layers: config.input_layers,
      output_layers: config.output_layers,
    },
  }
}

/** How weights began and were held is of no use to a trained network, and tfjs's words for it are its own. */
function describeLayer(config: LayerTopology['config']): object {
  const kept = Object.entries(config).filter(
    ([key, value]) => !/_(initializer|regularizer|constraint)$/.test(key) && key !== 'seed' && value !== null,
  )
  return { dtype: 'float32', ...Object.fromEntries(kept) }
}
