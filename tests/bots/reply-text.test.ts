import { describe, expect, it } from 'vitest'
import type { Answer } from '../../src/core/answer.js'
import { composeAnswer } from '../../src/core/answer.js'
import type { Outcome } from '../../src/core/outcome.js'
import { REFUSAL_CODES, refused } from '../../src/core/outcome.js'
import { english } from '../../src/core/wording/english.js'
import { WORDINGS } from '../../src/core/wording/languages.js'
import { barText, replyText, shorten } from '../../src/bots/reply-text.js'
import { PNEUMONIA_FINDING, SCRIPTED_MODEL, examinationOf } from '../support/scripted-reader.js'

const answerTo = (outcome: Outcome, reference = 'CC-ABCDEFGH'): Answer =>
  composeAnswer({ studyId: 'id', reference, examination: examinationOf(outcome) }, true, english)

describe('the text of an answer', () => {
  it('opens with the label, and shows a bar for each class, the disclaimer, the reference and the model', () => {
    const lines = replyText([answerTo(PNEUMONIA_FINDING)], 4096).split('\n')
    expect(lines[0]).toBe('PNEUMONIA')
    expect(lines.slice(1, 4)).toEqual([
      '▁▁▁▁▁▁▁▁▁▁ 2.0 %  COVID',
      '▇▁▁▁▁▁▁▁▁▁ 5.0 %  NORMAL',
      '▇▇▇▇▇▇▇▇▇▁ 93.0 %  PNEUMONIA',
    ])
    expect(lines).toContain(english.disclaimer)
    expect(lines).toContain('Reference CC-ABCDEFGH')
    expect(lines).toContain(`Model ${SCRIPTED_MODEL.id}`)
  })

  it.each(REFUSAL_CODES)('opens with the reason of a refusal: %s', (code) => {
    const text = replyText([answerTo(refused(code))], 2000)
    expect(text.startsWith(english.refusals[code])).toBe(true)
    expect(text).not.toContain('▇')
    expect(text).toContain(english.disclaimer)
  })

  it('carries the disclaimer and the reference with a fault too', () => {
    const text = replyText([answerTo({ kind: 'fault', code: 'inference_crashed' })], 2000)
    expect(text).toContain(english.fault)
    expect(text).toContain(english.disclaimer)
    expect(text).toContain('CC-ABCDEFGH')
    expect(text).not.toContain('inference_crashed')
  })

  it('numbers several answers and says the disclaimer and the model once', () => {
    const answers = [answerTo(PNEUMONIA_FINDING, 'CC-1'), answerTo(refused('too_small'), 'CC-2')]
    const text = replyText(answers, 4096)
    expect(text).toContain('1/2 · PNEUMONIA')
    expect(text).toContain(`2/2 · ${english.refusals.too_small}`)
    expect(text).toContain('CC-1')
    expect(text).toContain('CC-2')
    expect(text.split(english.disclaimer)).toHaveLength(2)
    expect(text.split(SCRIPTED_MODEL.id)).toHaveLength(2)
  })

  it.each([2000, 4096])(
    'fits ten answers into %i characters with every label, score and reference',
    (limit) => {
      const answers = Array.from({ length: 10 }, (_, index) =>
        answerTo(PNEUMONIA_FINDING, `CC-NUMBER${index}`),
      )
      const text = replyText(answers, limit)
      expect(text.length).toBeLessThanOrEqual(limit)
      expect(text.match(/· PNEUMONIA/g)).toHaveLength(10)
      expect(text.match(/93\.0 %/g)).toHaveLength(10)
      expect(text.match(/CC-NUMBER/g)).toHaveLength(10)
      expect(text).toContain(english.disclaimer)
    },
  )

  it('says the score of the class that was given where there is no room for bars', () => {
    const answers = Array.from({ length: 10 }, () => answerTo(PNEUMONIA_FINDING))
    const text = replyText(answers, 1000)
    expect(text.length).toBeLessThanOrEqual(1000)
    expect(text.match(/· PNEUMONIA 93\.0 %/g)).toHaveLength(10)
    expect(text).not.toContain('▇')
  })

  it.each([900, 1200, 1700])(
    'tells of each picture and keeps the disclaimer, whatever has to go: %i',
    (limit) => {
      const answers = Array.from({ length: 10 }, (_, index) =>
        answerTo(refused('unsupported_format'), `CC-NUMBER2${index}`),
      )
      const text = replyText(answers, limit)
      expect(text.length).toBeLessThanOrEqual(limit)
      expect(text).toContain(english.disclaimer)
      expect(text.match(/CC-NUMBER2\d/g)).toHaveLength(10)
      expect(text.match(/\d+\/10 · This file/g)).toHaveLength(10)
    },
  )

  it.each([200, 300, 600])('keeps the disclaimer where hardly anything fits: %i characters', (limit) => {
    const answers = Array.from({ length: 10 }, () => answerTo(refused('unsupported_format')))
    const text = replyText(answers, limit)
    expect(text.length).toBeLessThanOrEqual(limit)
    expect(text).toContain(english.disclaimer)
  })

  it.each([
    [0, '▁▁▁▁▁▁▁▁▁▁'],
    [0.5, '▇▇▇▇▇▁▁▁▁▁'],
    [1, '▇▇▇▇▇▇▇▇▇▇'],
  ])('draws a share of %d as %s', (score, bar) => {
    expect(barText({ label: 'COVID', name: 'COVID', score, percent: 'p' })).toBe(`${bar} p  COVID`)
  })
})

const ISOLATED = /\u2066([^\u2066\u2069]+)\u2069/g

describe('the text of an answer in a language that is written from the right', () => {
  const wording = WORDINGS.ar
  const answer = composeAnswer(
    { studyId: 'id', reference: 'CC-ABCDEFGH', examination: examinationOf(PNEUMONIA_FINDING) },
    false,
    wording,
  )

  it('keeps bars, references and names of models apart from what is around them', () => {
    const apart = [...replyText([answer], 4096, 'rtl').matchAll(ISOLATED)].map(([, text]) => text)
    expect(apart.slice(0, 3)).toEqual(answer.bars.map(barText))
    expect(apart.slice(3)).toEqual(['CC-ABCDEFGH', SCRIPTED_MODEL.id])
  })

  it('closes what it opens, also where something had to go', () => {
    for (const limit of [400, 700, 2000]) {
      const text = replyText(
        Array.from({ length: 6 }, () => answer),
        limit,
        'rtl',
      )
      expect(text.length).toBeLessThanOrEqual(limit)
      expect(text.split('\u2066').length).toBe(text.split('\u2069').length)
    }
  })

  it('adds nothing in other languages', () => {
    expect(replyText([answerTo(PNEUMONIA_FINDING)], 4096)).not.toMatch(/[\u2066-\u2069]/)
  })
})

describe('shortening', () => {
  it('leaves what fits, and cuts no character in two', () => {
    expect(shorten('film', 4)).toBe('film')
    expect(shorten('films', 4)).toBe('fil…')
    expect(shorten('fi🫁lm', 4)).toBe('fi…')
    expect(shorten('film', 1)).toBe('…')
  })
})
