import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../src/core/language.js'
import { VERDICTS } from '../../src/core/review.js'
import { english } from '../../src/core/wording/english.js'
import type { AnsweredPicture } from '../../src/bots/answer-buttons.js'
import { answerButtons, choiceRows, saidRows, withRows } from '../../src/bots/answer-buttons.js'
import type { ButtonMeaning } from '../../src/bots/button-data.js'
import { readButton, writeButton } from '../../src/bots/button-data.js'
import type { Buttons } from '../../src/bots/reply-line.js'

const idOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

function album(count: number, kind: 'finding' | 'uncertain' | 'refused' = 'finding'): AnsweredPicture[] {
  return Array.from({ length: count }, (_, index) => ({
    studyId: idOf(index + 1),
    number: index + 1,
    outcome: { kind },
  }))
}

const single = (kind: 'finding' | 'uncertain' | 'refused' | 'fault'): AnsweredPicture => ({
  studyId: idOf(1),
  number: null,
  outcome: { kind },
})

const textsOf = (buttons: Buttons): string[][] => buttons.map((row) => row.map(({ text }) => text))

describe('what a button carries', () => {
  const picture = { studyId: idOf(7), number: 10 }
  const all: ButtonMeaning[] = [
    ...(['agree', 'disagree', 'change', 'report', 'pick'] as const).flatMap((kind): ButtonMeaning[] => [
      { kind, ...picture },
      { kind, ...picture, number: null },
    ]),
    ...VERDICTS.flatMap((verdict): ButtonMeaning[] => [
      { kind: 'verdict', verdict, ...picture },
      { kind: 'verdict', verdict, ...picture, number: null },
    ]),
    ...LANGUAGES.map((language): ButtonMeaning => ({ kind: 'language', language })),
    { kind: 'erase', asker: '0123456789ab' },
    { kind: 'keep', asker: '0123456789ab' },
  ]

  it.each(all)('comes back as it was written, in at most 64 ASCII characters: %o', (meaning) => {
    const data = writeButton(meaning)
    expect(data).toMatch(/^[\x21-\x7e]{1,64}$/)
    expect(readButton(data)).toEqual(meaning)
  })

  it.each([
    '',
    'a',
    'a:',
    'a:not-a-study',
    `a:${idOf(1)}:0`,
    `a:${idOf(1)}:100`,
    `z:${idOf(1)}`,
    `v:${idOf(1)}`,
    `v:${idOf(1)}:TUBERCULOSIS`,
    'l:xx',
    'x:yes',
    'x:maybe:0123456789ab',
    `constructor:${idOf(1)}`,
    'a:'.repeat(1000),
  ])('is nothing where this program did not write it: %s', (data) => {
    expect(readButton(data)).toBeNull()
  })
})

describe('the buttons under an answer', () => {
  it('ask whether a finding is right, and offer the report', () => {
    expect(textsOf(answerButtons([single('finding')], english))).toEqual([
      [english.agree, english.disagree],
      [english.askReport],
    ])
  })

  it('ask what an uncertain film shows, as there is nothing to agree with', () => {
    expect(textsOf(answerButtons([single('uncertain')], english))).toEqual([
      [english.verdicts.COVID, english.verdicts.NORMAL],
      [english.verdicts.PNEUMONIA, english.verdicts.other],
      [english.askReport],
    ])
  })

  it.each(['refused', 'fault'] as const)('are none where it was %s', (kind) => {
    expect(answerButtons([single(kind)], english)).toEqual([])
  })

  it('of two pictures stand under one another with their numbers', () => {
    expect(textsOf(answerButtons(album(2), english))).toEqual([
      [`1 · ${english.agree}`, `1 · ${english.disagree}`, `1 · ${english.askReport}`],
      [`2 · ${english.agree}`, `2 · ${english.disagree}`, `2 · ${english.askReport}`],
    ])
  })

  it('of more pictures let one be picked by its number, with the first one shown', () => {
    expect(textsOf(answerButtons(album(7), english))).toEqual([
      ['1', '2', '3', '4', '5'],
      ['6', '7'],
      [`1 · ${english.agree}`, `1 · ${english.disagree}`, `1 · ${english.askReport}`],
    ])
  })

  it('leave out the pictures of an album that were not read', () => {
    const [first, second, third] = album(3)
    const pictures = [first, { ...second, outcome: { kind: 'refused' } }, third] as AnsweredPicture[]
    expect(textsOf(answerButtons(pictures, english)).map(([text]) => text)).toEqual([
      `1 · ${english.agree}`,
      `3 · ${english.agree}`,
    ])
  })

  it.each([1, 2, 3, 5, 6, 9, 10, 14])(
    'fit every platform at each moment, whatever is pressed: %i pictures',
    (count) => {
      for (const kind of ['finding', 'uncertain'] as const) {
        const pictures = count === 1 ? [single(kind)] : album(count, kind)
        let standing = answerButtons(pictures, english)
        const check = (): void => {
          expect(standing.length).toBeLessThanOrEqual(5)
          for (const row of standing) {
            expect(row.length).toBeGreaterThan(0)
            expect(row.length).toBeLessThanOrEqual(5)
            // Discord takes 80 characters on a button.
            for (const { text } of row) expect(text.length).toBeLessThanOrEqual(80)
          }
          const data = standing.flat().map((button) => button.data)
          expect(new Set(data).size).toBe(data.length)
        }
        check()
        for (const picture of pictures.slice(0, 10)) {
          standing = withRows(standing, picture.studyId, choiceRows(picture, english))
          check()
        }
        for (const picture of pictures.slice(0, 10)) {
          standing = withRows(standing, picture.studyId, saidRows(picture, 'NORMAL', english))
          check()
        }
      }
    },
  )

  it('of one picture of two leave those of the other where they are', () => {
    const [first, second] = album(2) as [AnsweredPicture, AnsweredPicture]
    const standing = answerButtons([first, second], english)
    const asked = withRows(standing, second.studyId, choiceRows(second, english))
    expect(asked[0]).toEqual(standing[0])
    expect(textsOf(asked.slice(1)).flat()).toEqual(VERDICTS.map((one) => `2 · ${english.verdicts[one]}`))
    const said = withRows(asked, first.studyId, saidRows(first, 'other', english))
    expect(said.slice(-2)).toEqual(asked.slice(1))
  })

  it('are those of the picture alone where it is not known what stands there', () => {
    const picture = single('finding')
    expect(withRows([], picture.studyId, choiceRows(picture, english))).toEqual(choiceRows(picture, english))
  })
})
