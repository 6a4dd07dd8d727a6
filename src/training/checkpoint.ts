import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import type * as TensorFlow from '@tensorflow/tfjs'
import { Fault } from '../core/fault.js'

interface Header {
  readonly state: unknown
  readonly tensors: readonly {
    readonly name: string
    readonly shape: number[]
    readonly dtype: 'float32' | 'int32'
  }[]
}

/**
 * Writes where a training stands: a line of JSON, then the tensors' values in that order. The file is replaced as a
 * whole, so that a kill leaves the old checkpoint or the new one.
 */
export async function saveCheckpoint(
  file: string,
  state: object,
  model: TensorFlow.LayersModel,
): Promise<void> {
  const optimizer = await model.optimizer.getWeights()
  const named = [
    ...model.weights.map((weight) => ({ name: weight.originalName, tensor: weight.read() })),
    ...optimizer.map(({ name, tensor }) => ({ name: `optimizer/${name}`, tensor })),
  ]
  const header: Header = {
    state,
    tensors: named.map(({ name, tensor }) => ({
      name,
      shape: tensor.shape,
      dtype: tensor.dtype === 'int32' ? 'int32' : 'float32',
    })),
  }
  await mkdir(dirname(file), { recursive: true })
  const partial = `${file}.partial`
  const handle = await open(partial, 'w')
  try {
    await handle.write(`${JSON.stringify(header)}\n`)
    for (const { tensor } of named) {
      const values = await tensor.data()
      await handle.write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    }
    await handle.sync()
  } finally {
    await handle.close()
    // The count of iterations is a tensor made for the asking; the others are the optimizer's own.
    optimizer[0]?.tensor.dispose()
  }
  await rename(partial, file)
}

/**
 * Puts the weights and the optimizer's state of a checkpoint into a compiled model of the same shape.
 * Null when there is no checkpoint. @throws Fault `weights_invalid` when it belongs to another model.
 */
export async function loadCheckpoint<State>(
  tf: typeof TensorFlow,
  file: string,
  model: TensorFlow.LayersModel,
): Promise<State | null> {
  const bytes = await readFile(file).catch(() => null)
  if (bytes === null) return null
  const end = bytes.indexOf(0x0a)
  const header = JSON.parse(bytes.subarray(0, end).toString('utf8')) as Header
  let offset = end + 1
  const tensors = header.tensors.map(({ name, shape, dtype }) => {
    const length = shape.reduce((product, side) => product * side, 1)
    const raw = bytes.buffer.slice(bytes.byteOffset + offset, bytes.byteOffset + offset + length * 4)
    offset += length * 4
    return {
      name,
      tensor: tf.tensor(dtype === 'int32' ? new Int32Array(raw) : new Float32Array(raw), shape, dtype),
    }
  })
  if (offset !== bytes.byteLength) throw new Fault('weights_invalid', 'the checkpoint is damaged')
  const weights = tensors.slice(0, model.weights.length)
  model.weights.forEach((weight, index) => {
    const saved = weights[index]
    if (saved?.name !== weight.originalName || String(saved.tensor.shape) !== String(weight.shape)) {
      throw new Fault('weights_invalid', `the checkpoint has no weight ${weight.originalName}`)
    }
    weight.write(saved.tensor)
  })
  // The optimizer forgets its old state without releasing it.
  const replaced = await model.optimizer.getWeights()
  await model.optimizer.setWeights(
    tensors
      .slice(model.weights.length)
      .map(({ name, tensor }) => ({ name: name.replace(/^optimizer\//, ''), tensor })),
  )
  // Model and optimizer took copies.
  tf.dispose([...tensors, ...replaced].map(({ tensor }) => tensor))
  return header.state as State
}
