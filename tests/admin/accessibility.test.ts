import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, it } from 'vitest'
import type { Outcome } from '../../src/core/outcome.js'
import { refused } from '../../src/core/outcome.js'
import { checkPage } from '../support/accessible-page.js'
import { PASSWORD } from '../support/app.js'
import { filmFile as film, launchBrowser, serveTestApp } from '../support/browser.js'
import { drawRadiograph } from '../support/radiograph.js'
import { describeWith, needsChromium } from '../support/requirements.js'
import { PNEUMONIA_FINDING } from '../support/scripted-reader.js'

const KIM = { email: 'kim@example.org', name: 'Kim Osei', password: PASSWORD, role: 'admin' } as const

describeWith(needsChromium, 'every page, for everybody', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser.close()
  })

  it.each([
    ['light', 1440],
    ['light', 360],
    ['dark', 1440],
    ['dark', 360],
  ] as const)(
    'has nothing for axe to find, and nothing that overflows, in %s at %i pixels',
    async (colorScheme, width) => {
      const answers: Outcome[] = [
        PNEUMONIA_FINDING,
        {
          kind: 'finding',
          label: 'NORMAL',
          scores: { COVID: 0.1, NORMAL: 0.8, PNEUMONIA: 0.1 },
          threshold: 0.6,
        },
        { kind: 'uncertain', scores: { COVID: 0.3, NORMAL: 0.3, PNEUMONIA: 0.4 }, threshold: 0.6 },
        refused('corrupt_image'),
        { kind: 'fault', code: 'inference_crashed' },
      ]
      const { web, server } = await serveTestApp({ answer: () => answers.shift() ?? PNEUMONIA_FINDING })
      const setup = new URL(web.setup.url)
      const context = await browser.newContext({
        colorScheme,
        viewport: { width, height: 800 },
        reducedMotion: 'reduce',
      })
      const page = await context.newPage()
      const check = async (path: string): Promise<void> => {
        await page.goto(`${server.url}${path}`)
        await checkPage(page, path)
      }
      for (const path of ['/', '/sign-in', `${setup.pathname}${setup.search}`, '/setup', '/nothing'])
        await check(path)

      await web.auth.accounts.add(KIM)
      await web.auth.accounts.add({ ...KIM, email: 'staff@example.org', role: 'staff' })
      await page.goto(`${server.url}/sign-in`)
      await page.getByLabel('E-mail').fill('wrong@example.org')
      await page.getByLabel('Password').fill('wrong')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('alert').waitFor()
      await checkPage(page, 'a failed sign-in')

      await page.getByLabel('E-mail').fill(KIM.email)
      await page.getByLabel('Password').fill(PASSWORD)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.waitForURL(`${server.url}/dashboard`)
      await check('/dashboard/studies')
      const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
      const paths = ['/', '/upload']
      for (let n = 0; n < 6; n++) {
        const bytes = await drawRadiograph({
          seed: n,
          format: n === 5 ? 'tiff' : 'jpeg',
          width: 300,
          height: 300,
        })
        const href = (await web.upload(bytes, { cookie })).headers.get('location') ?? ''
        paths.push(href, href.replace('/results/', '/dashboard/studies/'))
      }
      for (const path of [
        ...paths,
        '/dashboard/studies',
        '/dashboard/studies?label=COVID',
        '/dashboard/studies?label=cobra',
      ])
        await check(path)

      await page.goto(`${server.url}/upload`)
      await page.setInputFiles('input[type=file]', [
        await film('a-very-long-name-'.repeat(8)),
        { name: 'large.png', mimeType: 'image/png', buffer: Buffer.alloc(300_000) },
      ])
      await checkPage(page, 'the upload with pictures chosen')
      await context.clearCookies()
      await context.addCookies(
        (await web.signIn('staff@example.org')).split('; ').map((pair) => {
          const [name = '', value = ''] = pair.split('=')
          return { name, value, url: server.url }
        }),
      )
      await check('/dashboard/studies')
      await context.close()
      await server.close()
    },
    240_000,
  )
})
