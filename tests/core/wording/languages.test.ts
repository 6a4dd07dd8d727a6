import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../../src/core/language.js'
import { english } from '../../../src/core/wording/english.js'
import { WORDINGS } from '../../../src/core/wording/languages.js'
import { sentencesOf } from './sentences.js'

const others = LANGUAGES.filter((language) => language !== 'en')
const inEnglish = sentencesOf(english)

/** What may read as it does in English: names, and words that a language shares with it. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  product: others,
  direction: others.filter((language) => language !== 'ar'),
  'labels.COVID': ['es', 'fr', 'pt', 'de'],
  'labels.NORMAL': ['es', 'fr', 'pt', 'de'],
  'labels.PNEUMONIA': ['pt'],
  'verdicts.COVID': ['es', 'fr', 'pt', 'de'],
  'verdicts.NORMAL': ['es', 'fr', 'pt', 'de'],
  'verdicts.PNEUMONIA': ['pt'],
  'report.channels.telegram': others,
  'report.channels.discord': others,
  'report.pixels': ['fr', 'pt'],
}

const DIAGNOSIS = /diagn[oó]|निदान|डायग्नो|تشخيص|شخّص|شخص/i
const ENGLISH = /(?<!\p{L})(the|please|picture|your|send|with|and|not|chest film)(?!\p{L})/iu
const FOREIGN_DIGITS = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/

describe.each(LANGUAGES)('the wording in %s', (language) => {
  const wording = WORDINGS[language]
  const sentences = sentencesOf(wording)

  it('says under which language it stands', () => {
    expect(wording.language).toBe(language)
    expect(wording.direction).toBe(language === 'ar' ? 'rtl' : 'ltr')
  })

  it('has every sentence, and none is empty', () => {
    expect([...sentences.keys()].sort()).toEqual([...inEnglish.keys()].sort())
    for (const [key, text] of sentences) expect(text.trim(), key).not.toBe('')
  })

  it('promises no more than a reading: the word for what a doctor finds is in no sentence', () => {
    for (const [key, text] of sentences) expect(text, key).not.toMatch(DIAGNOSIS)
  })

  it('writes digits that can be compared with those of another language', () => {
    for (const [key, text] of sentences) expect(text, key).not.toMatch(FOREIGN_DIGITS)
  })

  it('leaves nothing of what it is given unsaid', () => {
    for (const [key, text] of sentences) expect(text, key).not.toMatch(/undefined|null|NaN|#|\[object/)
    expect(sentences.get('reference')).toContain('CC-ABCDEFGH')
    expect(sentences.get('model')).toContain('scripted@000000000000')
    expect(sentences.get('about')).toContain('densenet-with-a-long-name@0123456789ab')
    expect(sentences.get('report.pixels')).toMatch(/480.*512/)
  })

  it.each(Object.entries(wording.refusals))('says of %s what was wrong and what to do instead', (_, text) => {
    const sentencesIn = text.split(/[.।](?:\s|$)/).filter((sentence) => /[\p{L}]{2}/u.test(sentence))
    expect(sentencesIn.length).toBeGreaterThanOrEqual(2)
  })

  it('tells a stranger how an invite is redeemed, with the command as it must be typed', () => {
    for (const text of [wording.refusals.not_allowed, wording.help]) expect(text).toMatch(/\/join \p{L}+/u)
    expect(wording.privacy(30)).toContain('/delete')
  })
})

describe.each(others)('beside English, the wording in %s', (language) => {
  const sentences = sentencesOf(WORDINGS[language])

  it('differs in each sentence but those that are the same in both languages', () => {
    const same = [...sentences].filter(([key, text]) => text === inEnglish.get(key)).map(([key]) => key)
    const allowed = Object.keys(SHARED).filter((key) => SHARED[key]?.includes(language))
    expect(same.sort()).toEqual(allowed.sort())
  })

  it('has no English sentence left', () => {
    for (const [key, text] of sentences) {
      // The names of test sets are those of the model's own manifest.
      if (key !== 'about') expect(text, key).not.toMatch(ENGLISH)
    }
  })
})
