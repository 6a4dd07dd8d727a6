import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { LANGUAGES } from '../../src/core/language.js'
import { WORDINGS } from '../../src/core/wording/languages.js'
import { WEB_WORDINGS } from '../../src/core/wording/web-languages.js'
import { checkPage } from '../support/accessible-page.js'
import { filmFile, launchBrowser, serveTestApp } from '../support/browser.js'
import { describeWith, needsChromium } from '../support/requirements.js'

describeWith(needsChromium, 'the pages in the language of the person', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser.close()
  })

  it('are chosen at the foot of the page, without any script, and the choice stays', async () => {
    const { server } = await serveTestApp()
    const context = await browser.newContext({ javaScriptEnabled: false, locale: 'de-DE' })
    const page = await context.newPage()
    await page.goto(`${server.url}/sign-in?next=%2Fupload`)
    await page.getByLabel('Sprache').selectOption('ar')
    await page.getByRole('button', { name: 'Wechseln' }).click()
    await page.getByRole('heading', { name: WEB_WORDINGS.ar.signIn.title }).waitFor()
    expect(page.url()).toBe(`${server.url}/sign-in?next=%2Fupload`)
    await page.goto(server.url)
    await page.getByRole('heading', { name: WEB_WORDINGS.ar.home.headline }).waitFor()
    await context.close()
    await server.close()
  })

  it('run from right to left in Arabic: the brand at the right, the picture before the words', async () => {
    const { server } = await serveTestApp()
    const context = await browser.newContext({ locale: 'ar-EG', viewport: { width: 1200, height: 800 } })
    const page = await context.newPage()
    await page.goto(server.url)
    const left = async (selector: string): Promise<number> =>
      (await page.locator(selector).boundingBox())?.x ?? -1
    expect(await left('.brand')).toBeGreaterThan(await left('.account'))
    expect(await left('.hero-words')).toBeGreaterThan(await left('.example'))
    await context.close()
    await server.close()
  })

  it.each(LANGUAGES)(
    'are accessible and fit a telephone in %s',
    async (language) => {
      const { server } = await serveTestApp({ access: 'open' })
      const context = await browser.newContext({ locale: language, viewport: { width: 360, height: 800 } })
      const page = await context.newPage()
      for (const path of ['/', '/upload', '/sign-in', '/nothing']) {
        await page.goto(`${server.url}${path}`)
        await checkPage(page, `${path} in ${language}`)
      }
      await page.goto(`${server.url}/upload`)
      await page.setInputFiles('input[type=file]', [await filmFile('one.jpg'), await filmFile('two.jpg', 1)])
      const { send } = WEB_WORDINGS[language].upload
      const two = language === 'ar' ? send.two : send.other.replace('#', '2')
      expect(await page.locator('[data-send]').textContent()).toBe(two)
      await checkPage(page, `chosen pictures in ${language}`)

      await page.goto(`${server.url}/upload`)
      await page.setInputFiles('input[type=file]', [await filmFile('one.jpg')])
      await page.locator('[data-send]').click()
      await page.waitForURL('**/results/**')
      expect(await page.locator('h1').textContent()).toBe(WORDINGS[language].labels.PNEUMONIA)
      await checkPage(page, `a result in ${language}`)
      await context.close()
      await server.close()
    },
    60_000,
  )
})
