import { createHash, randomBytes } from 'node:crypto'
import { readdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createPictureStore } from '../../src/store/picture-store.js'
import { createMemoryPictureStore } from '../support/memory-stores.js'
import { describePictureStore } from './contracts/picture-store.js'
import { temporaryFolder } from './support/temporary.js'

const key = Buffer.alloc(32, 1)
const unreadable = { name: 'Fault', code: 'picture_unreadable' }
const pathOf = (folder: string, sha256: string): string =>
  join(folder, sha256.slice(0, 2), `${sha256}.sealed`)

describePictureStore('pictures in memory', () => Promise.resolve(createMemoryPictureStore()))
describePictureStore('pictures in files', async () =>
  createPictureStore({ folder: await temporaryFolder(), key }),
)

describe('pictures in files', () => {
  it('are encrypted, each time differently, and for the owner alone', async () => {
    const [one, two] = [await temporaryFolder(), await temporaryFolder()]
    const film = Buffer.from('a film that must not be readable on the disk')
    const sealed = []
    for (const folder of [one, two]) {
      const path = pathOf(folder, await createPictureStore({ folder, key }).keep(film))
      expect((await stat(path)).mode & 0o777).toBe(0o600)
      sealed.push(await readFile(path))
    }
    expect(sealed[0]?.includes('film')).toBe(false)
    expect(sealed[0]?.equals(sealed[1] ?? Buffer.alloc(0))).toBe(false)
  })

  it('are read by another process with the same key, and by none with another', async () => {
    const folder = await temporaryFolder()
    const sha256 = await createPictureStore({ folder, key }).keep(Buffer.from('film'))
    expect(await createPictureStore({ folder, key }).read(sha256)).toEqual(Buffer.from('film'))
    const other = createPictureStore({ folder, key: Buffer.alloc(32, 2) })
    await expect(other.read(sha256)).rejects.toMatchObject(unreadable)
  })

  it('are refused when any byte was altered, added or cut', async () => {
    const folder = await temporaryFolder()
    const store = createPictureStore({ folder, key })
    const sha256 = await store.keep(Buffer.from('film'))
    const path = pathOf(folder, sha256)
    const sealed = await readFile(path)
    for (let index = 0; index < sealed.byteLength; index += 1) {
      const altered = Buffer.from(sealed)
      altered[index] = (altered[index] ?? 0) ^ 1
      await writeFile(path, altered)
      await expect(store.read(sha256), `byte ${index}`).rejects.toMatchObject(unreadable)
    }
    for (const length of [0, 1, 12, 28, sealed.byteLength - 1]) {
      await writeFile(path, sealed.subarray(0, length))
      await expect(store.read(sha256), `cut to ${length}`).rejects.toMatchObject(unreadable)
    }
    await writeFile(path, Buffer.concat([sealed, Buffer.of(0)]))
    await expect(store.read(sha256)).rejects.toMatchObject(unreadable)
    await writeFile(path, sealed)
    expect(await store.read(sha256)).toEqual(Buffer.from('film'))
  })

  it('cannot stand in for each other', async () => {
    const folder = await temporaryFolder()
    const store = createPictureStore({ folder, key })
    const [one, two] = [await store.keep(Buffer.from('one')), await store.keep(Buffer.from('two'))]
    await rename(pathOf(folder, one), pathOf(folder, two))
    await expect(store.read(two)).rejects.toMatchObject(unreadable)
  })

  it('are put right when the same bytes come again', async () => {
    const folder = await temporaryFolder()
    const store = createPictureStore({ folder, key })
    const sha256 = await store.keep(Buffer.from('film'))
    await writeFile(pathOf(folder, sha256), 'damaged')
    await store.keep(Buffer.from('film'))
    expect(await store.read(sha256)).toEqual(Buffer.from('film'))
  })

  it('leave no draft behind, and clear those of a process that died', async () => {
    const folder = await temporaryFolder()
    await createPictureStore({ folder, key }).keep(randomBytes(10))
    const [old, recent] = ['old', 'recent'].map((name) => join(folder, 'incoming', name))
    for (const path of [old, recent]) await writeFile(path ?? '', 'half a picture')
    const twoHoursAgo = Date.now() / 1000 - 7200
    await utimes(old ?? '', twoHoursAgo, twoHoursAgo)
    await createPictureStore({ folder, key }).keep(randomBytes(10))
    expect(await readdir(join(folder, 'incoming'))).toEqual(['recent'])
  })

  it('fail aloud when the folder cannot be written, and leave nothing under the name', async () => {
    const folder = join(await temporaryFolder(), 'a file')
    await writeFile(folder, 'not a folder')
    const store = createPictureStore({ folder, key })
    await expect(store.keep(Buffer.from('film'))).rejects.toThrow()
    const sha256 = createHash('sha256').update('film').digest('hex')
    await expect(store.read(sha256)).rejects.toMatchObject(unreadable)
  })
})
