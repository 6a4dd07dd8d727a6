import { opendir, stat } from 'node:fs/promises'
import { join } from 'node:path'

export interface FolderSize {
  readonly files: number
  readonly bytes: number
  /** When it was counted. */
  readonly at: Date
}

export interface FolderMeter {
  /** The last count; null before the first is done. Starts another in the background where the last is old. */
  read(): FolderSize | null
}

const OLD_MS = 10 * 60 * 1000

/** Counts what lies in a folder and below, seldom: a million files take a while. A folder that is not there holds nothing. */
export function createFolderMeter(options: {
  readonly folder: string
  readonly now: () => Date
}): FolderMeter {
  const { folder, now } = options
  let last: FolderSize | null = null
  let counting = false

  return {
    read() {
      if (!counting && (last === null || now().getTime() - last.at.getTime() > OLD_MS)) {
        counting = true
        count(folder)
          .then(
            (size) => {
              last = { ...size, at: now() }
            },
            () => undefined,
          )
          .finally(() => {
            counting = false
          })
      }
      return last
    },
  }
}

/** Files that go away meanwhile count for nothing. */
async function count(folder: string): Promise<Omit<FolderSize, 'at'>> {
  let [files, bytes] = [0, 0]
  try {
    for await (const entry of await opendir(folder)) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) {
        const below = await count(path)
        files += below.files
        bytes += below.bytes
      } else {
        bytes += await stat(path).then(
          ({ size }) => size,
          () => 0,
        )
        files += 1
      }
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
  return { files, bytes }
}
