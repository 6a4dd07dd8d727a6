import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Outcome } from '../../src/core/outcome.js'
import { refused } from '../../src/core/outcome.js'
import { english } from '../../src/core/wording/english.js'
import { PASSWORD, type TestAppOptions } from '../support/app.js'
import { filmFile as film, launchBrowser, serveTestApp } from '../support/browser.js'
import { drawRadiograph } from '../support/radiograph.js'
import { describeWith, needsChromium } from '../support/requirements.js'
import { PNEUMONIA_FINDING } from '../support/scripted-reader.js'

const KIM = { email: 'kim@example.org', name: 'Kim Osei', password: PASSWORD, role: 'admin' } as const

describeWith(needsChromium, 'in a real browser', () => {
  let browser: Browser
  const closing: (() => Promise<void>)[] = []

  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(async () => {
    for (const close of closing) await close()
    await browser.close()
  })

  const start = async (options?: TestAppOptions) => {
    const served = await serveTestApp(options)
    closing.push(() => served.server.close())
    return served
  }

  /** A page that fails the test when the browser finds anything to complain about. */
  async function openPage(context: BrowserContext): Promise<{ page: Page; complaints: string[] }> {
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    return { page, complaints }
  }

  async function signInByForm(page: Page, url: string): Promise<void> {
    await page.goto(`${url}/sign-in`)
    await page.getByLabel('E-mail').fill(KIM.email)
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(`${url}/dashboard`)
  }

  it('a newcomer goes from the one-time link to an answer and to its record', async () => {
    const { web, server } = await start()
    const context = await browser.newContext()
    const { page, complaints } = await openPage(context)
    await page.goto(web.setup.url)
    await page.getByLabel('Name').fill(KIM.name)
    await page.getByLabel('E-mail').fill(KIM.email)
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Make the account' }).click()
    await page.waitForURL(`${server.url}/dashboard`)
    await page.getByRole('link', { name: 'Studies', exact: true }).click()
    await page.getByRole('heading', { name: 'No studies yet' }).waitFor()

    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Read a film' }).click()
    await page.setInputFiles('input[type=file]', await film('thorax.jpg'))
    await page.getByText('thorax.jpg').waitFor()
    await page.getByRole('button', { name: 'Read the film' }).click()
    await page.getByRole('heading', { name: 'PNEUMONIA' }).waitFor()
    expect(page.url()).toMatch(new RegExp(`^${server.url}/results/`))
    const picture = page.getByRole('img', { name: 'The film as it was received' })
    expect(await drawnWidth(picture)).toBe(480)
    expect(await page.getByText('93.0 %').isVisible()).toBe(true)
    expect(await page.getByText(english.disclaimer).isVisible()).toBe(true)

    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Studies' }).click()
    await page
      .getByRole('row')
      .nth(1)
      .click({ position: { x: 20, y: 20 } })
    await page.getByRole('heading', { name: 'Provenance' }).waitFor()
    expect(page.url()).toContain('/dashboard/studies/')
    expect(await drawnWidth(page.getByRole('img', { name: /as it was received/ }))).toBe(480)
    expect(complaints).toEqual([])

    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('link', { name: 'Sign in' }).first().waitFor()
    await context.close()
  })

  it('filters and pages by plain links', async () => {
    const { web, server } = await start()
    await web.auth.accounts.add(KIM)
    for (let n = 0; n < 52; n++) {
      const channel = n === 0 ? 'discord' : 'telegram'
      const attachment = {
        declaredBytes: null,
        recompressed: null,
        fetch: () => Promise.resolve(new Uint8Array([n])),
      }
      await web.screening.screen({ channel, person: '1', chat: null }, attachment)
    }
    const context = await browser.newContext({ javaScriptEnabled: false })
    const { page } = await openPage(context)
    await signInByForm(page, server.url)
    await page.goto(`${server.url}/dashboard/studies`)
    expect(await page.getByRole('row').count()).toBe(51)
    await page.getByRole('link', { name: 'Older' }).click()
    await page.getByRole('link', { name: 'Newest' }).waitFor()
    expect(await page.getByRole('row').count()).toBe(3)
    await page.getByLabel('Channel').selectOption('Discord')
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.waitForURL(/channel=discord/)
    expect(await page.getByRole('row').count()).toBe(2)
    await context.close()
  })

  it('signs in and reads a picture with JavaScript off', async () => {
    const { web, server } = await start()
    await web.auth.accounts.add(KIM)
    const context = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 360, height: 800 },
    })
    const { page } = await openPage(context)
    await page.goto(`${server.url}/upload`)
    await page.getByLabel('E-mail').fill(KIM.email)
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).click()
    const send = page.getByRole('button', { name: 'Read the film' })
    const { x = 0, width = 0 } = (await send.boundingBox()) ?? {}
    expect(x + width).toBeGreaterThan(300)
    expect(x + width).toBeLessThanOrEqual(360)
    await page.setInputFiles('input[type=file]', await film('thorax.jpg'))
    await send.click()
    await page.getByRole('heading', { name: 'PNEUMONIA' }).waitFor()
    await context.close()
  })

  it.each(['127.0.0.1', 'localhost'])('signs in when the server is called %s', async (host) => {
    const { web, server } = await start()
    await web.auth.accounts.add(KIM)
    const context = await browser.newContext()
    const { page } = await openPage(context)
    await signInByForm(page, `http://${host}:${server.port}`)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL(`http://${host}:${server.port}/`)
    await context.close()
  })

  it('sends several pictures one by one, and says what became of each', async () => {
    const answers: Outcome[] = [PNEUMONIA_FINDING, refused('busy', 3), refused('corrupt_image')]
    const { server } = await start({ access: 'open', answer: () => answers.shift() ?? PNEUMONIA_FINDING })
    const context = await browser.newContext()
    const { page } = await openPage(context)
    await page.goto(`${server.url}/upload`)
    const large = { name: 'large.png', mimeType: 'image/png', buffer: Buffer.alloc(300_000) }
    await page.setInputFiles('input[type=file]', [await film('one.jpg', 1), large, await film('gone.jpg', 9)])
    await page.setInputFiles('input[type=file]', [await film('two.jpg', 2), await film('three.jpg', 3)])
    await page.getByRole('button', { name: 'Remove gone.jpg' }).click()
    const row = (name: string) => page.getByRole('listitem').filter({ hasText: name })
    expect(await row('large.png').textContent()).toContain(english.refusals.too_large)
    await page.getByRole('button', { name: 'Read 3 films' }).click()
    await row('three.jpg').getByText(english.refusals.corrupt_image).waitFor()
    expect(await row('one.jpg').textContent()).toMatch(/PNEUMONIA · Reference CC-/)
    expect(await row('two.jpg').textContent()).toContain(english.refusals.busy)
    await row('one.jpg').getByRole('link').click()
    await page.getByRole('heading', { name: 'PNEUMONIA' }).waitFor()
    await context.close()
  })

  it('takes a picture that is dropped or pasted', async () => {
    const { server } = await start({ access: 'open' })
    const context = await browser.newContext()
    const { page, complaints } = await openPage(context)
    await page.goto(`${server.url}/upload`)
    const bytes = [...(await drawRadiograph())]
    for (const [type, target] of [
      ['drop', '[data-drop]'],
      ['paste', 'body'],
    ]) {
      await page.evaluate(
        `(() => {
          const files = new DataTransfer()
          files.items.add(new File([new Uint8Array(${JSON.stringify(bytes)})], '${type}.jpg', { type: 'image/jpeg' }))
          const event = '${type}' === 'drop'
            ? new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true })
            : new ClipboardEvent('paste', { clipboardData: files, bubbles: true })
          document.querySelector('${target}').dispatchEvent(event)
        })()`,
      )
    }
    await page.getByRole('button', { name: 'Read 2 films' }).click()
    await page
      .getByRole('listitem')
      .filter({ hasText: 'paste.jpg' })
      .getByRole('link', { name: /Open/ })
      .waitFor()
    expect(await page.getByRole('listitem').filter({ hasText: 'drop.jpg' }).textContent()).toContain(
      'PNEUMONIA',
    )
    expect(complaints).toEqual([])
    await context.close()
  })

  it('shows the refusal of a picture that is far too large, with JavaScript off', async () => {
    const { server, web } = await start({ access: 'open', maxBytes: 100_000 })
    const context = await browser.newContext({ javaScriptEnabled: false })
    const { page } = await openPage(context)
    await page.goto(`${server.url}/upload`)
    const large = { name: 'large.png', mimeType: 'image/png', buffer: Buffer.alloc(20_000_000) }
    await page.setInputFiles('input[type=file]', large)
    await page.getByRole('button', { name: 'Read the film' }).click()
    await page.getByRole('heading', { name: english.refusals.too_large }).waitFor()
    expect(web.reader.seen).toEqual([])
    await context.close()
  })

  it('can be used by keyboard alone', async () => {
    const { web, server } = await start()
    await web.auth.accounts.add(KIM)
    const context = await browser.newContext()
    const { page } = await openPage(context)
    await page.goto(`${server.url}/sign-in`)
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.type(KIM.email)
    await page.keyboard.press('Tab')
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press('Enter')
    await page.waitForURL(`${server.url}/dashboard`)
    await context.close()
  })
})

/** Pixels of the picture as the browser decoded it; 0 where it could not. */
function drawnWidth(picture: Locator): Promise<number> {
  return picture.evaluate((node) => (node as unknown as { naturalWidth: number }).naturalWidth)
}
