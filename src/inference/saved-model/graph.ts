import {
  DATA_TYPES,
  type AttrValue,
  type DataType,
  type NodeDef,
  type TensorInfo,
  type TensorShape,
} from './messages.js'

/** The element types that a network's values have. */
export type RealType = 'float32' | 'bfloat16'

/** The one output of a node, as others take it. */
export interface Wire<Type extends DataType = DataType> {
  readonly name: string
  readonly type: Type
}

/** A graph in the making: nodes after those that they take. */
export interface Graph {
  readonly nodes: readonly NodeDef[]
  input(name: string, shape: readonly number[]): Wire<'float32'>
  /** Real numbers, rounded to `type`. */
  constant<Type extends RealType>(
    name: string,
    values: Float32Array,
    shape: readonly number[],
    type: Type,
  ): Wire<Type>
  /** Whole numbers: a vector, or of the shape given. */
  integers(name: string, values: readonly number[], shape?: readonly number[]): Wire<'int32'>
  /** An operation whose output has the element type of its first input, as attribute `T` says. */
  operation(
    op: string,
    name: string,
    inputs: readonly [Wire<RealType>, ...Wire[]],
    attributes?: Attributes,
  ): Wire<RealType>
  /** The same values in another element type: the same wire where they have it already. */
  cast<Type extends RealType>(wire: Wire<RealType>, type: Type): Wire<Type>
}

export type Attributes = Readonly<Record<string, AttrValue>>

export const attribute = {
  integers: (i: readonly number[]): AttrValue => ({ list: { i } }),
  text: (text: string): AttrValue => ({ s: Buffer.from(text) }),
  count: (i: number): AttrValue => ({ i }),
  number: (f: number): AttrValue => ({ f }),
  flag: (b: boolean): AttrValue => ({ b }),
  type: (type: DataType): AttrValue => ({ type: DATA_TYPES[type] }),
}

export function createGraph(): Graph {
  const nodes: NodeDef[] = []

  function add<Type extends DataType>(
    op: string,
    name: string,
    type: Type,
    inputs: readonly Wire[],
    attr: Attributes,
  ): Wire<Type> {
    nodes.push({ op, name, input: inputs.map((wire) => wire.name), attr })
    return { name, type }
  }

  function constant<Type extends DataType>(
    name: string,
    content: Uint8Array,
    shape: readonly number[],
    type: Type,
  ): Wire<Type> {
    const tensor = { dtype: DATA_TYPES[type], tensorShape: toShape(shape), tensorContent: content }
    return add('Const', name, type, [], { dtype: attribute.type(type), value: { tensor } })
  }

  return {
    nodes,
    input: (name, shape) =>
      add('Placeholder', name, 'float32', [], {
        dtype: attribute.type('float32'),
        shape: { shape: toShape(shape) },
      }),
    constant: (name, values, shape, type) =>
      constant(name, bytesOf(type === 'float32' ? values : toBfloat16(values)), shape, type),
    integers: (name, values, shape = [values.length]) =>
      constant(name, bytesOf(Int32Array.from(values)), shape, 'int32'),
    operation(op, name, inputs, attributes = {}) {
      const [{ type }] = inputs
      return add(op, name, type, inputs, { T: attribute.type(type), ...attributes })
    },
    cast(wire, type) {
      if (wire.type === type) return { name: wire.name, type }
      const name = `${wire.name}/${type}`
      if (nodes.some((node) => node.name === name)) return { name, type }
      return add('Cast', name, type, [wire], {
        SrcT: attribute.type(wire.type),
        DstT: attribute.type(type),
      })
    },
  }
}

/** How a signature names a wire. */
export function toTensorInfo({ name, type }: Wire, shape: readonly number[]): TensorInfo {
  return { name: `${name}:0`, dtype: DATA_TYPES[type], tensorShape: toShape(shape) }
}

/**
 * The upper half of each number, rounded to the nearest and halves to even, as TensorFlow's Cast rounds.
 * The numbers must be finite.
 */
export function toBfloat16(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length)
  const halves = new Uint16Array(values.length)
  for (let index = 0; index < halves.length; index += 1) {
    const word = bits[index] ?? 0
    halves[index] = (word + 0x7fff + ((word >>> 16) & 1)) >>> 16
  }
  return halves
}

function toShape(sizes: readonly number[]): TensorShape {
  return { dim: sizes.map((size) => ({ size })) }
}

/** Node runs on little-endian machines alone, and TensorFlow wants this order. */
function bytesOf(values: Float32Array | Uint16Array | Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}
