import { hkdfSync, randomBytes } from 'node:crypto'
import { copyFile, constants, link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Fault } from '../core/fault.js'
import { syncFolder } from './sync-folder.js'

/** The keys of one installation, each for one purpose: none can be found from another. */
export interface InstallationKeys {
  /** 32 bytes: encrypts pictures. */
  readonly pictures: Buffer
  /** 32 bytes: makes pseudonyms. */
  readonly pseudonyms: Buffer
  /** 32 bytes: hashes invite codes. */
  readonly invites: Buffer
  /** 32 bytes: encrypts messages that wait for their answer. */
  readonly inbox: Buffer
  /** 32 bytes: draws the studies that reviewers see without being asked for. */
  readonly draw: Buffer
  /** 64 hex digits: signs the cookies of sessions. */
  readonly sessions: string
}

/** The fewest characters of a SECRET_KEY: 16 random bytes in hex. */
export const MIN_SECRET_LENGTH = 32

const KEY_BYTES = 32

/**
 * Derives the keys (HKDF-SHA256, RFC 5869) from the secret of the settings, or else from a file of 32 random bytes
 * that is made at the first start, readable by its owner alone, and never written again: with it goes every
 * picture and every pseudonym. Processes that start together end up with the same file.
 * Throws `settings_invalid` for a secret that is too short and for a file of another length.
 */
export async function loadInstallationKeys(options: {
  readonly secret: string | null
  readonly file: string
}): Promise<InstallationKeys> {
  const material = options.secret === null ? await readOrMake(options.file) : checkedSecret(options.secret)
  const derive = (purpose: string): Buffer =>
    Buffer.from(hkdfSync('sha256', material, 'chestcheck', `chestcheck ${purpose} 1`, KEY_BYTES))
  return {
    pictures: derive('pictures'),
    pseudonyms: derive('pseudonyms'),
    invites: derive('invites'),
    inbox: derive('inbox'),
    draw: derive('draw'),
    sessions: derive('sessions').toString('hex'),
  }
}

function checkedSecret(secret: string): Buffer {
  if (secret.length < MIN_SECRET_LENGTH) {
    throw new Fault('settings_invalid', `the secret needs at least ${MIN_SECRET_LENGTH} characters`)
  }
  return Buffer.from(secret, 'utf8')
}

async function readOrMake(file: string): Promise<Buffer> {
  const kept = await readIfThere(file)
  if (kept === null) await make(file)
  const bytes = kept ?? (await readFile(file))
  if (bytes.byteLength !== KEY_BYTES) throw new Fault('settings_invalid', 'the key file is damaged')
  return bytes
}

/** Writes the file whole under another name first: it appears complete or not at all, and the first one stays. */
async function make(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(randomBytes(KEY_BYTES))
    await handle.sync()
    await handle.close()
    await placeOnce(draft, file)
    await syncFolder(dirname(file))
  } finally {
    await handle.close().catch(() => undefined)
    await rm(draft, { force: true })
  }
}

async function placeOnce(draft: string, file: string): Promise<void> {
  try {
    await link(draft, file)
  } catch (error) {
    if (isCode(error, 'EEXIST')) return
    // Some mounts know no hard links. A copy that may not replace is the next best thing.
    await copyFile(draft, file, constants.COPYFILE_EXCL).catch((copyError: unknown) => {
      if (!isCode(copyError, 'EEXIST')) throw copyError
    })
  }
}

async function readIfThere(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file)
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null
    throw error
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
