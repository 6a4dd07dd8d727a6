import { randomUUID } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import h5wasm, { Dataset, Group, type File } from 'h5wasm'
import { Fault } from '../../core/fault.js'

export { Dataset, Group }

/** How every HDF5 file begins (HDF5 File Format Specification 3.0, section II.A). */
const SIGNATURE = Buffer.from('894844460d0a1a0a', 'hex')

/**
 * Opens an HDF5 file for reading and closes it after `use`. The whole file is held in memory: h5wasm reads from a
 * file system of its own.
 * @throws Fault `weights_invalid` for a file that is missing or no HDF5 file
 */
export async function readH5<T>(file: string, use: (root: File) => T | Promise<T>): Promise<T> {
  const { FS } = await h5wasm.ready
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new Fault('weights_invalid', `cannot read ${file}`, { cause })
  })
  // Looked at first, because the library writes a page of its own to stderr about what it cannot open.
  if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) {
    throw new Fault('weights_invalid', `${file} is not an HDF5 file`)
  }
  const inside = `${randomUUID()}.h5`
  FS.writeFile(inside, bytes)
  try {
    const root = new h5wasm.File(inside, 'r')
    // h5wasm gives a file with id -1 for what it cannot open.
    if (root.file_id < 0n) throw new Fault('weights_invalid', `${file} is a damaged HDF5 file`)
    try {
      return await use(root)
    } finally {
      root.close()
    }
  } finally {
    FS.unlink(inside)
  }
}

/** Writes an HDF5 file. It appears under its name once it is whole. */
export async function writeH5(file: string, fill: (root: File) => void | Promise<void>): Promise<void> {
  const { FS } = await h5wasm.ready
  const inside = `${randomUUID()}.h5`
  const root = new h5wasm.File(inside, 'w')
  try {
    try {
      await fill(root)
    } finally {
      root.close()
    }
    await writeFile(`${file}.partial`, FS.readFile(inside))
    await rename(`${file}.partial`, file)
  } finally {
    FS.unlink(inside)
  }
}

/** A text attribute; null where there is none. */
export function readText(group: Group, name: string): string | null {
  const value = group.attrs[name]?.value
  return typeof value === 'string' ? value : null
}

/** A list of texts. Keras cuts one that is too long for an attribute into `name0`, `name1` and on. */
export function readTexts(group: Group, name: string): readonly string[] {
  const read = (key: string): readonly string[] | null => {
    const attribute = group.attrs[key]
    if (!attribute) return null
    const { value, shape } = attribute
    // h5py writes a list of nothing as a list of no numbers.
    if (value === null || shape?.[0] === 0) return []
    return (Array.isArray(value) ? value : [value]).map(String)
  }
  const whole = read(name)
  if (whole) return whole
  const found: string[] = []
  for (let part = 0; ; part += 1) {
    const chunk = read(`${name}${part}`)
    if (!chunk) return found
    found.push(...chunk)
  }
}

/** @throws Fault `weights_invalid` when there is no such group */
export function groupAt(parent: Group, path: string): Group {
  const found = path === '' ? parent : parent.get(path)
  if (found instanceof Group) return found
  throw new Fault('weights_invalid', `the file has no group ${path}`)
}

/** One array of numbers with its shape. */
export interface WeightArray {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/** @throws Fault `weights_invalid` when there is no such array of floating point numbers */
export function arrayAt(parent: Group, path: string): WeightArray {
  const found = parent.get(path)
  const values = found instanceof Dataset ? found.value : null
  if (!(found instanceof Dataset) || !(values instanceof Float32Array || values instanceof Float64Array)) {
    throw new Fault('weights_invalid', `the file has no numbers ${path}`)
  }
  return { shape: found.shape ?? [], values: Float32Array.from(values) }
}
