// Takes docs/images/answer.png: the real program, the real model, a drawn film, a real browser.
// Usage: node scripts/screenshot-answer.mjs PICTURE
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { chromium } from 'playwright-core'
import { root } from './bootstrap.mjs'

const picture = process.argv[2]
const folder = await mkdtemp(join(tmpdir(), 'chestcheck-screenshot-'))
const program = spawn(process.execPath, [join(root, 'bin/chestcheck.mjs'), 'serve'], {
  env: { ...process.env, PORT: '0', DATA_DIR: folder, ACCESS: 'open', LOG_LEVEL: 'silent' },
  stdio: ['ignore', 'pipe', 'inherit'],
})
const ended = new Promise((resolve) => program.once('exit', resolve))
// The lines are read to the end: a program whose output nobody takes any more would fail at its next one.
const address = new Promise((resolve, reject) => {
  createInterface({ input: program.stdout }).on('line', (line) => {
    const url = /^ChestCheck is at (\S+)$/.exec(line)?.[1]
    if (url) resolve(url)
  })
  program.once('exit', () => reject(new Error('the program ended before it listened')))
})
try {
  const url = await address
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  })
  const page = await browser.newPage({ viewport: { width: 1200, height: 760 } })
  await page.goto(`${url}/upload`)
  await page.setInputFiles('input[type=file]', picture)
  await Promise.all([
    page.waitForURL('**/results/**', { timeout: 60_000 }),
    page.click('main form button[type=submit]'),
  ])
  await page.waitForLoadState('networkidle')
  await mkdir(join(root, 'docs/images'), { recursive: true })
  await page.screenshot({ path: join(root, 'docs/images/answer.png'), fullPage: true })
  await browser.close()
} finally {
  program.kill('SIGTERM')
  await ended
  await rm(folder, { recursive: true, force: true })
}
