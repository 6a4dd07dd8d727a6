import { describe, expect, it } from 'vitest'
import { readGraph } from '../../src/training/keras/keras-graph.js'

const input = { batch_input_shape: [null, 64, 64, 3], dtype: 'float32', name: 'input_1' }
const convolution = { name: 'c', filters: 8, kernel_size: [3, 3], padding: 'same', activation: 'relu' }
const dense = { name: 'd', units: 3, activation: 'softmax' }

/** What a graph computes, in words. */
function say(model: unknown): string[] {
  const { nodes } = readGraph(model)
  return nodes.map(
    ({ kind, settings, inputs }) =>
      `${kind} ${JSON.stringify(settings)} of ${inputs.map((node) => nodes.indexOf(node)).join()}`,
  )
}

/** The same small network, in the words of Keras 2. */
const keras2 = {
  class_name: 'Functional',
  config: {
    name: 'model',
    layers: [
      { class_name: 'InputLayer', name: 'input_1', config: input, inbound_nodes: [] },
      { class_name: 'Conv2D', name: 'c', config: convolution, inbound_nodes: [[['input_1', 0, 0, {}]]] },
      {
        class_name: 'Conv2D',
        name: 'e',
        config: { ...convolution, name: 'e' },
        inbound_nodes: [[['input_1', 0, 0, {}]]],
      },
      {
        class_name: 'Add',
        name: 'a',
        config: { name: 'a' },
        inbound_nodes: [
          [
            ['c', 0, 0, {}],
            ['e', 0, 0, {}],
          ],
        ],
      },
      { class_name: 'Flatten', name: 'f', config: { name: 'f' }, inbound_nodes: [[['a', 0, 0, {}]]] },
      { class_name: 'Dense', name: 'd', config: dense, inbound_nodes: [[['f', 0, 0, { training: false }]]] },
    ],
    input_layers: [['input_1', 0, 0]],
    output_layers: [['d', 0, 0]],
  },
}

const tensor = (name: string) => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, 3], dtype: 'float32', keras_history: [name, 0, 0] },
})
const node = (args: unknown) => [{ args: [args], kwargs: { training: false } }]

/** And in those of Keras 3. */
const keras3 = {
  class_name: 'Functional',
  config: {
    name: 'functional',
    layers: [
      {
        class_name: 'InputLayer',
        name: 'in',
        config: { batch_shape: [null, 64, 64, 3], name: 'in' },
        inbound_nodes: [],
      },
      {
        class_name: 'Conv2D',
        name: 'c',
        config: { ...convolution, groups: 1 },
        inbound_nodes: node(tensor('in')),
      },
      {
        class_name: 'Conv2D',
        name: 'e',
        config: { ...convolution, name: 'e' },
        inbound_nodes: node(tensor('in')),
      },
      {
        class_name: 'Add',
        name: 'a',
        config: { name: 'a' },
        inbound_nodes: node([tensor('c'), tensor('e')]),
      },
      { class_name: 'Flatten', name: 'f', config: { name: 'f' }, inbound_nodes: node(tensor('a')) },
      {
        class_name: 'Dropout',
        name: 'o',
        config: { name: 'o', rate: 0.5 },
        inbound_nodes: node(tensor('f')),
      },
      {
        class_name: 'Dense',
        name: 'd',
        config: { ...dense, use_bias: true },
        inbound_nodes: node(tensor('o')),
      },
    ],
    input_layers: ['in', 0, 0],
    output_layers: ['d', 0, 0],
  },
}

