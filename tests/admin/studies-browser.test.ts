import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkPage } from '../support/accessible-page.js'
import { launchBrowser, serveApp, type WebServer } from '../support/browser.js'
import { openTestDashboard, type TestDashboard } from '../support/dashboard.js'
import { describeWith, needsChromium } from '../support/requirements.js'

describeWith(needsChromium, 'the list and the page of a study, in a real browser', () => {
  let browser: Browser
  let web: TestDashboard
  let server: WebServer
  let ids: string[]
  let cookie: string

  beforeAll(async () => {
    browser = await launchBrowser()
    server = await serveApp(() => (request, env) => web.app.fetch(request, env))
    web = await openTestDashboard({ publicUrl: server.url })
    ids = await web.seed(12)
    cookie = await web.as('admin')
  })
  afterAll(async () => {
    await browser.close()
    await server.close()
    await web.close()
  })

  async function open(how: { width?: number; dark?: boolean; script?: boolean } = {}): Promise<Page> {
    const { width = 1440, dark = false, script = true } = how
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      colorScheme: dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
      javaScriptEnabled: script,
    })
    await context.addCookies(
      cookie.split('; ').map((pair) => {
        const at = pair.indexOf('=')
        return { name: pair.slice(0, at), value: pair.slice(at + 1), url: server.url }
      }),
    )
    return context.newPage()
  }

  it.each([
    [1440, false],
    [1440, true],
    [360, false],
    [360, true],
  ])('has nothing for axe to find at %i pixels, dark: %s', async (width, dark) => {
    const page = await open({ width, dark })
    await page.goto(`${server.url}/dashboard/studies?label=PNEUMONIA&channel=telegram`)
    await page.locator('.menu-place summary').click()
    await checkPage(page, 'the list')
    await page.goto(`${server.url}/dashboard/studies/${ids[0]}`)
    await page.locator('.events summary').first().click()
    await checkPage(page, 'a study')
    if (width === 360) {
      await page.getByRole('button', { name: 'Menu' }).click()
      await checkPage(page, 'the menu')
      await page.goto(`${server.url}/dashboard/studies`)
      await page.getByRole('button', { name: 'Filters' }).click()
      await checkPage(page, 'the filters')
    }
    await page.context().close()
  })

  it('is walked through by keyboard, until the keys are turned off', async () => {
    const page = await open()
    const focused = () => page.evaluate<string | null>('document.activeElement.getAttribute("href")')
    await page.goto(`${server.url}/dashboard/studies`)
    await page.getByText('move,').waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    expect(await focused()).toBe(`/dashboard/studies/${ids[1]}`)
    await page.getByRole('button', { name: 'Turn off' }).click()
    await page.keyboard.press('j')
    expect(await focused()).toBeNull()
    await page.getByRole('button', { name: 'Turn on' }).click()
    await page.keyboard.press('/')
    await page.keyboard.type('jk')
    expect(await page.getByLabel('Reference, or words of the note').inputValue()).toBe('jk')
    await page.keyboard.press('Tab')
    await page.keyboard.press('k')
    await page.keyboard.press('Enter')
    await page.waitForURL(`${server.url}/dashboard/studies/${ids.at(-1)}`)
    await page.context().close()
  })

  it('shows the heatmap over the film, blends, enlarges and moves them', async () => {
    const page = await open()
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    await page.goto(`${server.url}/dashboard/studies/${ids[0]}`)
    const [film, heatmap] = [page.locator('[data-film]'), page.locator('[data-heatmap]')]
    const blend = page.getByLabel('How much of the heatmap is shown')
    await blend.focus()
    await page.keyboard.press('Home')
    expect(
      await heatmap.evaluate((node) => (node as unknown as { style: { opacity: string } }).style.opacity),
    ).toBe('0')
    const [a, b] = [await film.boundingBox(), await heatmap.boundingBox()]
    expect([a?.x, a?.y, a?.height]).toEqual([b?.x, b?.y, b?.height])
    await page.locator('[data-stage]').focus()
    for (const key of ['+', '+', 'ArrowLeft']) await page.keyboard.press(key)
    expect(await page.locator('[data-zoom-value]').textContent()).toBe('156 %')
    expect((await film.boundingBox())?.height).toBeGreaterThan((a?.height ?? 0) * 1.5)
    await page.mouse.wheel(0, 0)
    await page.keyboard.press('0')
    expect(await film.boundingBox()).toEqual(a)
    await page.locator('[data-stage]').hover()
    await page.mouse.wheel(0, -400)
    await expect.poll(() => page.locator('[data-zoom-value]').textContent()).not.toBe('100 %')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it.each([1440, 360])(
    'shows all of the film and of the heatmap, in their shapes, at %i pixels',
    async (width) => {
      const page = await open({ width })
      await page.goto(`${server.url}/dashboard/studies/${ids[0]}`, { waitUntil: 'load' })
      const stage = await page.locator('[data-stage]').boundingBox()
      for (const name of ['film', 'heatmap']) {
        const picture = page.locator(`[data-${name}]`)
        const shape = await picture.evaluate((node) => {
          const { naturalWidth, naturalHeight } = node as unknown as Record<string, number>
          return (naturalWidth ?? 0) / (naturalHeight ?? 0)
        })
        const box = await picture.boundingBox()
        if (stage === null || box === null) throw new Error('not shown')
        expect(box.width / box.height).toBeCloseTo(shape, 2)
        expect(box.x).toBeGreaterThan(stage.x - 1)
        expect(box.y).toBeGreaterThan(stage.y - 1)
        expect(box.x + box.width).toBeLessThan(stage.x + stage.width + 1)
        expect(box.y + box.height).toBeLessThan(stage.y + stage.height + 1)
      }
      await page.context().close()
    },
  )

  it('is whole without JavaScript: both pictures, the menus, a review', async () => {
    const page = await open({ script: false, width: 360 })
    await page.goto(`${server.url}/dashboard/studies/${ids[3]}`)
    const [film, heatmap] = [
      await page.getByAltText('as it was received').boundingBox(),
      await page.getByAltText('The heatmap over the film').boundingBox(),
    ]
    expect(heatmap?.y).toBeGreaterThanOrEqual((film?.y ?? 0) + (film?.height ?? 0))
    await page.getByLabel('Something else').check()
    await page.getByLabel('Note, if you like').fill('a tube')
    await page.getByRole('button', { name: 'Save the review' }).click()
    await page.getByText('Your review is on the record.').waitFor()
    await page.getByRole('button', { name: 'Menu' }).click()
    await page.getByRole('link', { name: 'Studies', exact: true }).click()
    await page.getByRole('button', { name: 'Filters' }).click()
    await page.getByLabel('Review').selectOption('Disagreed')
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.waitForURL(/review=disagreed/)
    expect(await page.getByRole('row').count()).toBe(3)
    await page.context().close()
  })
})
