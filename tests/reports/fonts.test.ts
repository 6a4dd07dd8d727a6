import { describe, expect, it } from 'vitest'
import { FACES, faceOf, fontName, loadFonts, WEIGHTS } from '../../src/reports/fonts.js'
import { unpackWoff } from '../../src/reports/woff.js'

describe('the fonts of reports', () => {
  it('come with the program, for each script in two weights, as OpenType', async () => {
    const fonts = await loadFonts()
    for (const face of FACES)
      for (const weight of WEIGHTS) {
        const bytes = fonts.get(fontName(face, weight))
        expect(bytes?.readUInt32BE(0)).toBe(0x0001_0000)
        const tables = bytes?.readUInt16BE(4) ?? 0
        const names = Array.from({ length: tables }, (_, index) =>
          bytes?.toString('latin1', 12 + index * 16, 16 + index * 16),
        )
        expect(names).toEqual(expect.arrayContaining(['cmap', 'glyf', 'head', 'hmtx', 'loca', 'maxp']))
      }
  })

  it.each([
    ['A', 'latin'],
    ['ß', 'latin'],
    ['…', 'latin'],
    ['ő', 'latin-ext'],
    ['न', 'devanagari'],
    ['।', 'devanagari'],
    ['ش', 'arabic'],
    ['،', 'arabic'],
  ])('draw %s with %s', (character, face) => {
    expect(faceOf(character.codePointAt(0) ?? 0)).toBe(face)
  })

  it.each([Buffer.alloc(0), Buffer.alloc(60), Buffer.from(`wOF2${' '.repeat(60)}`)])(
    'are nothing but WOFF files',
    (bytes) => {
      expect(() => unpackWoff(bytes)).toThrow(RangeError)
    },
  )
})