describe('a network in the words of Keras', () => {
  it('is the same in Keras 2 and 3, with its branches', () => {
    expect(say(keras3)).toEqual(say(keras2))
    expect(say(keras2).map((line) => line.replace(/ .* of /, ' of '))).toEqual([
      'Input of ',
      'Conv2D of 0',
      'Activation of 1',
      'Conv2D of 0',
      'Activation of 3',
      'Add of 2,4',
      'Flatten of 5',
      'Dense of 6',
      'Activation of 7',
    ])
    expect(readGraph(keras2).size).toBe(64)
  })

  it('is the same nested in a Sequential, and remembers where its layers lie', () => {
    const outer = {
      class_name: 'Sequential',
      config: {
        name: 'outer',
        layers: [
          { class_name: 'Rescaling', config: { name: 'r', scale: 1 / 255, offset: 0 } },
          keras2,
          { class_name: 'Activation', config: { name: 'l', activation: 'linear' } },
        ],
      },
    }
    expect(say(outer)).toEqual(say(keras2))
    expect(readGraph(outer).nodes[1]?.path).toEqual(['model', 'c'])
  })

  it('is the same nested in a Functional of Keras 2, which numbers the uses of a model from 1', () => {
    const outer = {
      class_name: 'Functional',
      config: {
        name: 'outer',
        layers: [
          { class_name: 'InputLayer', name: 'start', config: { ...input, name: 'start' }, inbound_nodes: [] },
          { ...keras2, name: 'model', inbound_nodes: [[['start', 0, 0, { training: false }]]] },
          { class_name: 'Dropout', name: 'o', config: { name: 'o' }, inbound_nodes: [[['model', 1, 0, {}]]] },
        ],
        input_layers: [['start', 0, 0]],
        output_layers: [['o', 0, 0]],
      },
    }
    expect(say(outer)).toEqual(say(keras2))
  })

  it('is the same with its activations as layers of their own, and with its layers in a bare list', () => {
    const layers = (activation: object[]) => [
      {
        class_name: 'Conv2D',
        config: { ...convolution, batch_input_shape: [null, 64, 64, 3], activation: 'linear' },
      },
      ...activation,
    ]
    const forms = [
      { class_name: 'Activation', config: { name: 'x', activation: 'relu' } },
      { class_name: 'ReLU', config: { name: 'x', max_value: null, negative_slope: 0, threshold: 0 } },
      {
        class_name: 'Activation',
        config: { name: 'x', activation: { class_name: 'function', config: 'relu', module: 'builtins' } },
      },
    ].map((activation) => say({ class_name: 'Sequential', config: layers([activation]) }))
    expect(new Set(forms.map(String)).size).toBe(1)
    const capped = { class_name: 'ReLU', config: { name: 'x', max_value: 6 } }
    expect(say({ class_name: 'Sequential', config: layers([capped]) })).not.toEqual(forms[0])
  })

  it('tells apart what computes something else', () => {
    const changed = (change: object) => {
      const layers = keras2.config.layers.map((layer) =>
        layer.name === 'c' ? { ...layer, config: { ...layer.config, ...change } } : layer,
      )
      return say({ ...keras2, config: { ...keras2.config, layers } })
    }
    const plain = changed({})
    expect(
      changed({ strides: [1, 1], dilation_rate: 1, data_format: 'channels_last', kernel_size: 3 }),
    ).toEqual(plain)
    for (const change of [
      { strides: [2, 2] },
      { padding: 'valid' },
      { data_format: 'channels_first' },
      { use_bias: false },
      { groups: 2 },
      { activation: 'gelu' },
    ]) {
      expect(changed(change), JSON.stringify(change)).not.toEqual(plain)
    }
  })

  it.each([
    ['nothing', null],
    ['a list', []],
    ['no layers', { class_name: 'Sequential', config: {} }],
    [
      'an output that is not there',
      { ...keras2, config: { ...keras2.config, output_layers: [['z', 0, 0]] } },
    ],
    [
      'two outputs',
      {
        ...keras2,
        config: {
          ...keras2.config,
          output_layers: [
            ['c', 0, 0],
            ['d', 0, 0],
          ],
        },
      },
    ],
    ['a layer without an input', { ...keras2, config: { ...keras2.config, input_layers: [] } }],
    [
      'a loop',
      {
        class_name: 'Functional',
        config: {
          layers: [
            { class_name: 'Flatten', name: 'f', config: { name: 'f' }, inbound_nodes: [[['f', 0, 0, {}]]] },
          ],
          input_layers: [],
          output_layers: [['f', 0, 0]],
        },
      },
    ],
  ])('is refused by code where it is %s', (_, model) => {
    expect(() => readGraph(model)).toThrow(expect.objectContaining({ code: 'weights_invalid' }))
  })
})
