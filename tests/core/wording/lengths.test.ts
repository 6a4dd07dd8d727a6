import { describe, expect, it } from 'vitest'
import { composeAnswer } from '../../../src/core/answer.js'
import { TURNS } from '../../../src/core/examination.js'
import { LANGUAGES } from '../../../src/core/language.js'
import type { Outcome } from '../../../src/core/outcome.js'
import { REFUSAL_CODES, refused } from '../../../src/core/outcome.js'
import { WORDINGS } from '../../../src/core/wording/languages.js'
import { examinationOf, PNEUMONIA_FINDING } from '../../support/scripted-reader.js'
import { MODEL_FACTS } from './model-facts.js'

const OUTCOMES: readonly Outcome[] = [
  PNEUMONIA_FINDING,
  { kind: 'uncertain', scores: { COVID: 0.4, NORMAL: 0.3, PNEUMONIA: 0.3 }, threshold: 0.6 },
  ...REFUSAL_CODES.map((code) => refused(code, 5400)),
  { kind: 'fault', code: 'internal' },
]

describe.each(LANGUAGES)('within what the platforms take, in %s', (language) => {
  const wording = WORDINGS[language]

  it.each(OUTCOMES)(
    'fits the longest answer to $kind $code into a message, disclaimer and all',
    (outcome) => {
      const examination = examinationOf(outcome, { turns: [...TURNS], checked: false })
      const answer = composeAnswer({ studyId: 'x', reference: 'CC-ABCDEFGH', examination }, true, wording)
      const bars = answer.bars.map(({ name, percent }) => `${'▇'.repeat(10)} ${percent}  ${name}`)
      const { headline, sentences, disclaimer, reference, model } = answer
      const text = [headline, ...bars, ...sentences, reference, '', disclaimer, model ?? ''].join('\n')
      expect(text).toContain(wording.disclaimer)
      expect(text.length).toBeLessThanOrEqual(2000)
      expect(answer.heatmap?.caption.length ?? 0).toBeLessThanOrEqual(1024)
    },
  )

  it('fits what each command says into a message', () => {
    const receivedAt = new Date(Date.UTC(2026, 10, 23, 12, 30))
    const study = { reference: 'CC-ABCDEFGH', receivedAt, outcome: PNEUMONIA_FINDING }
    const said = [
      `${wording.start}\n\n${wording.disclaimer}`,
      `${wording.help}\n\n${wording.disclaimer}`,
      `${wording.about(MODEL_FACTS)}\n\n${wording.disclaimer}`,
      wording.privacy(30),
      wording.askDelete,
      wording.mine(Array.from({ length: 20 }, () => study)),
    ]
    for (const text of said) expect(text.length).toBeLessThanOrEqual(2000)
  })

  it('keeps descriptions of commands within 100 characters, and the entry of the menu within 32', () => {
    for (const text of [...Object.values(wording.commands), ...Object.values(wording.options)])
      expect(text.length, text).toBeLessThanOrEqual(100)
    expect(wording.options.readThis.length).toBeLessThanOrEqual(32)
  })

  it('keeps buttons short enough for a telephone', () => {
    const { agree, disagree, confirmDelete, keep, changeReview, askReport, verdicts } = wording
    for (const text of [agree, disagree, confirmDelete, keep, changeReview, askReport])
      expect(text.length, text).toBeLessThanOrEqual(18)
    for (const text of Object.values(verdicts)) expect(text.length, text).toBeLessThanOrEqual(28)
  })

  it('keeps what is shown for a moment after a press within 200 characters', () => {
    const { reviewed, verdicts, buttonTooOld, reportNotMade, refusals } = wording
    const toasts = [reviewed(verdicts.PNEUMONIA), buttonTooOld, reportNotMade, refusals.not_allowed]
    for (const text of toasts) expect(text.length, text).toBeLessThanOrEqual(200)
  })
})
