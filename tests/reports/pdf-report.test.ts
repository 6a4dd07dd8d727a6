import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../src/core/language.js'
import type { ReportContents } from '../../src/core/report.js'
import { WORDINGS } from '../../src/core/wording/languages.js'
import { createReportMaker } from '../../src/reports/pdf-report.js'
import { recordedStudy, REFERENCE, reportContents } from './contents.js'
import { readPdf } from './pdf-text.js'

const maker = createReportMaker()
const read = async (more: Partial<ReportContents> = {}) => readPdf(await maker.make(reportContents(more)))
/** Lines break where the width asks for it, so spaces are left out of every comparison. */
const packed = (text: string): string => text.replace(/[\s\u200e\u200f\u2066-\u2069]/g, '')
const flat = (text: readonly string[]): string => packed(text.join(''))

describe('a report', () => {
  it('says what the record says, on one or two pages', async () => {
    const { pages, text, images } = await read()
    const said = flat(text)
    expect(pages).toBeGreaterThanOrEqual(1)
    expect(pages).toBeLessThanOrEqual(2)
    expect(images).toBe(2)
    for (const words of [
      'Report on a chest radiograph',
      REFERENCE,
      'PNEUMONIA',
      '93.0 %',
      '4.9 %',
      '2.1 %',
      'Threshold 60.0 %',
      'All times are UTC.',
      '23 Nov 2026, 09:01',
      'Telegram',
      'JPEG · 480 × 480 pixels · 83 kB',
      'Where the model looked for PNEUMONIA',
      '23 Nov 2026, 09:10: PNEUMONIA (agrees)',
      'scripted@000000000000',
      'native',
      'float32',
      'gray-fill-2',
      'c0ffee00'.repeat(8),
      'Made 23 Nov 2026, 09:30 UTC',
    ])
      expect(said).toContain(packed(words))
  })

  it('has the disclaimer, the reference and its number on every page', async () => {
    const reviews = Array.from({ length: 60 }, () => reportContents().reviews).flat()
    const { pages, text } = await read({ reviews })
    expect(pages).toBeGreaterThanOrEqual(2)
    for (const [index, page] of text.entries()) {
      const said = flat([page])
      expect(said).toContain(packed(WORDINGS.en.disclaimer))
      expect(said).toContain(REFERENCE)
      expect(said).toContain(packed(`Page ${index + 1} of ${pages}`))
    }
  })

  it('carries what an operator adds to the disclaimer', async () => {
    const disclaimer = 'Ward 7 only.'
    const made = createReportMaker({ wordings: { ...WORDINGS, en: { ...WORDINGS.en, disclaimer } } })
    expect(flat(readPdf(await made.make(reportContents())).text)).toContain(packed(disclaimer))
  })

  it('is the same file for the same contents, and another for others', async () => {
    const [first, second, other] = await Promise.all([
      maker.make(reportContents()),
      maker.make(reportContents()),
      maker.make(reportContents({ madeAt: new Date(0) })),
    ])
    expect(Buffer.compare(first, second)).toBe(0)
    expect(Buffer.compare(first, other)).not.toBe(0)
  })

  it('names itself and the program, and nobody else', async () => {
    const file = await maker.make(reportContents())
    const { info } = readPdf(file)
    expect([...info.matchAll(/\/([A-Z][A-Za-z]+) /g)].map(([, key]) => key).sort()).toEqual([
      'CreationDate',
      'Producer',
      'Title',
    ])
    expect(Buffer.from(file).toString('latin1')).toContain('(D:20261123093000Z)')
  })

  it('never holds what a sender wrote, a note of a reviewer or a pseudonym', async () => {
    const plain = createReportMaker({ compress: false })
    const file = await plain.make(reportContents())
    const said = flat(readPdf(file).text)
    for (const secret of ['Mrs Example', '<script>', 'pseudonym', 'Looks like']) {
      expect(said).not.toContain(packed(secret))
      expect(Buffer.from(file).toString('latin1')).not.toContain(secret)
    }
  })
})

