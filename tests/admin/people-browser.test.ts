import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkPage } from '../support/accessible-page.js'
import { PASSWORD } from '../support/app.js'
import { shownSecret, totp } from '../support/authenticator.js'
import { launchBrowser, serveApp, type WebServer } from '../support/browser.js'
import { openTestDashboard, type TestDashboard } from '../support/dashboard.js'
import { wellHealth } from '../support/quiet-people.js'
import { describeWith, needsChromium } from '../support/requirements.js'

const KIM = { email: 'kim@example.org', name: 'Kim Osei', password: PASSWORD, role: 'admin' } as const
const STEP_MS = 30_000

describeWith(needsChromium, 'people, audit and health in a browser', () => {
  let browser: Browser
  let web: TestDashboard
  let server: WebServer
  let lee: string

  beforeAll(async () => {
    browser = await launchBrowser()
    web = await openTestDashboard({
      now: () => new Date(),
      replace: () => ({
        health: () =>
          Promise.resolve({
            ...wellHealth,
            inference: { ...wellHealth.inference, restarts: 2, state: 'failed' },
          }),
      }),
    })
    server = await serveApp(() => web.app.fetch)
    await web.auth.accounts.add(KIM)
    const added = await web.auth.accounts.add({
      ...KIM,
      email: 'lee.marchand-oyelaran@example.org',
      name: 'Lee Marchand-Oyelaran',
      role: 'reviewer',
    })
    lee = added.kind === 'added' ? added.id : ''
    await web.auth.accounts.add({ ...KIM, email: 'gone@example.org', name: 'Jo Gone', role: 'staff' })
    await web.auth.accounts.disable('gone@example.org')
    await web.seed(6)
    const by = { kind: 'user', id: lee, channel: 'web' } as const
    const soon = new Date(Date.now() + 3_600_000)
    await web.parts.accountInvites.issue({ email: 'ada@example.org', role: 'auditor', expiresAt: soon, by })
    const code = await web.parts.admissionBook.issue({ uses: 3, expiresAt: soon, by })
    await web.admission.redeem({ channel: 'telegram', person: '1', chat: '1' }, code)
    await web.parts.admissionBook.allow({ channel: 'discord', kind: 'server', id: '81384788765712384' }, by)
  }, 120_000)

  afterAll(async () => {
    await server.close()
    await web.close()
    await browser.close()
  })

  async function signIn(context: BrowserContext): Promise<Page> {
    const page = await context.newPage()
    await page.goto(`${server.url}/sign-in?next=/dashboard/account`)
    await page.getByLabel('E-mail').fill(KIM.email)
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Your account' }).waitFor()
    return page
  }

  it.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 360],
    ['dark', 360],
  ] as const)(
    'have nothing for axe to find in %s at %i pixels',
    async (colorScheme, width) => {
      const context = await browser.newContext({
        colorScheme,
        viewport: { width, height: 900 },
        reducedMotion: 'reduce',
      })
      const page = await signIn(context)
      const check = async (name: string): Promise<void> => {
        await checkPage(page, name)
        await keepScreenshot(page, `${name}-${colorScheme}-${width}`)
      }
      await check('account')
      for (const [name, path] of [
        ['people', '/dashboard/people'],
        ['person', `/dashboard/people/${lee}?done=role`],
        ['people-chats', '/dashboard/people/chats'],
        ['audit', '/dashboard/audit'],
        ['health', '/dashboard/health'],
      ] as const) {
        await page.goto(`${server.url}${path}`)
        if (name === 'audit') await page.locator('.event summary').first().click()
        await check(name)
      }
      await page.goto(`${server.url}/dashboard/people`)
      await page.getByLabel('E-mail').fill(`new-${colorScheme}-${width}@example.org`)
      await page.getByLabel('Role').selectOption('staff')
      await page.getByRole('button', { name: 'Make a link' }).click()
      await check('people-invited')
      const link = await page.locator('#secret').inputValue()
      await context.clearCookies()
      await page.goto(`${server.url}${new URL(link).pathname}`)
      await check('join')
      await context.close()
    },
    240_000,
  )

  it('follows a verification to its end without being reloaded by hand', async () => {
    const context = await browser.newContext()
    const page = await signIn(context)
    await page.goto(`${server.url}/dashboard/audit`)
    await page.getByRole('button', { name: 'Verify now' }).click()
    await page.getByText('Intact: all').waitFor()
    await context.close()
  }, 60_000)

  it('set up two-factor and sign in with it without JavaScript', async () => {
    const context = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 360, height: 900 },
    })
    const page = await signIn(context)
    await page.getByLabel('Your password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Set up two-factor' }).click()
    const secret = shownSecret(await page.content())
    await keepScreenshot(page, 'two-factor-360')
    await page.getByLabel('Code that the app shows').fill(totp(secret))
    await page.getByRole('button', { name: 'Turn two-factor on' }).click()
    await page.getByRole('heading', { name: 'Backup codes' }).waitFor()
    await keepScreenshot(page, 'backup-codes-360')
    expect(await page.locator('.codes code').count()).toBe(10)

    await context.clearCookies()
    await page.goto(`${server.url}/sign-in?next=/dashboard/account`)
    await page.getByLabel('E-mail').fill(KIM.email)
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Confirm it is you' }).waitFor()
    expect(await page.getByRole('checkbox').isChecked()).toBe(false)
    await keepScreenshot(page, 'second-step-360')
    await page.getByLabel('Code', { exact: true }).fill(totp(secret, Date.now() + STEP_MS))
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.getByRole('heading', { name: 'Your account' }).waitFor()
    expect(await page.getByRole('button', { name: 'New backup codes' }).count()).toBe(1)
    await context.close()
  }, 120_000)
})

/** Keeps what the page looks like in the folder that `SCREENSHOTS` names; nothing without it. */
async function keepScreenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS']
  if (folder === undefined) return
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
