import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { PictureStore } from '../../../src/core/study.js'

/** What every {@link PictureStore} does. */
export function describePictureStore(name: string, open: () => Promise<PictureStore>): void {
  describe(name, () => {
    it.each([0, 1, 15, 16, 100_000])('gives back the %i bytes it kept, by their SHA-256', async (length) => {
      const store = await open()
      const bytes = randomBytes(length)
      const sha256 = await store.keep(bytes)
      expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
      const read = await store.read(sha256)
      expect(read && Buffer.compare(bytes, read)).toBe(0)
    })

    it('keeps what the bytes were, whatever happens to the array afterwards', async () => {
      const store = await open()
      const bytes = Uint8Array.of(1, 2, 3)
      const sha256 = await store.keep(bytes)
      bytes.fill(0)
      const read = await store.read(sha256)
      read?.fill(9)
      expect([...((await store.read(sha256)) ?? [])]).toEqual([1, 2, 3])
    })

    it('keeps the same bytes twice as one', async () => {
      const store = await open()
      const [one, two] = [await store.keep(Buffer.from('film')), await store.keep(Buffer.from('film'))]
      expect(one).toBe(two)
      await store.erase(one)
      expect(await store.read(two)).toBeNull()
    })

    it('keeps the same bytes at the same moment', async () => {
      const store = await open()
      const names = await Promise.all(Array.from({ length: 8 }, () => store.keep(Buffer.from('film'))))
      expect(new Set(names).size).toBe(1)
      expect(await store.read(names[0] ?? '')).toBeTruthy()
    })

    it('knows nothing of a picture that was erased or never kept, and erases it again without complaint', async () => {
      const store = await open()
      const other = await store.keep(Buffer.from('other'))
      const sha256 = await store.keep(Buffer.from('film'))
      await store.erase(sha256)
      await store.erase(sha256)
      expect(await store.read(sha256)).toBeNull()
      expect(await store.read('0'.repeat(64))).toBeNull()
      expect(await store.read(other)).not.toBeNull()
    })

    it('takes an erased picture again', async () => {
      const store = await open()
      await store.erase(await store.keep(Buffer.from('film')))
      expect(await store.read(await store.keep(Buffer.from('film')))).not.toBeNull()
    })

    it.each([
      '',
      '..',
      '../../etc/passwd',
      'ab/../../../../etc/passwd',
      'A'.repeat(64),
      'g'.repeat(64),
      '0'.repeat(63),
      '0'.repeat(65),
      `${'0'.repeat(64)}\n`,
      `${'0'.repeat(63)}\0`,
    ])('refuses %j, which is no SHA-256', async (name) => {
      const store = await open()
      await expect(store.read(name)).rejects.toMatchObject({ code: 'picture_unreadable' })
      await expect(store.erase(name)).rejects.toMatchObject({ code: 'picture_unreadable' })
    })
  })
}
