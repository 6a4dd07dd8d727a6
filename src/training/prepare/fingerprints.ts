import { createHash } from 'node:crypto'
import { mkdir, open, readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { Progress } from '../progress.js'
import type { Listed } from './read-source.js'

/** What decoding tells of a picture. */
export interface ProbedPicture {
  readonly format: string
  readonly width: number
  readonly height: number
  /** SHA-256, in hex, of the decoded gray pixels. */
  readonly pixelsSha256: string
  /** `THUMBNAIL_SIZE` squared gray bytes, the whole picture squeezed into them. */
  readonly thumbnail: Uint8Array
}

/** Decodes a picture with serving's own code. `refused` is the code with which serving would turn it away. */
export type ProbePicture = (bytes: Uint8Array) => Promise<ProbedPicture | { readonly refused: string }>

/** A readable picture with all that is compared. */
export interface Fingerprint extends ProbedPicture {
  readonly bytes: number
  readonly sha256: string
}

export interface Unreadable {
  /** A refusal's code, or `missing` for a file that is not there. */
  readonly refused: string
}

export interface FingerprintOptions {
  readonly probe: ProbePicture
  /** Lines of JSON, one a picture: a stopped run goes on behind the last of them. */
  readonly cacheFile: string
  readonly progress: Progress
  readonly signal: AbortSignal
}

const cacheLine = z.object({
  version: z.literal(1),
  file: z.string(),
  bytes: z.number(),
  modified: z.number(),
  sha256: z.string(),
  found: z.union([
    z.object({ refused: z.string() }),
    z.object({
      format: z.string(),
      width: z.number(),
      height: z.number(),
      pixelsSha256: z.string(),
      thumbnail: z.string(),
    }),
  ]),
})
type CacheLine = z.infer<typeof cacheLine>

const PICTURES_A_STEP = 8

/** Reads every picture once. What an earlier run has read is taken from its cache while size and time of the file agree. */
export async function takeFingerprints(
  pictures: readonly Listed[],
  { probe, cacheFile, progress, signal }: FingerprintOptions,
): Promise<readonly (Fingerprint | Unreadable)[]> {
  const known = await readCache(cacheFile)
  await mkdir(dirname(cacheFile), { recursive: true })
  const cache = await open(cacheFile, 'a')
  const fingerprints: (Fingerprint | Unreadable)[] = []
  try {
    // A killed run may have left half a line.
    if (known.size > 0) await cache.write('\n')
    progress.start('reading', pictures.length)
    for (let start = 0; start < pictures.length; start += PICTURES_A_STEP) {
      signal.throwIfAborted()
      const step = pictures.slice(start, start + PICTURES_A_STEP)
      const lines = await Promise.all(step.map(({ file }) => readPicture(file, known, probe)))
      const fresh = lines
        .filter((line) => line !== null && !known.has(line.file))
        .map((line) => JSON.stringify(line))
      if (fresh.length > 0) await cache.write(`${fresh.join('\n')}\n`)
      fingerprints.push(...lines.map((line) => (line ? toFingerprint(line) : { refused: 'missing' })))
      progress.advance(Math.min(start + PICTURES_A_STEP, pictures.length))
    }
    progress.end()
  } finally {
    await cache.close()
  }
  return fingerprints
}

async function readPicture(
  file: string,
  known: Map<string, CacheLine>,
  probe: ProbePicture,
): Promise<CacheLine | null> {
  const found = await stat(file).catch(() => null)
  if (!found?.isFile()) return null
  const line = known.get(file)
  if (line?.bytes === found.size && line.modified === found.mtimeMs) return line
  known.delete(file)
  const bytes = await readFile(file)
  const probed = await probe(bytes)
  return {
    version: 1,
    file,
    bytes: found.size,
    modified: found.mtimeMs,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    found:
      'refused' in probed
        ? probed
        : { ...probed, thumbnail: Buffer.from(probed.thumbnail).toString('base64') },
  }
}

function toFingerprint({ found, bytes, sha256 }: CacheLine): Fingerprint | Unreadable {
  if ('refused' in found) return found
  return { ...found, bytes, sha256, thumbnail: new Uint8Array(Buffer.from(found.thumbnail, 'base64')) }
}

async function readCache(file: string): Promise<Map<string, CacheLine>> {
  const known = new Map<string, CacheLine>()
  const text = await readFile(file, 'utf8').catch(() => '')
  for (const line of text.split('\n')) {
    const parsed = parseLine(line)
    if (parsed) known.set(parsed.file, parsed)
  }
  return known
}

/** Null for a line that is cut off or damaged: its picture is read again. */
function parseLine(line: string): CacheLine | null {
  if (line === '') return null
  try {
    return cacheLine.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}
