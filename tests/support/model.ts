import { fileURLToPath } from 'node:url'
import { silentLog } from '../../src/core/log.js'
import { createReader, type ChildReader, type ReaderOptions } from '../../src/inference/reader.js'

/** A real model without a gate, so that drawn films are read too. */
export const modelFolder = fileURLToPath(new URL('../../models/reference-vgg16', import.meta.url))

/** The compiled child: a process needs JavaScript, and `npm test` builds before it tests. */
const script = fileURLToPath(new URL('../../dist/inference/child.js', import.meta.url))

/** A real reader on the real model in its own process. */
export function startTestReader(changes: Partial<ReaderOptions> = {}): ChildReader {
  return createReader({
    modelFolder,
    maxPixels: 64_000_000,
    backend: 'native',
    queueLimit: 256,
    threads: 0,
    log: silentLog,
    gate: true,
    heatmaps: true,
    graphFolder: null,
    script,
    ...changes,
  })
}
