// Takes docs/images/dashboard/*.png: every page of the dashboard over a made record, wide and narrow, light and dark.
// Usage: node scripts/screenshot-dashboard.mjs [PAGE...]
import { spawn, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { chromium } from 'playwright-core'
import sharp from 'sharp'
import { root } from './bootstrap.mjs'

const ADMIN = 'demo-admin@example.invalid'
const STUDIES = 2000
const VIEWS = [
  { name: 'wide', width: 1440, height: 900, colorScheme: 'light' },
  { name: 'narrow', width: 360, height: 780, colorScheme: 'dark' },
]
/** The address of each page; a function finds it from the page that lists it. */
const PAGES = {
  overview: '/dashboard',
  studies: '/dashboard/studies',
  study: (page) => firstLink(page, '/dashboard/studies?outcome=finding', 'a[href^="/dashboard/studies/"]'),
  review: '/dashboard/review',
  models: '/dashboard/models',
  model: (page) => firstLink(page, '/dashboard/models', 'main a[href^="/dashboard/models/"]'),
  people: '/dashboard/people',
  'people-chats': '/dashboard/people/chats',
  audit: '/dashboard/audit',
  health: '/dashboard/health',
  clients: '/dashboard/clients',
  account: '/dashboard/account',
  upload: '/upload',
}

const only = process.argv.slice(2)
const scratch = await mkdtemp(join(tmpdir(), 'chestcheck-demo-'))
const folder = join(root, 'docs', 'images', 'dashboard')
const data = join(scratch, 'data')
let server = null
let browser = null
try {
  const made = spawnSync(
    process.execPath,
    [join(root, 'bin/chestcheck.mjs'), 'demo', '--data', data, '--studies', String(STUDIES)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const password = made.stdout.toString().trim().split('\n').at(-1)
  server = spawn(process.execPath, [join(root, 'bin/chestcheck.mjs'), 'serve'], {
    env: { ...process.env, DATA_DIR: data, PORT: '0', HOST: '127.0.0.1', ACCESS: 'open' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const url = await addressOf(server)
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  })
  await mkdir(folder, { recursive: true })
  for (const { name: view, width, height, colorScheme } of VIEWS) {
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme,
      baseURL: url,
      reducedMotion: 'reduce',
    })
    const page = await context.newPage()
    page.setDefaultTimeout(120_000)
    await page.goto('/sign-in')
    await page.getByLabel('E-mail').fill(ADMIN)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL('**/dashboard*')
    for (const [name, address] of Object.entries(PAGES)) {
      if (only.length > 0 && !only.includes(name)) continue
      await page.goto(typeof address === 'string' ? address : await address(page), { waitUntil: 'load' })
      await page.evaluate(withoutPaths, [root, data])
      const picture = await page.screenshot({ fullPage: true })
      // A palette makes the files a third as large.
      await sharp(picture)
        .png({ palette: true, quality: 90 })
        .toFile(join(folder, `${name}-${view}.png`))
      process.stdout.write(`${name}-${view}\n`)
    }
    await context.close()
  }
} finally {
  await browser?.close()
  server?.kill('SIGTERM')
  await rm(scratch, { recursive: true, force: true })
}

/** In the page: folders of this machine under the names that they would have on a server. */
function withoutPaths([program, record]) {
  const { document, NodeFilter } = globalThis
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const { currentNode } = texts
    currentNode.nodeValue = currentNode.nodeValue
      .replace(program, '/srv/chestcheck')
      .replace(record, '/var/lib/chestcheck')
  }
}

async function firstLink(page, address, selector) {
  await page.goto(address)
  return page.locator(selector).first().getAttribute('href')
}

/** What the server prints once it listens. */
async function addressOf({ stdout, stderr }) {
  stderr.resume()
  for await (const line of createInterface({ input: stdout })) {
    const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? []
    if (address) return address
  }
  throw new Error('the server ended before it listened')
}
