import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createWebhookSender } from '../../src/admin/webhook/webhook-sender.js'
import { checkPage } from '../support/accessible-page.js'
import { launchBrowser, serveApp } from '../support/browser.js'
import { openTestDashboard, type TestDashboard } from '../support/dashboard.js'
import { describeWith, needsChromium } from '../support/requirements.js'

const folder = process.env['SCREENSHOTS']

describeWith(needsChromium, 'the page of clients in a browser', () => {
  let browser: Browser
  let web: TestDashboard
  let server: Awaited<ReturnType<typeof serveApp>>

  beforeAll(async () => {
    browser = await launchBrowser()
    web = await openTestDashboard({
      replace: (parts) => ({
        webhook: createWebhookSender({
          url: 'http://127.0.0.1:9/films',
          secret: 's'.repeat(32),
          outbox: {
            claim: () => Promise.resolve([]),
            delivered: () => Promise.resolve(),
            failed: () => Promise.resolve(),
            nextDue: () => Promise.resolve(null),
            backlog: () =>
              Promise.resolve({
                waiting: 3,
                givenUp: 1,
                oldestWaiting: new Date(Date.UTC(2026, 10, 23, 7)),
                lastDelivered: new Date(Date.UTC(2026, 10, 23, 6, 58)),
              }),
            recent: () =>
              Promise.resolve(
                (
                  [
                    [0, null, 'no answer within 10 s', '2026-11-23T08:30:00.000Z'],
                    [1, null, 'redirect (status 302), not followed', null],
                    [2, '2026-11-23T06:58:00.000Z', null, '2026-11-23T06:58:00.000Z'],
                  ] as const
                ).map(([n, delivered, lastProblem, next]) => ({
                  id: `d${n}`,
                  studyId: `0b0a6a52-2f0e-8d1c-9d6b-0a3f5f6c1e7${n}`,
                  createdAt: new Date(Date.UTC(2026, 10, 23, 7 - n)),
                  attempts: 4 - n,
                  nextAttemptAt: next === null ? null : new Date(next),
                  deliveredAt: delivered === null ? null : new Date(delivered),
                  lastProblem,
                })),
              ),
            retryGivenUp: () => Promise.resolve(1),
            forget: () => Promise.resolve(),
          },
          studies: parts.studies,
          log: parts.log,
          now: parts.now,
        }),
      }),
    })
    server = await serveApp(() => web.app.fetch)
  }, 60_000)
  afterAll(async () => {
    await server.close()
    await browser.close()
    await web.close()
  })

  it.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 360],
    ['dark', 360],
  ] as const)(
    'has nothing for axe to find in %s at %i pixels, empty, with a new token and with a button open',
    async (colorScheme, width) => {
      const context = await browser.newContext({
        colorScheme,
        viewport: { width, height: 900 },
        reducedMotion: 'reduce',
      })
      await context.addCookies(
        (await web.as('admin')).split('; ').map((pair) => {
          const [name = '', value = ''] = pair.split('=')
          return { name, value, url: server.url }
        }),
      )
      const page = await context.newPage()
      const shoot = async (name: string): Promise<void> => {
        if (folder === undefined) return
        mkdirSync(folder, { recursive: true })
        await page.screenshot({
          path: join(folder, `clients-${name}-${colorScheme}-${width}.png`),
          fullPage: true,
        })
      }
      await page.goto(`${server.url}/dashboard/clients`)
      await checkPage(page, 'as it is')
      await page.getByLabel('Name of the program').fill(`Archive of the main clinic, ${colorScheme} ${width}`)
      await page.keyboard.press('Tab')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'The token of' }).waitFor()
      expect(await page.getByLabel('Token', { exact: true }).inputValue()).toMatch(/^cck_/)
      await checkPage(page, 'with a new token')
      await page.locator('summary').first().click()
      await page.getByRole('button', { name: /^Revoke Archive/ }).waitFor()
      await checkPage(page, 'with a button open')
      await shoot('made')
      await page.getByRole('button', { name: /^Revoke Archive/ }).click()
      await page.getByText('Revoked').first().waitFor()
      await page.getByRole('button', { name: 'Send a test' }).click()
      await page.getByRole('alert').waitFor()
      await checkPage(page, 'after a test that failed')
      await shoot('tested')
      await context.close()
    },
    240_000,
  )
})
