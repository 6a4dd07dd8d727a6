import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { promoteCommand } from '../../src/cli/promote.js'
import { readLiveModel } from '../../src/inference/live-model.js'
import { reported, writeHollowModel } from '../support/model-folder.js'
import { runHere } from '../support/run-command.js'

let models = ''
beforeEach(async () => {
  models = await mkdtemp(join(tmpdir(), 'chestcheck-promote-'))
  await writeHollowModel(models, 'old', { metrics: [reported('split test', 0.9)] })
  await writeHollowModel(models, 'new', {
    metrics: [reported('split test', 0.95), reported('seed_split test, which leaks', 0.99)],
  })
  await writeHollowModel(models, 'unmeasured')
})
afterEach(() => rm(models, { recursive: true }))

const promote = (...args: readonly string[]) => runHere(promoteCommand, [...args, '--models', models])

describe('promote', () => {
  it('records which model is served, since when, who said so and what it replaced', async () => {
    await promote('old')
    await promote('new', '--by', 'A. Reader')
    expect(readLiveModel(models)).toMatchObject({
      model: 'new',
      id: expect.stringMatching(/^new@[0-9a-f]{12}$/) as string,
      promotedBy: 'A. Reader',
      replaced: expect.stringMatching(/^old@/) as string,
      forced: false,
    })
    expect(Date.now() - Date.parse(readLiveModel(models)?.promotedAt ?? '')).toBeLessThan(60_000)
    expect((await readdir(models)).filter((name) => name.includes('partial'))).toEqual([])
  })

  it('shows the recorded figures of both before it acts', async () => {
    await promote('old')
    const { printed } = await promote('new')
    expect(printed).toMatch(/served now: +old@/)
    expect(printed).toMatch(/split test:\n {2}now {2}accuracy 90\.00 % .*\n {2}then accuracy 95\.00 %/)
    expect(printed).toMatch(/which leaks:\n {2}now {2}no figures\n {2}then accuracy 99\.00 %/)
  })

  it('refuses a model without figures on the honest test, and takes it by force with a mark', async () => {
    await promote('old')
    await expect(promote('unmeasured')).rejects.toMatchObject({
      code: 'model_folder_invalid',
      message: expect.stringContaining('split test') as string,
    })
    expect(readLiveModel(models)?.model).toBe('old')
    await promote('unmeasured', '--force')
    expect(readLiveModel(models)).toMatchObject({ model: 'unmeasured', forced: true })
  })

  it('refuses a folder whose files are not what its manifest says', async () => {
    await writeFile(join(models, 'new', 'model.json'), 'changed')
    await expect(promote('new', '--force')).rejects.toMatchObject({ code: 'model_folder_invalid' })
    expect(readLiveModel(models)).toBeNull()
  })

  it.each(['../new', 'new/../new', '', 'NEW', '.'])('refuses the name %j', async (name) => {
    await expect(promote(name)).rejects.toMatchObject({ code: 'settings_invalid' })
  })

  it('mends a file that cannot be read', async () => {
    await writeFile(join(models, 'live.json'), '{')
    const { said } = await promote('new')
    expect(said).toContain('written anew')
    expect(readLiveModel(models)?.model).toBe('new')
  })

  it('takes a live model whose folder is gone for what it is', async () => {
    await promote('old')
    await rm(join(models, 'old'), { recursive: true })
    const { printed } = await promote('new')
    expect(printed).toContain('its folder is gone')
    expect(readLiveModel(models)?.replaced).toMatch(/^old@/)
  })
})

describe('the live model', () => {
  it('is none where nothing was promoted', () => {
    expect(readLiveModel(models)).toBeNull()
  })

  it.each([
    ['no JSON', '{'],
    ['a name that leads elsewhere', '../old'],
    ['a field that nobody knows', 'surprise'],
  ])('is refused with %s', async (_, text) => {
    await promote('old')
    const file = join(models, 'live.json')
    const sound = JSON.parse(await readFile(file, 'utf8')) as object
    const changed = {
      '{': '{',
      '../old': JSON.stringify({ ...sound, model: '../old' }),
      surprise: JSON.stringify({ ...sound, surprise: true }),
    }[text]
    await writeFile(file, changed ?? '')
    expect(() => readLiveModel(models)).toThrow(expect.objectContaining({ code: 'model_folder_invalid' }))
  })
})
