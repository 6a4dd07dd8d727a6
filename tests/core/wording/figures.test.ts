import { describe, expect, it } from 'vitest'
import { formatPercent } from '../../../src/core/answer.js'
import { LANGUAGES } from '../../../src/core/language.js'
import { FIGURES } from '../../../src/core/wording/figures.js'
import { WORDINGS } from '../../../src/core/wording/languages.js'

const COUNTS = [0, 1, 2, 3, 11, 100] as const

describe('a count', () => {
  it('takes the form that its number asks for, in Arabic all six', () => {
    const forms = { zero: 'z', one: 'o', two: 't', few: 'f #', many: 'm #', other: 'x #' }
    expect(COUNTS.map((count) => FIGURES.ar.count(count, forms))).toEqual([
      'z',
      'o',
      't',
      'f 3',
      'm 11',
      'x 100',
    ])
    expect(COUNTS.map((count) => FIGURES.en.count(count, { one: '# day', other: '# days' }))).toEqual([
      '0 days',
      '1 day',
      '2 days',
      '3 days',
      '11 days',
      '100 days',
    ])
    expect(FIGURES.fr.count(0, { one: '# jour', other: '# jours' })).toBe('0 jour')
  })

  it('counts the days of privacy in each language', () => {
    const said = (language: (typeof LANGUAGES)[number]) =>
      COUNTS.slice(1).map((days) => WORDINGS[language].privacy(days).split('\n')[0] ?? '')
    for (const language of LANGUAGES) expect(new Set(said(language)).size).toBe(5)
    expect(said('de')).toEqual([
      expect.stringContaining(' 1 Tag lang'),
      expect.stringContaining(' 2 Tage lang'),
      expect.stringContaining(' 3 Tage lang'),
      expect.stringContaining(' 11 Tage lang'),
      expect.stringContaining(' 100 Tage lang'),
    ])
    expect(said('ar')).toEqual([
      expect.stringContaining('يوم واحد'),
      expect.stringContaining('يومين'),
      expect.stringContaining('3 أيام'),
      expect.stringContaining('11 يومًا'),
      expect.stringContaining('100 يوم،'),
    ])
  })

  it.each(LANGUAGES)('says in %s how much waits and how much was erased, for any number', (language) => {
    const { status, deleted } = WORDINGS[language]
    const waits = COUNTS.map((waiting) => status({ ready: true, waiting, place: null, seconds: null }))
    const erased = COUNTS.map((count) => deleted(count, count))
    expect(new Set(waits).size).toBe(COUNTS.length)
    expect(new Set(erased).size).toBe(COUNTS.length)
    for (const index of [3, 4, 5]) {
      expect(waits[index]).toContain(String(COUNTS[index]))
      expect(erased[index]).toContain(String(COUNTS[index]))
    }
  })

  it('gives waiting times in seconds, and longer ones in minutes', () => {
    const { en, es, ar } = WORDINGS
    expect(en.retryAfter(1)).toContain('1 second.')
    expect(en.retryAfter(89)).toContain('89 seconds')
    expect(en.retryAfter(90)).toContain('2 minutes')
    expect(en.retryAfter(900)).toContain('15 minutes')
    expect(es.retryAfter(3)).toContain('3 segundos')
    expect(ar.retryAfter(2)).toContain('ثانيتين')
    expect(ar.retryAfter(11)).toContain('11 ثانية')
  })
})

describe('a percentage', () => {
  it('is written as each language writes it', () => {
    const written = Object.fromEntries(
      LANGUAGES.map((language) => [language, formatPercent(0.9304, language)]),
    )
    expect(written).toEqual({
      en: '93.0 %',
      es: '93,0\u00a0%',
      fr: '93,0\u00a0%',
      pt: '93,0%',
      de: '93,0\u00a0%',
      hi: '93.0%',
      ar: '93.0%',
    })
  })

  it.each(LANGUAGES)('never claims certainty in %s', (language) => {
    for (const share of [1, 0.9999, 2]) expect(formatPercent(share, language)).toMatch(/^99[.,]9/)
    for (const share of [0, 0.0001, -1]) expect(formatPercent(share, language)).toMatch(/^0[.,]1/)
  })
})

describe('a time', () => {
  it('is in UTC on every machine, by 24 hours', () => {
    const at = new Date(Date.UTC(2026, 10, 23, 22, 5))
    expect(FIGURES.en.time(at)).toBe('23 Nov 2026, 22:05')
    for (const language of LANGUAGES) expect(FIGURES[language].time(at)).toMatch(/2026.*22:05/)
  })

  it('stands before the reference and the answer in the list of own films', () => {
    const receivedAt = new Date(Date.UTC(2026, 10, 23, 22, 5))
    const study = { reference: 'CC-ABCDEFGH', receivedAt }
    const scores = { COVID: 0.4, NORMAL: 0.3, PNEUMONIA: 0.3 }
    const lines = WORDINGS.en
      .mine([
        { ...study, outcome: { kind: 'finding', label: 'COVID', scores, threshold: 0.4 } },
        { ...study, outcome: { kind: 'uncertain', scores, threshold: 0.5 } },
        { ...study, outcome: { kind: 'refused', code: 'busy', scores: null } },
        { ...study, outcome: { kind: 'fault', code: 'internal' } },
        { ...study, outcome: null },
      ])
      .split('\n')
    expect(lines.slice(1)).toEqual(
      ['COVID', 'not sure', 'not read', 'failed', 'waiting'].map(
        (what) => `23 Nov 2026, 22:05  CC-ABCDEFGH  ${what}`,
      ),
    )
  })
})
