/** What JSON can hold. */
export type Json = string | number | boolean | null | Json[] | JsonObject

export interface JsonObject {
  readonly [name: string]: Json
}

type Settings = Readonly<Record<string, Json>>

/** What a convolution computes with, and Keras's defaults. */
const CONVOLUTION: Settings = {
  strides: [1, 1],
  padding: 'valid',
  dilation_rate: [1, 1],
  use_bias: true,
  data_format: 'channels_last',
}

const POOLING: Settings = { pool_size: [2, 2], strides: null, padding: 'valid', data_format: 'channels_last' }

/** The settings of each kind of layer that its arithmetic depends on, with Keras's defaults. */
const KINDS: Readonly<Record<string, Settings>> = {
  Conv2D: { ...CONVOLUTION, filters: null, kernel_size: null, groups: 1 },
  SeparableConv2D: { ...CONVOLUTION, filters: null, kernel_size: null, depth_multiplier: 1 },
  DepthwiseConv2D: { ...CONVOLUTION, kernel_size: null, depth_multiplier: 1 },
  BatchNormalization: { axis: -1, epsilon: 1e-3, center: true, scale: true },
  MaxPooling2D: POOLING,
  AveragePooling2D: POOLING,
  GlobalAveragePooling2D: { data_format: 'channels_last' },
  ZeroPadding2D: { padding: [1, 1], data_format: 'channels_last' },
  Concatenate: { axis: -1 },
  Add: {},
  Flatten: {},
  Dense: { units: null, use_bias: true },
  Rescaling: { scale: 1, offset: 0 },
  ReLU: {},
  Softmax: {},
  Activation: {},
}

/**
 * The settings of a layer that its arithmetic depends on, each in one form, and its activation's name. A kind of
 * layer that is not known keeps its whole configuration, so that it equals none that is.
 */
export function settingsOf(kind: string, config: JsonObject): { settings: Settings; activation: string } {
  const known = KINDS[kind.replace(/V1$/, '')]
  if (!known) return { settings: config, activation: 'linear' }
  if (kind === 'ReLU') return { settings: {}, activation: rectifierOf(config) }
  if (kind === 'Softmax') return { settings: {}, activation: 'softmax' }
  const entries = Object.entries(known).map(
    ([name, byDefault]) => [name, normalize(kind, name, config[name] ?? byDefault, config)] as const,
  )
  return {
    settings: kind === 'Rescaling' ? fromUnit(Object.fromEntries(entries)) : Object.fromEntries(entries),
    activation: activationOf(config['activation'] ?? 'linear'),
  }
}

function normalize(kind: string, name: string, value: Json, config: JsonObject): Json {
  switch (name) {
    case 'axis': {
      // tf.keras wrote the axis of a BatchNormalization as a list. Pictures have four axes, channels last.
      const axis = Array.isArray(value) ? value[0] : value
      return axis === 3 ? -1 : (axis ?? -1)
    }
    case 'strides':
      return value === null
        ? normalize(kind, 'pool_size', config['pool_size'] ?? [2, 2], config)
        : pair(value)
    case 'kernel_size':
    case 'pool_size':
    case 'dilation_rate':
      return pair(value)
    case 'padding':
      return kind === 'ZeroPadding2D' ? paddingOf(value) : textOf(value).toLowerCase()
    case 'epsilon':
    case 'scale':
    case 'offset':
      return typeof value === 'number' ? Number(value.toPrecision(6)) : value
    default:
      return value
  }
}

const pair = (value: Json): Json => (typeof value === 'number' ? [value, value] : value)

/** `1`, `[1, 1]` and `[[1, 1], [1, 1]]` are one. */
function paddingOf(value: Json): Json {
  const [rows, columns] = Array.isArray(value) ? value : [value, value]
  return [pair(rows ?? 0), pair(columns ?? 0)]
}

/**
 * The program hands over pixels in 0..1. A network that scales them from 0..255 has a factor near 1/255 or 1/127.5,
 * which becomes the factor from 0..1.
 */
function fromUnit({ scale, offset }: Settings): Settings {
  if (typeof scale !== 'number' || Math.abs(scale) > 0.1) return { scale: scale ?? 1, offset: offset ?? 0 }
  return { scale: Number((scale * 255).toPrecision(5)), offset: offset ?? 0 }
}

/** The name of an activation, which Keras 3 may wrap into a description of a function or a layer. */
function activationOf(value: Json): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return textOf(value)
  const { class_name: kind, config } = value
  if (typeof config === 'string') return config
  if (kind === 'ReLU') return rectifierOf((config ?? {}) as JsonObject)
  return kind === 'Softmax' ? 'softmax' : textOf(kind ?? value)
}

function rectifierOf(config: JsonObject): string {
  const slope = config['negative_slope'] ?? 0
  const threshold = config['threshold'] ?? 0
  if (slope !== 0 || threshold !== 0) return `relu with slope ${textOf(slope)} from ${textOf(threshold)}`
  return typeof config['max_value'] === 'number' ? `relu${config['max_value']}` : 'relu'
}

/** A text as it is, anything else as JSON. */
export function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
