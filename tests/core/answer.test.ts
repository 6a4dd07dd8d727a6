import { describe, expect, it } from 'vitest'
import { composeAnswer, formatPercent } from '../../src/core/answer.js'
import { TURNS, type Examination } from '../../src/core/examination.js'
import type { Outcome } from '../../src/core/outcome.js'
import { REFUSAL_CODES, refused } from '../../src/core/outcome.js'
import { english } from '../../src/core/wording/english.js'
import { examinationOf, PNEUMONIA_FINDING, SCRIPTED_HEATMAP } from '../support/scripted-reader.js'

const answerTo = (outcome: Outcome, recompressed: boolean | null = null, more: Partial<Examination> = {}) =>
  composeAnswer(
    { studyId: 'x', reference: 'CC-ABCDEFGH', examination: examinationOf(outcome, more) },
    recompressed,
    english,
  )

describe('an answer', () => {
  it('leads with the label and shows a bar for each class', () => {
    const answer = answerTo(PNEUMONIA_FINDING)
    expect(answer.headline).toBe('PNEUMONIA')
    expect(answer.bars.map(({ percent }) => percent)).toEqual(['2.0 %', '5.0 %', '93.0 %'])
    expect(answer.model).toContain('scripted@')
  })

  it('says that it is not sure, and asks for a reader', () => {
    const answer = answerTo({
      kind: 'uncertain',
      scores: { COVID: 0.4, NORMAL: 0.3, PNEUMONIA: 0.3 },
      threshold: 0.6,
    })
    expect(answer.headline).toBe('Not sure')
    expect(answer.sentences.join(' ')).toContain('clinician')
    expect(answer.bars).toHaveLength(3)
  })

  it.each(REFUSAL_CODES)('has a sentence and no scores for the refusal %s', (code) => {
    const answer = answerTo(refused(code))
    expect(answer.headline.length).toBeGreaterThan(20)
    expect(answer.bars).toHaveLength(0)
  })

  it('says when another try makes sense', () => {
    expect(answerTo(refused('busy', 12)).sentences.join(' ')).toContain('12 seconds')
  })

  it('calls a fault ours', () => {
    expect(answerTo({ kind: 'fault', code: 'internal' }).headline).toContain('on our side')
  })

  it('says with every reading, and no refusal, that nothing checked what the picture shows', () => {
    expect(answerTo(PNEUMONIA_FINDING).sentences).toContain(english.notChecked)
    expect(answerTo(refused('busy')).sentences).not.toContain(english.notChecked)
  })

  it('does not say so once a gate judged the picture', () => {
    const { sentences } = answerTo(PNEUMONIA_FINDING, null, { checked: true })
    expect(sentences).not.toContain(english.notChecked)
  })

  it.each(TURNS)('says that a film that came %s was put right', (turn) => {
    const { sentences } = answerTo(PNEUMONIA_FINDING, null, { turns: [turn] })
    expect(sentences).toContain(english.turns[turn])
    expect(answerTo(PNEUMONIA_FINDING).sentences).not.toContain(english.turns[turn])
  })

  it('says both where a film came inverted and turned', () => {
    const { sentences } = answerTo(PNEUMONIA_FINDING, null, { turns: ['inverted', 'rotated_180'] })
    expect(sentences.join(' ')).toContain(`${english.turns.inverted} ${english.turns.rotated_180}`)
  })

  it('brings the heatmap with the class that it is for, and none with a refusal', () => {
    const { heatmap } = answerTo(PNEUMONIA_FINDING)
    expect(heatmap).toEqual({ ...SCRIPTED_HEATMAP, caption: english.heatmap('PNEUMONIA') })
    const scores = { COVID: 0.4, NORMAL: 0.3, PNEUMONIA: 0.3 }
    const unsure = answerTo({ kind: 'uncertain', scores, threshold: 0.6 })
    expect(unsure.heatmap?.caption).toBe(english.heatmap('COVID'))
    expect(answerTo(refused('busy'), null, { heatmap: SCRIPTED_HEATMAP }).heatmap).toBeNull()
    expect(answerTo(PNEUMONIA_FINDING, null, { heatmap: null }).heatmap).toBeNull()
  })

  it('mentions that the chat recompressed the picture, where it did', () => {
    expect(answerTo(PNEUMONIA_FINDING, true).sentences).toContain(english.recompressed)
    expect(answerTo(PNEUMONIA_FINDING, false).sentences).not.toContain(english.recompressed)
  })

  it.each([PNEUMONIA_FINDING, refused('busy'), { kind: 'fault', code: 'internal' } as const])(
    'always carries the disclaimer and the reference',
    (outcome) => {
      const answer = answerTo(outcome)
      expect(answer.disclaimer).toBe(english.disclaimer)
      expect(answer.reference).toContain('CC-ABCDEFGH')
    },
  )

  it('never claims certainty', () => {
    expect(formatPercent(1)).toBe('99.9 %')
    expect(formatPercent(0)).toBe('0.1 %')
  })
})
