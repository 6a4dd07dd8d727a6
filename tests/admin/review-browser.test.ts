import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Role } from '../../src/admin/roles.js'
import { HONEST_TEST_SPLIT } from '../../src/core/model-shelf.js'
import { HISTOGRAM_STEPS } from '../../src/core/record-figures.js'
import { createModelShelf } from '../../src/inference/model-shelf.js'
import { checkPage } from '../support/accessible-page.js'
import { launchBrowser, serveApp, type WebServer } from '../support/browser.js'
import { openTestDashboard, type TestDashboard } from '../support/dashboard.js'
import { reported, writeHollowModel } from '../support/model-folder.js'
import { drawRadiograph } from '../support/radiograph.js'
import { describeWith, needsChromium } from '../support/requirements.js'

const shipped = fileURLToPath(new URL('../../models', import.meta.url))

describeWith(needsChromium, 'the overview, the review and the models in a browser', () => {
  let browser: Browser
  let web: TestDashboard
  let server: WebServer
  let models = ''
  beforeAll(async () => {
    models = await mkdtemp(join(tmpdir(), 'chestcheck-models-'))
    await symlink(join(shipped, 'reference-vgg16'), join(models, 'reference-vgg16'))
    const metrics = [reported(HONEST_TEST_SPLIT, 0.9)]
    await writeHollowModel(models, 'one', { metrics })
    await writeHollowModel(models, 'two', { metrics })
    await writeDistributions(join(models, 'one'))
    const shelf = createModelShelf({
      modelsFolder: models,
      servedFolder: join(models, 'one'),
      now: () => new Date(),
    })
    const opened: Promise<TestDashboard>[] = []
    server = await serveApp((publicUrl) => {
      const made = openTestDashboard({ publicUrl, replace: () => ({ models: shelf }) })
      opened.push(made)
      return async (request, env) => (await made).app.fetch(request, env)
    })
    const [made] = opened
    if (!made) throw new Error('the dashboard was not made')
    web = await made
    await web.seed(40)
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await server.close()
    await web.close()
    await rm(models, { recursive: true })
  })

  async function open(
    role: Role,
    options: Parameters<Browser['newContext']>[0] = {},
  ): Promise<{ page: Page; close: () => Promise<void> }> {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
    await context.addCookies(
      (await web.as(role)).split('; ').map((pair) => {
        const at = pair.indexOf('=')
        return { name: pair.slice(0, at), value: pair.slice(at + 1), url: server.url }
      }),
    )
    return { page: await context.newPage(), close: () => context.close() }
  }
  const filmOn = (page: Page): Promise<string> => page.locator('input[name=study]').first().inputValue()

  it.each([
    ['light', 1440],
    ['light', 360],
    ['dark', 1440],
    ['dark', 360],
  ] as const)(
    'has nothing for axe to find, and nothing that overflows, in %s at %i pixels',
    async (colorScheme, width) => {
      const { page, close } = await open('admin', { colorScheme, viewport: { width, height: 900 } })
      for (const path of [
        '/dashboard?from=2026-11-01&to=2026-10-01',
        '/dashboard/review',
        '/dashboard/review?reason=sampled',
        '/dashboard/models',
        '/dashboard/models/one',
        '/dashboard/models/reference-vgg16',
        '/dashboard/models/reference-vgg16/promote',
        '/dashboard/models/compare?a=one&b=two',
      ]) {
        await page.goto(`${server.url}${path}`)
        await checkPage(page, path)
      }
      await page.goto(`${server.url}/dashboard/review`)
      await page.getByRole('button', { name: 'NORMAL' }).click()
      await page.getByRole('heading', { name: 'Your last film' }).waitFor()
      await checkPage(page, 'the next film with the last answer')
      await page.getByRole('link', { name: 'Look again' }).click()
      await page.getByRole('heading', { name: 'The model’s answer' }).waitFor()
      await checkPage(page, 'a film that was judged')
      await close()
    },
    240_000,
  )

  it('takes a reviewer through films by the keyboard alone', async () => {
    const { page, close } = await open('reviewer')
    await page.goto(`${server.url}/dashboard/review`)
    const first = await filmOn(page)
    const others = new Set((await web.reviews.of(first)).map(({ reviewer }) => reviewer))
    const own = async () =>
      (await web.reviews.of(first)).find(({ reviewer }) => !others.has(reviewer)) ?? null
    // Keys count once the page's script runs.
    const leaves = async () => {
      await expect.poll(() => filmOn(page)).not.toBe(first)
      await page.waitForLoadState()
    }
    const comesBack = async () => {
      await expect.poll(() => filmOn(page)).toBe(first)
      await page.waitForLoadState()
    }
    await page.keyboard.press('j')
    await leaves()
    await page.keyboard.press('k')
    await comesBack()

    await page.keyboard.press('h')
    expect(await page.locator('#heatmap').count()).toBe(0)
    await page.keyboard.press('n')
    await page.keyboard.type('1 of 2 films, jk')
    await page.keyboard.press('Escape')
    expect(await filmOn(page)).toBe(first)
    await page.keyboard.press('3')
    await leaves()
    expect(await own()).toMatchObject({ verdict: 'PNEUMONIA', note: '1 of 2 films, jk' })

    await page.keyboard.press('z')
    await comesBack()
    expect(await own()).toBeNull()
    await page.keyboard.press('4')
    await leaves()
    expect(await own()).toMatchObject({ verdict: 'other' })

    await page.goto(`${server.url}/dashboard/review?study=${first}`)
    const plate = page.locator('.review-plate')
    expect(await plate.isVisible()).toBe(true)
    await page.keyboard.press('h')
    expect(await plate.isVisible()).toBe(false)
    await page.keyboard.press('h')
    expect(await plate.isVisible()).toBe(true)

    await page.keyboard.press('?')
    expect(await page.getByText('Take the last verdict back').isVisible()).toBe(true)
    await page.keyboard.press('Control+1')
    expect(await own()).toMatchObject({ verdict: 'other' })
    await close()
  }, 120_000)

  it('lets a reviewer work without scripts', async () => {
    const { page, close } = await open('reviewer', { javaScriptEnabled: false })
    await page.goto(`${server.url}/dashboard/review`)
    const first = await filmOn(page)
    await page.getByLabel('Note').fill('seen')
    await page.getByRole('button', { name: 'COVID', exact: false }).first().click()
    expect(await filmOn(page)).not.toBe(first)
    await page.getByRole('link', { name: 'Look again' }).click()
    expect(await filmOn(page)).toBe(first)
    await page.getByText('Heatmap', { exact: false }).first().click()
    expect(await page.locator('.review-heat').isVisible()).toBe(true)
    await close()
  })

  it('shows an answer on the open overview as it comes in', async () => {
    const { page, close } = await open('auditor')
    await page.goto(`${server.url}/dashboard`)
    await page.getByText('Live', { exact: true }).waitFor()
    const sent = await web.upload(await drawRadiograph({ seed: 3 }), { cookie: await web.as('staff') })
    const href = (sent.headers.get('location') ?? '').replace('/results/', '/dashboard/studies/')
    await page.locator(`.live-list a[href="${href}"]`).waitFor()
    expect(await page.getByText('1 answer since this page was loaded.').isVisible()).toBe(true)
    await close()
  })
})

/** A test on which every step of every histogram was as frequent. */
async function writeDistributions(folder: string): Promise<void> {
  const even = Array<number>(HISTOGRAM_STEPS).fill(80)
  const scores = { COVID: even, NORMAL: even, PNEUMONIA: even }
  const content = { format: 1, split: 'honest test', n: 1600, scores, brightness: even, size: even }
  await writeFile(join(folder, 'distributions.json'), JSON.stringify(content))
}
