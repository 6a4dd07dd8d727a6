import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { conversationPage } from '../../scripts/conversation-page.mjs'
import { launchBrowser } from './browser.js'

type Page = Parameters<typeof conversationPage>[0]

/**
 * The conversation as a page. Where `SCREENSHOTS` names a folder, its picture is written there as `name`: see
 * scripts/screenshot-conversations.mjs.
 */
export async function drawConversation(page: Page, name: string): Promise<string> {
  const html = conversationPage(page)
  const folder = process.env['SCREENSHOTS']
  if (folder === undefined) return html
  const browser = await launchBrowser()
  try {
    const tab = await browser.newPage({ viewport: { width: 1680, height: 1000 }, deviceScaleFactor: 1.5 })
    await tab.setContent(html)
    await tab.evaluate('document.fonts.ready')
    const png = await tab.locator('main').screenshot()
    await mkdir(folder, { recursive: true })
    await writeFile(
      join(folder, name),
      await sharp(png).png({ palette: true, quality: 92, dither: 0 }).toBuffer(),
    )
  } finally {
    await browser.close()
  }
  return html
}
