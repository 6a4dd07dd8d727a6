import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChildReader } from '../../src/inference/reader.js'
import { modelFolder, startTestReader } from '../support/model.js'
import { drawRadiograph } from '../support/radiograph.js'
import { createScriptedReader, SCRIPTED_MODEL } from '../support/scripted-reader.js'
import { readerContract } from './reader-contract.js'

describe('the scripted reader of other tests', () => {
  const reader = createScriptedReader()
  readerContract(() => reader)
})

describe('the reader on native TensorFlow', () => {
  let reader: ChildReader
  beforeAll(async () => {
    reader = startTestReader()
    await reader.ready()
  })
  readerContract(() => reader)
})

describe('the reader when things go wrong', () => {
  let reader: ChildReader
  let film: Buffer
  beforeAll(async () => {
    film = await drawRadiograph()
    reader = startTestReader()
    await reader.ready()
  })
  afterAll(() => reader.close())

  it('refuses what is no picture and goes on', async () => {
    expect((await reader.read(Buffer.from('no picture'))).outcome).toMatchObject({
      code: 'unsupported_format',
    })
    expect((await reader.read(film)).outcome.kind).toMatch(/finding|uncertain/)
  })

  it('answers a picture whose process is killed in the middle of it', async () => {
    const before = reader.status().restarts
    const undisturbed = await reader.read(film)
    const answer = reader.read(film)
    process.kill(reader.vitals().pid ?? 0, 'SIGKILL')
    expect((await answer).outcome).toEqual(undisturbed.outcome)
    expect(reader.status().restarts).toBe(before + 1)
  })

  it('keeps the order of arrival through a crash', async () => {
    const finished: number[] = []
    const answers = [0, 1, 2, 3].map((index) => reader.read(film).then(() => finished.push(index)))
    process.kill(reader.vitals().pid ?? 0, 'SIGKILL')
    await Promise.all(answers)
    expect(finished).toEqual([0, 1, 2, 3])
  })

  it('neither gains tensors nor memory over 200 pictures', async () => {
    await Promise.all(Array.from({ length: 20 }, () => reader.read(film)))
    const before = reader.vitals()
    for (let round = 0; round < 4; round += 1) {
      await Promise.all(Array.from({ length: 50 }, () => reader.read(film)))
    }
    const after = reader.vitals()
    expect(after.tensors).toBe(before.tensors)
    expect(after.rss - before.rss).toBeLessThan(40 * 1024 * 1024)
  }, 300_000)
})

describe('a full queue', () => {
  it('refuses with busy and a waiting time, and answers what it took', async () => {
    const reader = startTestReader({ queueLimit: 2 })
    const film = await drawRadiograph()
    const answers = await Promise.all([1, 2, 3].map(() => reader.read(film)))
    expect(answers[2]?.outcome).toMatchObject({ kind: 'refused', code: 'busy' })
    expect(answers[2]?.outcome).toHaveProperty('retryAfterSeconds')
    expect(answers.slice(0, 2).map(({ outcome }) => outcome.kind)).not.toContain('refused')
    await reader.close()
  })
})

describe('a reader that cannot work', () => {
  it('ends every picture as a fault once it is closed', async () => {
    const reader = startTestReader()
    const answer = reader.read(await drawRadiograph())
    await reader.close()
    expect((await answer).outcome).toEqual({ kind: 'fault', code: 'inference_unavailable' })
    expect((await reader.read(await drawRadiograph())).outcome.kind).toBe('fault')
  })

  it('says which file of the model was changed, and answers with faults', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chestcheck-model-'))
    await cp(modelFolder, folder, { recursive: true })
    await writeFile(join(folder, 'model.json'), '{}')
    const reader = startTestReader({ modelFolder: folder })
    await expect(reader.ready()).rejects.toMatchObject({
      code: 'model_folder_invalid',
      message: expect.stringContaining('model.json') as string,
    })
    expect((await reader.read(await drawRadiograph())).outcome).toEqual({
      kind: 'fault',
      code: 'model_folder_invalid',
    })
    await reader.close()
    await rm(folder, { recursive: true })
  })

  it('gives up on a process that never becomes ready, and says so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chestcheck-child-'))
    const script = join(folder, 'child.mjs')
    await writeFile(script, 'process.kill(process.pid, "SIGKILL")')
    const reader = startTestReader({ script })
    await expect(reader.ready()).rejects.toMatchObject({ code: 'inference_crashed' })
    expect(reader.status().state).toBe('failed')
    await rm(folder, { recursive: true })
  })

  it('replaces a process that is stuck on a picture, and calls the picture a fault after two tries', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chestcheck-child-'))
    const script = join(folder, 'child.mjs')
    await writeFile(
      script,
      `process.on('message', () => { for (;;); }); process.send({ type: 'ready', model: ${JSON.stringify(SCRIPTED_MODEL)}, version: '0', nativeProblem: null, graphProblem: null })`,
    )
    const reader = startTestReader({ script, readTimeoutMs: 200 })
    expect((await reader.read(Buffer.from('picture'))).outcome).toEqual({
      kind: 'fault',
      code: 'inference_crashed',
    })
    await reader.close()
    await rm(folder, { recursive: true })
  })
})
