import { createHash, randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Fault } from '../core/fault.js'
import type { PictureStore } from '../core/study.js'
import { openSealed, seal } from './sealed-picture.js'
import { syncFolder } from './sync-folder.js'

export interface PictureStoreOptions {
  /** Holds `ab/abcd….sealed` files and nothing else. Made when it is not there. */
  readonly folder: string
  /** 32 bytes. */
  readonly key: Uint8Array
}

/** A half-written file older than this belongs to a process that died. */
const ABANDONED_MS = 60 * 60 * 1000

/**
 * Pictures as encrypted files, named by the SHA-256 of what was received. A picture is on disk, under its name and
 * whole, when `keep` resolves. Several processes may use one folder.
 * An argument that is not 64 small hex digits throws `picture_unreadable`: no path can be made of anything else.
 */
export function createPictureStore({ folder, key }: PictureStoreOptions): PictureStore {
  const incoming = join(folder, 'incoming')
  let prepared: Promise<void> | undefined

  const pathOf = (sha256: string): string => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Fault('picture_unreadable', 'not a SHA-256 in hex')
    return join(folder, sha256.slice(0, 2), `${sha256}.sealed`)
  }

  async function read(sha256: string): Promise<Uint8Array | null> {
    const sealed = await readIfThere(pathOf(sha256))
    return sealed && openSealed(sealed, sha256, key)
  }

  async function isKept(sha256: string): Promise<boolean> {
    try {
      return (await read(sha256)) !== null
    } catch (error) {
      // A damaged copy is replaced: here are the bytes that it should hold.
      if (error instanceof Fault && error.code === 'picture_unreadable') return false
      throw error
    }
  }

  async function write(sha256: string, bytes: Uint8Array): Promise<void> {
    prepared ??= prepare(incoming)
    await prepared
    const target = pathOf(sha256)
    const draft = join(incoming, `${sha256}.${randomBytes(6).toString('hex')}`)
    try {
      await writeDurably(draft, seal(bytes, sha256, key))
      const made = await mkdir(dirname(target), { recursive: true, mode: 0o700 })
      await rename(draft, target)
      await syncFolder(dirname(target))
      if (made !== undefined) await syncFolder(folder)
    } catch (error) {
      await rm(draft, { force: true })
      throw error
    }
  }

  return {
    async keep(bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      if (!(await isKept(sha256))) await write(sha256, bytes)
      return sha256
    },
    read,
    async erase(sha256) {
      const path = pathOf(sha256)
      await rm(path, { force: true })
    },
  }
}

/** Makes the folder for drafts and clears what a killed process left in it: encrypted, but kept by nobody's rule. */
async function prepare(incoming: string): Promise<void> {
  await mkdir(incoming, { recursive: true, mode: 0o700 })
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name)
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    )
    if (age > ABANDONED_MS) await rm(path, { force: true })
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw new Fault('picture_unreadable', 'the file cannot be read', { cause })
  }
}
