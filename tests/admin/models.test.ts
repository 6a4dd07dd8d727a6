import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { blocksOf } from '../../src/admin/pages/model-card.js'
import { HONEST_TEST_SPLIT } from '../../src/core/model-shelf.js'
import type { ModelShelf } from '../../src/core/model-shelf.js'
import { HISTOGRAM_STEPS } from '../../src/core/record-figures.js'
import { createModelShelf } from '../../src/inference/model-shelf.js'
import { splitName } from '../../src/training/data/split-name.js'
import { openTestDashboard, type TestDashboard } from '../support/dashboard.js'
import { reported, writeHollowModel } from '../support/model-folder.js'

let folder = ''
let shelf: ModelShelf
let web: TestDashboard
const even = Array<number>(HISTOGRAM_STEPS).fill(80)
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chestcheck-shelf-'))
  await writeHollowModel(folder, 'one', { metrics: [reported(HONEST_TEST_SPLIT, 0.9)] })
  await writeHollowModel(folder, 'two', {
    metrics: [reported(HONEST_TEST_SPLIT, 0.95), reported('another split', 0.5)],
  })
  await writeHollowModel(folder, 'unmeasured')
  await writeHollowModel(folder, 'broken')
  await writeFile(join(folder, 'broken', 'model.json'), 'changed')
  await mkdir(join(folder, 'Not a model'))
  await writeFile(join(folder, 'one', 'card.md'), CARD)
  await writeFile(join(folder, 'one', 'roc.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  await writeFile(join(folder, 'one', 'report.json'), '{"format": 1}')
  const scores = { COVID: even, NORMAL: even, PNEUMONIA: even }
  await writeFile(
    join(folder, 'one', 'distributions.json'),
    JSON.stringify({ format: 1, split: 'honest test', n: 1600, scores, brightness: even, size: even }),
  )
  shelf = createModelShelf({
    modelsFolder: folder,
    servedFolder: join(folder, 'one'),
    now: () => new Date('2026-11-23T08:00:00Z'),
  })
  web = await openTestDashboard({
    replace: () => ({ models: shelf, clientAddress: () => `10.${randomBytes(3).join('.')}` }),
  })
})
afterAll(async () => {
  await web.close()
  await rm(folder, { recursive: true })
})

const CARD = `# one

A **bold** word, \`code\` and a [report](javascript:alert(1)).
<img src=x onerror=alert(1)>

## Limits
- first
  goes on
- second

| A | B |
|---|---|
| 1 | <b>2</b> |
`

describe('the shelf of models', () => {
  it('has the sound folders by name, and says of the others what is wrong', async () => {
    const { models, broken } = await shelf.list()
    expect(models.map(({ name }) => name)).toEqual(['one', 'two', 'unmeasured'])
    expect(broken).toEqual([{ name: 'broken', problem: expect.stringContaining('model.json') as string }])
  })

  it('gives the distributions of a model by its id, and none that it cannot read', async () => {
    const [one, two] = (await shelf.list()).models
    expect(await shelf.reference(one?.id ?? '')).toMatchObject({ n: 1600, brightness: even })
    expect(await shelf.reference(two?.id ?? '')).toBeNull()
    await writeFile(join(folder, 'two', 'distributions.json'), '{"format": 1, "n": "many"}')
    expect(await shelf.reference(two?.id ?? '')).toBeNull()
  })

  it('sees that a file was changed after it was checked', async () => {
    await writeHollowModel(folder, 'fragile')
    expect(await shelf.find('fragile')).not.toBeNull()
    await writeFile(join(folder, 'fragile', 'model.json'), 'changed since')
    expect(await shelf.find('fragile')).toBeNull()
    await rm(join(folder, 'fragile'), { recursive: true })
  })

  it.each(['..', '../one', 'one/..', '', 'ONE', 'Not a model', 'broken', 'nothing'])(
    'finds nothing under %j',
    async (name) => {
      expect(await shelf.find(name)).toBeNull()
      expect(await shelf.drawing(name, 'roc.svg')).toBeNull()
    },
  )

  it.each(['../two/model.svg', 'manifest.json', 'none.svg', '.svg'])(
    'gives no drawing %j',
    async (drawing) => {
      expect(await shelf.drawing('one', drawing)).toBeNull()
    },
  )

  it('shows a model that is served from elsewhere, and promotes it not', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'chestcheck-elsewhere-'))
    await writeHollowModel(elsewhere, 'away')
    const other = createModelShelf({
      modelsFolder: folder,
      servedFolder: join(elsewhere, 'away'),
      now: () => new Date(),
    })
    expect(other.pinned).toBe(true)
    const away = await other.find('away')
    expect(away?.promotable).toBe(false)
    const promotion = await other.promote({ name: 'away', id: away?.id ?? '', by: null, force: true })
    expect(promotion).toEqual({ kind: 'refused', why: 'unknown' })
    await rm(elsewhere, { recursive: true })
  })

  it('means the split by which training names the honest test', () => {
    expect(HONEST_TEST_SPLIT).toBe(splitName('honest', 'test'))
  })
})