/** Arabic words stand as they are seen; turned, they are what was said. Longer texts are looked for word by word. */
const saysAll = (said: string, words: string): boolean =>
  words
    .split(/[\s\u200e\u2068\u2069]+/)
    .map((word) => word.replace(/[.,:،()«»]/g, ''))
    .every((word) => said.includes(word) || said.includes(Array.from(word).reverse().join('')))

describe.each(LANGUAGES)('a report in %s', (language) => {
  const { report, disclaimer, labels, statements, heatmap } = WORDINGS[language]

  it('says all of it in the language, and has each letter that it needs', async () => {
    const { pages, text, info } = await read({ language })
    const said = flat(text)
    expect(pages).toBeLessThanOrEqual(2)
    for (const lacking of ['\ufffd', '\u0000']) expect(said).not.toContain(lacking)
    expect(info).not.toBe('')
    expect(said).toContain(REFERENCE)
    const all = [report.title, labels.PNEUMONIA, statements.PNEUMONIA, report.utc, heatmap(labels.PNEUMONIA)]
    for (const words of all) expect(saysAll(said, words), words).toBe(true)
    for (const [index, page] of text.entries()) {
      expect(saysAll(flat([page]), disclaimer)).toBe(true)
      expect(saysAll(flat([page]), report.page(index + 1, pages))).toBe(true)
    }
  })
})

describe('the words of Arabic on paper', () => {
  it('stand from right to left, with names from left to right', async () => {
    const pieces = (await read({ language: 'ar' })).text.join('\n').split('\n')
    const placeOf = (word: string): number => pieces.indexOf(Array.from(word).reverse().join(''))
    // The title, from its last word at the left to its first.
    expect(placeOf('تقرير') - placeOf('صورة')).toBeGreaterThan(0)
    expect(pieces).toContain('PNEUMONIA')
  })
})

describe('a report on every outcome', () => {
  const scores = { COVID: 0.4, NORMAL: 0.3, PNEUMONIA: 0.3 }
  const nothing = { label: null, scores: null, threshold: null, heatmapSha256: null, model: null }

  it('shows scores and asks for a reader where no class reached its threshold', async () => {
    const study = recordedStudy({ outcome: 'uncertain', label: null, scores, threshold: 0.6 })
    const said = flat((await read({ study })).text)
    expect(said).toContain(packed('Not sure'))
    expect(said).toContain(packed('40.0 %'))
    expect(said).toContain(packed('Where the model looked for COVID'))
  })

  it('says why a picture was refused, without scores or heatmap', async () => {
    const study = recordedStudy({ ...nothing, outcome: 'refused', code: 'lateral_view', turns: [] })
    const { text, images } = await read({ study, heatmap: null })
    expect(flat(text)).toContain(packed('This looks like a lateral view.'))
    expect(flat(text)).not.toContain('Scores')
    expect(flat(text)).not.toContain('Heatmap')
    expect(images).toBe(1)
  })

  it('says that a failure was ours', async () => {
    const study = recordedStudy({ ...nothing, outcome: 'fault', code: 'internal' })
    expect(flat((await read({ study, heatmap: null })).text)).toContain(packed('on our side'))
  })

  it('says that a study waits', async () => {
    const waiting = { answeredAt: null, deliveredAt: null, outcome: null, checked: null, timings: null }
    const study = recordedStudy({ ...nothing, ...waiting })
    const said = flat((await read({ study, heatmap: null, reviews: [] })).text)
    expect(said).toContain(packed('This picture has no answer yet.'))
    expect(said).toContain(packed('Not yet'))
    expect(said).toContain(packed('Nobody has reviewed this study.'))
  })

  it('bears a study of which nothing was taken in', async () => {
    const bare = { sha256: null, bytes: null, format: null, width: null, height: null, pixelsSha256: null }
    const unread = { backend: null, precision: null, preprocessing: null }
    const study = recordedStudy({
      ...nothing,
      ...bare,
      ...unread,
      outcome: 'refused',
      code: 'download_failed',
    })
    const { text, images } = await read({ study, picture: null, heatmap: null })
    expect(flat(text)).toContain(packed('The picture could not be fetched.'))
    expect(flat(text)).not.toContain('SHA-256')
    expect(images).toBe(0)
  })
})
