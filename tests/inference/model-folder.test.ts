import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ModelManifest } from '../../src/core/model-manifest.js'
import { checkModelFolder } from '../../src/inference/model-folder.js'
import { modelFolder } from '../support/model.js'

const topology = '{"modelTopology":{},"weightsManifest":[]}'
const sound: ModelManifest = {
  format: 1,
  name: 'small',
  created: '2026-01-02',
  architecture: 'vgg16-flatten-dense256',
  labels: ['COVID', 'NORMAL', 'PNEUMONIA'],
  inputShape: [232, 232, 3],
  preprocessing: { version: 'gray-fill-1', size: 232 },
  temperature: 1,
  thresholds: { COVID: 0.6, NORMAL: 0.6, PNEUMONIA: 0.6 },
  files: { 'model.json': createHash('sha256').update(topology).digest('hex') },
  training: { protocol: 'none', pictures: {}, note: '' },
  metrics: [],
  licence: 'none',
}

let scratch: string
let count = 0
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'chestcheck-folder-'))
})
afterAll(() => rm(scratch, { recursive: true }))

async function makeFolder(manifest: string | object, model = topology): Promise<string> {
  count += 1
  const folder = join(scratch, String(count))
  await mkdir(folder)
  await writeFile(join(folder, 'model.json'), model)
  await writeFile(
    join(folder, 'manifest.json'),
    typeof manifest === 'string' ? manifest : JSON.stringify(manifest),
  )
  return folder
}

describe('a model folder', () => {
  it('is taken when everything agrees, and named by its manifest and its hash', async () => {
    const { id } = await checkModelFolder(await makeFolder(sound))
    expect(id).toMatch(/^small@[0-9a-f]{12}$/)
  })

  it('gets another identity with another threshold', async () => {
    const [one, other] = await Promise.all([
      checkModelFolder(await makeFolder(sound)),
      checkModelFolder(await makeFolder({ ...sound, thresholds: { ...sound.thresholds, COVID: 0.61 } })),
    ])
    expect(one.id).not.toBe(other.id)
  })

  it('keeps its identity when figures are added', async () => {
    const share = { value: 0.9, low: 0.8, high: 0.95, n: 10 }
    const each = { COVID: share, NORMAL: share, PNEUMONIA: share }
    const metrics = [{ split: 'test', command: 'x', accuracy: share, sensitivity: each, specificity: each }]
    const [before, after] = await Promise.all([
      checkModelFolder(await makeFolder(sound)),
      checkModelFolder(await makeFolder({ ...sound, metrics })),
    ])
    expect(after.id).toBe(before.id)
  })

  it.each([
    ['labels in another order', { ...sound, labels: ['NORMAL', 'COVID', 'PNEUMONIA'] }, 'labels'],
    ['a missing label', { ...sound, labels: ['COVID', 'NORMAL'] }, 'labels'],
    ['another input size than its preprocessing', { ...sound, inputShape: [224, 224, 3] }, 'size'],
    [
      'a threshold above 1',
      { ...sound, thresholds: { ...sound.thresholds, COVID: 1.2 } },
      'thresholds.COVID',
    ],
    ['a temperature of 0', { ...sound, temperature: 0 }, 'temperature'],
    [
      'an unknown preprocessing',
      { ...sound, preprocessing: { version: 'gray-2', size: 232 } },
      'preprocessing',
    ],
    ['a file that leads out of the folder', { ...sound, files: { '../x': 'a'.repeat(64) } }, 'files'],
    ['no topology among its files', { ...sound, files: {} }, 'model.json'],
    [
      'a file that is missing',
      { ...sound, files: { ...sound.files, 'weights.bin': 'a'.repeat(64) } },
      'weights.bin',
    ],
    ['a field that nobody knows', { ...sound, surprise: true }, 'surprise'],
    ['no JSON', '{', 'JSON'],
  ])('is refused with %s', async (_, manifest, said) => {
    await expect(checkModelFolder(await makeFolder(manifest))).rejects.toMatchObject({
      code: 'model_folder_invalid',
      message: expect.stringContaining(said) as string,
    })
  })

  it('is refused when a file was changed', async () => {
    await expect(checkModelFolder(await makeFolder(sound, `${topology} `))).rejects.toMatchObject({
      code: 'model_folder_invalid',
      message: expect.stringContaining('model.json was changed') as string,
    })
  })

  it('is refused when it is not there', async () => {
    await expect(checkModelFolder(join(scratch, 'nowhere'))).rejects.toMatchObject({
      code: 'model_folder_invalid',
    })
  })

  it('ships sound, with figures for its test', async () => {
    const { manifest } = await checkModelFolder(modelFolder)
    expect(manifest.metrics.map(({ split }) => split)).toContainEqual(expect.stringContaining('test'))
  })
})
