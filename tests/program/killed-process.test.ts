import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openDatabase } from '../../src/store/open-database.js'
import { createStudyStore } from '../../src/store/study-store.js'
import { scratchFolder, startProgram, type Program } from '../support/program.js'
import { sampleFilm } from '../support/sample-films.js'

function upload(program: Program, film: Buffer): Promise<unknown> {
  const form = new FormData()
  form.append('picture', new Blob([new Uint8Array(film)]), 'film.jpg')
  return fetch(`${program.url}/upload`, {
    method: 'POST',
    body: form,
    headers: { origin: program.url },
  }).catch(() => null)
}

it('finishes at its next start what it had received when it was killed', async () => {
  const { folder, remove } = await scratchFolder()
  const settings = { DATA_DIR: folder, ACCESS: 'open' }
  const database = async () => {
    const opened = await openDatabase({ file: join(folder, 'chestcheck.db') })
    return { studies: createStudyStore(opened), close: () => opened.close() }
  }

  // The network is not warm yet: the study is on disk and waits.
  const first = await startProgram(settings)
  const record = await database()
  const lost = upload(first, await sampleFilm('NORMAL'))
  await expect
    .poll(() => record.studies.unfinished(new Date(Date.now() + 1000)), { timeout: 20_000 })
    .toHaveLength(1)
  await first.kill()
  await lost

  const second = await startProgram(settings)
  await expect
    .poll(async () => (await record.studies.list({ limit: 5 })).studies[0]?.outcome, { timeout: 60_000 })
    .toMatch(/finding|uncertain/)
  expect((await record.studies.list({ limit: 5 })).studies).toHaveLength(1)
  expect(await second.stop()).toBe(0)
  await record.close()
  await remove()
}, 120_000)
