import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layLines } from '../../src/reports/text-lines.js'

/** Ten points a letter. */
const measure = ({ text }: { readonly text: string }): number => Array.from(text).length * 10
const seen = (text: string, direction: 'ltr' | 'rtl', width = 10_000): string[] =>
  layLines(text, direction, width, measure).map(({ runs }) =>
    runs.map(({ text, face }) => (face === 'arabic' ? Array.from(text).reverse().join('') : text)).join(''),
  )

describe('lines of text', () => {
  it('break between words and where the text says so', () => {
    expect(seen('one two three\nfour', 'ltr', 80)).toEqual(['one two', 'three', 'four'])
  })

  it('break a word that is wider than a line', () => {
    expect(seen(`hash ${'0123456789'.repeat(3)}`, 'ltr', 120)).toEqual([
      'hash',
      '012345678901',
      '234567890123',
      '456789',
    ])
  })

  it('do not break at a space that must not break', () => {
    expect(seen('score 93,0\u00a0% here', 'ltr', 70)).toEqual(['score', '93,0\u00a0%', 'here'])
  })

  it('stand as Arabic is read: words to the left, numbers and Latin names to the right', () => {
    expect(seen('النموذج vgg16@0123 جاهز', 'rtl')).toEqual(['زهاج vgg16@0123 جذومنلا'])
    expect(seen('العتبة 60.0 CC-AB', 'rtl')).toEqual(['CC-AB 60.0 ةبتعلا'])
  })

  it('turn brackets with the text that they stand in', () => {
    expect(seen('رئوي (PNEUMONIA) اليوم', 'rtl')).toEqual(['مويلا (PNEUMONIA) يوئر'])
  })

  it('draw no marks of direction', () => {
    expect(seen('\u200e/join CODE \u2068x\u2069', 'ltr')).toEqual(['/join CODE x'])
  })

  it('name a font for each script', () => {
    const [line] = layLines('aक ا ő', 'ltr', 1000, measure)
    expect(line?.runs.map(({ face }) => face)).toEqual([
      'latin',
      'devanagari',
      'latin',
      'arabic',
      'latin',
      'latin-ext',
    ])
  })

  it('lose no letter and are never too wide, whatever the text', () => {
    const letters = fc.constantFrom(
      'a',
      'B',
      ' ',
      'ا',
      'ب',
      'क',
      '(',
      '7',
      '%',
      '\u2068',
      '\u2069',
      '\n',
      '😀',
    )
    fc.assert(
      fc.property(
        fc.array(letters, { maxLength: 60 }),
        fc.constantFrom('ltr' as const, 'rtl' as const),
        (parts, direction) => {
          const text = parts.join('')
          const lines = layLines(text, direction, 100, measure)
          const sorted = (words: string): string =>
            Array.from(words.replace(/[ \n\u2068\u2069]/g, ''))
              .map((letter) => (letter === ')' ? '(' : letter))
              .sort()
              .join('')
          expect(sorted(lines.flatMap(({ runs }) => runs.map(({ text: run }) => run)).join(''))).toBe(
            sorted(text),
          )
          for (const { width } of lines) expect(width).toBeLessThanOrEqual(100)
        },
      ),
    )
  })

  it('are none for nothing', () => {
    expect(layLines('', 'ltr', 100, measure)).toEqual([])
  })
})
