import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadInstallationKeys } from '../../src/store/installation-keys.js'
import { temporaryFolder } from './support/temporary.js'

const SECRET = 'correct horse battery staple 123'

describe('the keys of an installation', () => {
  it('come from a file of random bytes, made once, for the owner alone', async () => {
    const folder = join(await temporaryFolder(), 'data')
    const file = join(folder, 'secret.key')
    const first = await loadInstallationKeys({ secret: null, file })
    const bytes = await readFile(file)
    expect(bytes).toHaveLength(32)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await loadInstallationKeys({ secret: null, file })).toEqual(first)
    expect(await readFile(file)).toEqual(bytes)
    expect(await readdir(folder)).toEqual(['secret.key'])
  })

  it('differ between installations and between purposes', async () => {
    const folder = await temporaryFolder()
    const all = []
    for (const name of ['one', 'two']) {
      const keys = await loadInstallationKeys({ secret: null, file: join(folder, name) })
      all.push(
        keys.pictures.toString('hex'),
        keys.pseudonyms.toString('hex'),
        keys.invites.toString('hex'),
        keys.inbox.toString('hex'),
        keys.sessions,
      )
    }
    expect(new Set(all).size).toBe(10)
    for (const key of all) expect(key).toMatch(/^[0-9a-f]{64}$/)
  })

  it('come from the secret of the settings when there is one, and then no file is made', async () => {
    const file = join(await temporaryFolder(), 'secret.key')
    const keys = await loadInstallationKeys({ secret: SECRET, file })
    expect(await loadInstallationKeys({ secret: SECRET, file: `${file}-elsewhere` })).toEqual(keys)
    expect(await loadInstallationKeys({ secret: `${SECRET}4`, file })).not.toEqual(keys)
    await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('stay the same from version to version', async () => {
    const keys = await loadInstallationKeys({ secret: SECRET, file: '' })
    expect(keys.sessions).toMatchInlineSnapshot(
      `"c96fb227535f7a7513e2b97f371a1cf36bf7b184db9cc2b92cf4ff1b721765f7"`,
    )
    expect(keys.pictures.toString('hex')).toMatchInlineSnapshot(
      `"b50c96ad3d50cafc6941cdd2bd17fc0da804069eaa2dc37b102a1dc4e985dd0a"`,
    )
  })

  it.each(['', 'short', 'x'.repeat(31)])('are not made from the secret %j', async (secret) => {
    await expect(loadInstallationKeys({ secret, file: '' })).rejects.toMatchObject({
      code: 'settings_invalid',
    })
  })

  it.each([0, 31, 33])('are not made from a file of %i bytes, which stays as it is', async (length) => {
    const file = join(await temporaryFolder(), 'secret.key')
    await writeFile(file, Buffer.alloc(length, 5))
    await expect(loadInstallationKeys({ secret: null, file })).rejects.toMatchObject({
      code: 'settings_invalid',
    })
    expect(await readFile(file)).toEqual(Buffer.alloc(length, 5))
  })

  it('are not made anew when the file cannot be read', async () => {
    const file = join(await temporaryFolder(), 'secret.key')
    await mkdir(file)
    await chmod(file, 0o700)
    await expect(loadInstallationKeys({ secret: null, file })).rejects.toThrow()
  })
})
