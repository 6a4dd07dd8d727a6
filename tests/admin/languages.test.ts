import { describe, expect, it } from 'vitest'
import { askedLanguage } from '../../src/admin/page-language.js'
import { LANGUAGES } from '../../src/core/language.js'
import { refused } from '../../src/core/outcome.js'
import { WORDINGS } from '../../src/core/wording/languages.js'
import { WEB_WORDINGS } from '../../src/core/wording/web-languages.js'
import { cookiesOf, createTestApp } from '../support/app.js'
import { drawRadiograph } from '../support/radiograph.js'

const film = await drawRadiograph()
const inLanguage = (language: string, cookie = ''): { headers: Record<string, string> } => ({
  headers: { cookie: [`lang=${language}`, cookie].filter((part) => part !== '').join('; ') },
})
/** As it stands in a page. */
const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')

describe('the language of a page', () => {
  it.each([
    ['', 'en'],
    ['de', 'de'],
    ['pt-BR,pt;q=0.9,en;q=0.8', 'pt'],
    ['en;q=0.5, fr;q=0.9', 'fr'],
    ['zh-CN, ja;q=0.9, hi;q=0.2', 'hi'],
    ['zh-CN, ja;q=0.9', 'en'],
    ['es, de', 'es'],
    ['ar;q=0, es;q=0.1', 'es'],
    ['AR-eg', 'ar'],
    [';;;q=,,x;q=abc,*;q=0.5', 'en'],
    ['de;q=abc, fr;q=0.3', 'fr'],
  ])('follows Accept-Language: %s', (header, language) => {
    expect(askedLanguage(header)).toBe(language)
  })

  it('is what the browser asks for until the person chooses, and English where neither is spoken', async () => {
    const web = createTestApp()
    const langOf = async (headers: Record<string, string>): Promise<string | undefined> =>
      /<html lang="(\w+)"/.exec(await (await web.request('/', { headers })).text())?.[1]
    expect(await langOf({ 'accept-language': 'es-MX' })).toBe('es')
    expect(await langOf({ 'accept-language': 'es-MX', cookie: 'lang=ar' })).toBe('ar')
    expect(await langOf({ 'accept-language': 'ja', cookie: 'lang=xx' })).toBe('en')
  })
})

describe('the picker', () => {
  it('keeps the choice in a cookie and leads back to the page, without a script', async () => {
    const web = createTestApp()
    const response = await web.get('/sign-in?next=%2Fupload&lang=de')
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('/sign-in?next=%2Fupload')
    const [cookie] = response.headers.getSetCookie()
    expect(cookie).toMatch(/^lang=de; .*Path=\/; HttpOnly; SameSite=Lax$/)
    const page = await (await web.get('/sign-in?next=%2Fupload', cookiesOf(response))).text()
    expect(page).toContain('<html lang="de" dir="ltr">')
    expect(page).toContain('<input type="hidden" name="next" value="/upload"/>')
    expect(page).toContain('<option value="de" lang="de" selected="">Deutsch</option>')
  })

  it('names each language in itself on every page', async () => {
    const page = await (await createTestApp().get('/')).text()
    for (const language of LANGUAGES) expect(page).toContain(`>${WORDINGS[language].languageName}</option>`)
  })

  it.each(['/?lang=xx', '/?lang=', '/?lang=__proto__'])('changes nothing for %s', async (path) => {
    const response = await createTestApp().get(path)
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('/')
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('leads to no other server, whatever the address', async () => {
    const web = createTestApp()
    for (const path of ['//evil.example/?lang=de', '/\\evil.example/?lang=de']) {
      const response = await web.request(`http://localhost${path}`)
      const to = new URL(response.headers.get('location') ?? '', 'http://localhost/')
      expect(to.host).toBe('localhost')
    }
  })

  it('puts what the address holds into the page as text', async () => {
    const page = await (await createTestApp().get('/?%22%3E%3Cb%3E=%22%3E%3Cb%3E')).text()
    expect(page).not.toContain('"><b>')
  })
})

describe.each(LANGUAGES)('the public pages in %s', (language) => {
  const web = createTestApp()
  const { direction, disclaimer, labels, statements, refusals } = WORDINGS[language]
  const words = WEB_WORDINGS[language]
  const pageAt = async (path: string, cookie = ''): Promise<string> =>
    (await web.request(path, inLanguage(language, cookie))).text()

  it('say what they are, in the language and its direction', async () => {
    const cookie = await web.as('staff')
    const pages = {
      home: [await pageAt('/'), words.home.headline, words.home.limits.chats.text],
      signIn: [await pageAt('/sign-in'), words.signIn.title, words.signIn.accountsAreMade],
      upload: [await pageAt('/upload', cookie), words.upload.lead, words.upload.namesOff],
      nothing: [await pageAt('/nothing'), words.messages.notFound.title, words.messages.notFound.text],
      forbidden: [await pageAt('/dashboard', cookie), words.messages.notForThisAccount.title],
    }
    for (const [page = '', ...said] of Object.values(pages)) {
      expect(page).toContain(`<html lang="${language}" dir="${direction}">`)
      for (const text of said) expect(page).toContain(escaped(text))
      expect(page).toContain(escaped(disclaimer))
    }
  })

  it('give the answer with its disclaimer', async () => {
    const cookie = `lang=${language}; ${await web.as('staff')}`
    const sent = await web.upload(film, { cookie })
    const page = await (await web.get(sent.headers.get('location') ?? '', cookie)).text()
    for (const text of [labels.PNEUMONIA, statements.PNEUMONIA, disclaimer, words.result.readAnother])
      expect(page).toContain(escaped(text))
    const asked = await web.upload(film, { cookie, json: true })
    expect(await asked.json()).toMatchObject({ headline: labels.PNEUMONIA })
  })

  it('say why a picture was refused, and what went wrong with a form', async () => {
    const busy = createTestApp({ answer: () => refused('busy', 12) })
    const cookie = `lang=${language}; ${await busy.as('staff')}`
    const refusal = await (await busy.upload(film, { cookie })).text()
    expect(refusal).toContain(escaped(refusals.busy))
    expect(refusal).toContain(escaped(words.result.backToUpload))
    const wrong = await busy.post(
      '/sign-in',
      { email: 'nobody@example.org', password: 'x' },
      `lang=${language}`,
    )
    expect(await wrong.text()).toContain(escaped(words.signIn.wrong))
  })
})

describe('the dashboard', () => {
  it('stays in English, without a picker', async () => {
    const web = createTestApp()
    const cookie = await web.as('admin')
    const page = await (await web.request('/dashboard', inLanguage('ar', cookie))).text()
    expect(page).toContain('<html lang="en" dir="ltr">')
    expect(page).not.toContain('class="languages"')
  })
})
