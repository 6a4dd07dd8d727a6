import protobuf from 'protobufjs/light.js'

// The part of TensorFlow's messages that a frozen graph needs. Names and numbers are those of
// tensorflow/core/protobuf/{saved_model,meta_graph}.proto and tensorflow/core/framework/*.proto, which never change.

/** TensorFlow's numbers of the element types used here. */
export const DATA_TYPES = { float32: 1, int32: 3, bfloat16: 14 } as const

export type DataType = keyof typeof DATA_TYPES

/** -1 stands for a size that is not known before the graph runs. */
export interface TensorShape {
  readonly dim: readonly { readonly size: number }[]
}

export interface TensorProto {
  readonly dtype: number
  readonly tensorShape: TensorShape
  /** The elements in little-endian order, the last dimension innermost. */
  readonly tensorContent: Uint8Array
}

/** One of its fields is set. */
export interface AttrValue {
  readonly list?: { readonly i: readonly number[] }
  readonly s?: Uint8Array
  readonly i?: number
  readonly f?: number
  readonly b?: boolean
  readonly type?: number
  readonly shape?: TensorShape
  readonly tensor?: TensorProto
}

export interface NodeDef {
  readonly name: string
  readonly op: string
  readonly input: readonly string[]
  readonly attr: Readonly<Record<string, AttrValue>>
}

export interface TensorInfo {
  /** `node:0`, the first output of a node. */
  readonly name: string
  readonly dtype: number
  readonly tensorShape: TensorShape
}

export interface SavedModel {
  readonly savedModelSchemaVersion: number
  readonly metaGraphs: readonly {
    readonly metaInfoDef: { readonly tags: readonly string[]; readonly tensorflowVersion: string }
    readonly graphDef: {
      readonly node: readonly NodeDef[]
      readonly versions: { readonly producer: number }
    }
    readonly signatureDef: Readonly<
      Record<
        string,
        {
          readonly inputs: Readonly<Record<string, TensorInfo>>
          readonly outputs: Readonly<Record<string, TensorInfo>>
          readonly methodName: string
        }
      >
    >
  }[]
}

const many = 'repeated' as const
const byName = (type: string, id: number): protobuf.IMapField => ({ keyType: 'string', type, id })

const savedModelType = protobuf.Root.fromJSON({
  nested: {
    SavedModel: {
      fields: {
        savedModelSchemaVersion: { type: 'int64', id: 1 },
        metaGraphs: { rule: many, type: 'MetaGraphDef', id: 2 },
      },
    },
    MetaGraphDef: {
      fields: {
        metaInfoDef: { type: 'MetaInfoDef', id: 1 },
        graphDef: { type: 'GraphDef', id: 2 },
        signatureDef: byName('SignatureDef', 5),
      },
    },
    MetaInfoDef: {
      fields: {
        tags: { rule: many, type: 'string', id: 4 },
        tensorflowVersion: { type: 'string', id: 5 },
      },
    },
    SignatureDef: {
      fields: {
        inputs: byName('TensorInfo', 1),
        outputs: byName('TensorInfo', 2),
        methodName: { type: 'string', id: 3 },
      },
    },
    TensorInfo: {
      fields: {
        name: { type: 'string', id: 1 },
        dtype: { type: 'int32', id: 2 },
        tensorShape: { type: 'TensorShapeProto', id: 3 },
      },
    },
    GraphDef: {
      fields: {
        node: { rule: many, type: 'NodeDef', id: 1 },
        versions: { type: 'VersionDef', id: 4 },
      },
    },
    VersionDef: { fields: { producer: { type: 'int32', id: 1 } } },
    NodeDef: {
      fields: {
        name: { type: 'string', id: 1 },
        op: { type: 'string', id: 2 },
        input: { rule: many, type: 'string', id: 3 },
        attr: byName('AttrValue', 5),
      },
    },
    AttrValue: {
      fields: {
        list: { type: 'ListValue', id: 1 },
        s: { type: 'bytes', id: 2 },
        i: { type: 'int64', id: 3 },
        f: { type: 'float', id: 4 },
        b: { type: 'bool', id: 5 },
        type: { type: 'int32', id: 6 },
        shape: { type: 'TensorShapeProto', id: 7 },
        tensor: { type: 'TensorProto', id: 8 },
      },
      oneofs: { value: { oneof: ['list', 's', 'i', 'f', 'b', 'type', 'shape', 'tensor'] } },
    },
    ListValue: { fields: { i: { rule: many, type: 'int64', id: 3, options: { packed: true } } } },
    TensorProto: {
      fields: {
        dtype: { type: 'int32', id: 1 },
        tensorShape: { type: 'TensorShapeProto', id: 2 },
        tensorContent: { type: 'bytes', id: 4 },
      },
    },
    TensorShapeProto: { fields: { dim: { rule: many, type: 'Dim', id: 2 } } },
    Dim: { fields: { size: { type: 'int64', id: 1 } } },
  },
}).lookupType('SavedModel')

/** The bytes of `saved_model.pb`. */
export function encodeSavedModel(model: SavedModel): Uint8Array {
  return savedModelType.encode({ ...model }).finish()
}
