import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../../src/core/language.js'
import { WORDINGS } from '../../../src/core/wording/languages.js'
import { WEB_WORDINGS } from '../../../src/core/wording/web-languages.js'
import type { WebWording } from '../../../src/core/wording/web-wording.js'

/** Everything that the pages say, by the path of its key. The plural forms of the button are one entry. */
function pageTextsOf({ home, upload, result, ...others }: WebWording): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const visit = (value: unknown, path: string): void => {
    if (typeof value === 'string') found.set(path, value)
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) visit(inner, path === '' ? key : `${path}.${key}`)
  }
  visit({ home, upload: { ...upload, send: upload.send.other }, result, ...others }, '')
  const labels = { COVID: 'C', NORMAL: 'N', PNEUMONIA: 'P' }
  return found
    .set('home.lead', home.lead('ChestCheck', labels))
    .set('home.how.send.text', home.how.send.text('20 MB'))
    .set('upload.formats', upload.formats('20 MB'))
    .set('result.received', result.received('23 Nov 2026'))
    .set('result.thresholdFor', result.thresholdFor('C', '60.0 %'))
}

const inEnglish = pageTextsOf(WEB_WORDINGS.en)

/** Words that a language shares with English. */
const SHARED: Readonly<Record<string, readonly string[]>> = { pt: ['signIn.email'] }

describe.each(LANGUAGES)('the words of the pages in %s', (language) => {
  const texts = pageTextsOf(WEB_WORDINGS[language])

  it('are all there, and none is empty', () => {
    expect([...texts.keys()].sort()).toEqual([...inEnglish.keys()].sort())
    for (const [key, text] of texts) expect(text.trim(), key).not.toBe('')
  })

  it('never claim what only a doctor can say', () => {
    for (const [key, text] of texts) expect(text, key).not.toMatch(/diagn[oó]|निदान|डायग्नो|تشخيص/i)
  })

  it('say what the page hands in, where it belongs', () => {
    expect(texts.get('home.lead')).toMatch(/ChestCheck.*C.*N.*P/)
    for (const key of ['home.how.send.text', 'upload.formats']) expect(texts.get(key)).toContain('20 MB')
    for (const key of ['removeFile', 'progressOf', 'openAnswerFor'])
      expect(texts.get(`upload.${key}`)).toContain('{name}')
    expect(texts.get('upload.send')).toContain('#')
  })

  it('name the class of the limits as the answers do', () => {
    const { NORMAL } = WORDINGS[language].labels
    const named = /[A-Z]{6}/.exec(NORMAL)?.[0] ?? NORMAL
    expect(texts.get('home.limits.classes.text')).toContain(named)
  })
})

describe.each(LANGUAGES.filter((language) => language !== 'en'))(
  'beside English, the words of the pages in %s',
  (language) => {
    it('differ in each sentence', () => {
      const texts = pageTextsOf(WEB_WORDINGS[language])
      const same = [...texts].filter(([key, text]) => text === inEnglish.get(key)).map(([key]) => key)
      expect(same).toEqual(SHARED[language] ?? [])
    })
  },
)
