import { open } from 'node:fs/promises'

/**
 * Waits until a folder's list of names is on disk: a renamed file has its new name after a power cut only then.
 * Windows has no such call and needs none.
 */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