describe('the pages of models', () => {
  it('lists models, what each scored, which answers and what cannot be served', async () => {
    const html = await (await web.get('/dashboard/models', await web.as('auditor'))).text()
    expect(html).toContain('href="/dashboard/models/one"')
    expect(html).toContain('90.0 % (45.0–100.0)')
    expect(html).toContain('Not measured')
    expect(html).toContain('Cannot be served')
  })

  it('shows a card as text that runs nothing and leads nowhere', async () => {
    const html = await (await web.get('/dashboard/models/one', await web.as('auditor'))).text()
    expect(html).toContain('<strong>bold</strong>')
    expect(html).toContain('<li>first goes on</li>')
    expect(html).toContain('<td>&lt;b&gt;2&lt;/b&gt;</td>')
    expect(html).not.toMatch(/javascript:|<img src=x/)
  })

  it('says plainly that reviewed films are no random sample, and how drift is read', async () => {
    await web.seed(20)
    const response = await web.get('/dashboard/models/one?days=30', await web.as('reviewer'))
    const html = await response.text()
    expect(html).toContain('honest test, on films that were read')
    expect(html).toContain('rule of thumb')
    expect(html).toContain('Week of')
  })

  it('gives a drawing that may run nothing', async () => {
    const cookie = await web.as('reviewer')
    const response = await web.get('/dashboard/models/one/drawings/roc.svg', cookie)
    expect(response.headers.get('content-type')).toContain('image/svg+xml')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'; sandbox")
    expect((await web.get('/dashboard/models/one/drawings/manifest.json', cookie)).status).toBe(404)
    expect((await web.get('/dashboard/models/one/drawings/roc.svg')).status).toBe(303)
  })

  it('holds two models side by side on the splits that both have', async () => {
    const cookie = await web.as('auditor')
    const html = await (await web.get('/dashboard/models/compare?a=one&b=two', cookie)).text()
    expect(html).toContain(`On ${HONEST_TEST_SPLIT}`)
    expect(html).toContain('+5.0 points')
    expect(html).not.toContain('another split')
    expect(await (await web.get('/dashboard/models/compare?a=one&b=unmeasured', cookie)).text()).toContain(
      'Nothing to compare',
    )
    for (const query of ['', '?a=one', '?a=one&b=..%2Ftwo'])
      expect((await web.get(`/dashboard/models/compare${query}`, cookie)).status).toBe(404)
  })
})

describe('promoting a model', () => {
  const idOf = async (name: string): Promise<string> => (await shelf.find(name))?.id ?? ''
  const promote = async (name: string, fields: Record<string, string>, role: 'admin' | 'auditor' = 'admin') =>
    web.post(`/dashboard/models/${name}/promote`, fields, await web.as(role))

  it('asks first, then makes it live from the next start on, with an event that names both', async () => {
    const page = await (await web.get('/dashboard/models/two/promote', await web.as('admin'))).text()
    expect(page).toContain(await idOf('two'))
    await promote('one', { id: await idOf('one') })
    const response = await promote('two', { id: await idOf('two') })
    expect(response.headers.get('location')).toBe('/dashboard/models/two')
    expect(shelf.live()).toMatchObject({ model: 'two', promotedBy: 'Kim admin', replaced: await idOf('one') })
    const { events } = await web.audit.list({ kind: 'model.promoted', limit: 1 })
    expect(events[0]).toMatchObject({
      actor: { kind: 'user' },
      details: { from: await idOf('one'), to: await idOf('two'), forced: false },
    })
    expect(JSON.stringify(events[0])).not.toContain('Kim')
  })

  it('refuses one without figures on the honest test, in words, until its name is typed', async () => {
    const id = await idOf('unmeasured')
    for (const confirm of ['', 'yes', 'two']) {
      const response = await promote('unmeasured', { id, confirm })
      expect(response.status).toBe(409)
      expect(await response.text()).toContain('Nothing was changed')
    }
    expect(shelf.live()?.model).toBe('two')
    await promote('unmeasured', { id, confirm: 'unmeasured' })
    expect(shelf.live()).toMatchObject({ model: 'unmeasured', forced: true })
  })

  it('refuses one that changed since it was looked at', async () => {
    const before = await readFile(join(folder, 'live.json'), 'utf8')
    const response = await promote('two', { id: 'two@000000000000' })
    expect(response.status).toBe(409)
    expect(await response.text()).toContain('has changed since')
    expect(await readFile(join(folder, 'live.json'), 'utf8')).toBe(before)
  })

  it('knows no broken and no unknown models', async () => {
    for (const name of ['broken', 'nothing', '..%2Fone'])
      expect((await promote(name, { id: 'x' })).status).toBe(404)
  })

  it('is for administrators alone', async () => {
    expect((await promote('one', { id: await idOf('one') }, 'auditor')).status).toBe(403)
    const auditor = await web.as('auditor')
    expect((await web.get('/dashboard/models/one/promote', auditor)).status).toBe(403)
    expect(await (await web.get('/dashboard/models/one', auditor)).text()).not.toContain('/promote')
  })
})

describe('the blocks of a card', () => {
  it('are headings, lists with their lines, tables and paragraphs', () => {
    expect(
      blocksOf('# A\ntext\nmore\n\n- x\n  y\n- z\n\n| a |\n|---|\n').map((block) => block.length),
    ).toEqual([1, 2, 3, 2])
  })

  it('are none of nothing', () => {
    expect(blocksOf('\n\n')).toEqual([])
  })
})
