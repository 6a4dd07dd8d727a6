import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../../core/fault.js'

/** Keras's own release of VGG16's ImageNet weights without the top. */
const KERAS_FILE = {
  name: 'vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5',
  address: 'https://storage.googleapis.com/tensorflow/keras-applications/vgg16/',
  md5: '6d6bbae143d832006294945121d1f1fc',
}

/**
 * The file to start from: the one given, or Keras's own, fetched once into `folder` and checked by its MD5.
 * @throws Fault `weights_invalid` when it can be neither found nor fetched, or is not the file that Keras published.
 */
export async function provideKerasBase(
  given: string | null,
  folder: string,
  fetchFile: typeof fetch = fetch,
): Promise<string> {
  if (given !== null) {
    await readFile(given).catch((cause: unknown) => {
      throw new Fault('weights_invalid', `cannot read ${given}`, { cause })
    })
    return given
  }
  const file = join(folder, KERAS_FILE.name)
  const kept = await readFile(file).catch(() => null)
  const bytes = kept ?? (await download(fetchFile))
  if (createHash('md5').update(bytes).digest('hex') !== KERAS_FILE.md5) {
    throw new Fault('weights_invalid', `${KERAS_FILE.name} is not the file that Keras published`)
  }
  if (kept === null) {
    await mkdir(folder, { recursive: true })
    await writeFile(`${file}.partial`, bytes)
    await rename(`${file}.partial`, file)
  }
  return file
}

async function download(fetchFile: typeof fetch): Promise<Buffer> {
  try {
    const response = await fetchFile(`${KERAS_FILE.address}${KERAS_FILE.name}`)
    if (!response.ok) throw new Error(`the server answered ${response.status}`)
    return Buffer.from(await response.arrayBuffer())
  } catch (cause) {
    throw new Fault('weights_invalid', "Keras's weights cannot be fetched here: give a file with --base", {
      cause,
    })
  }
}
