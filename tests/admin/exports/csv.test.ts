import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { originalText, safeText, writeCsv, type CsvColumn } from '../../../src/admin/exports/csv.js'

interface Row {
  readonly text: string | null
  readonly number: number | null
  readonly at: Date | null
  readonly truth: boolean | null
}

const COLUMNS: readonly CsvColumn<Row>[] = [
  { name: 'text', cell: ({ text }) => text },
  { name: 'number', cell: ({ number }) => number },
  { name: 'at', cell: ({ at }) => at },
  { name: 'truth', cell: ({ truth }) => truth },
]

async function written(batches: readonly (readonly Row[])[], bom = false): Promise<string> {
  let text = ''
  for await (const piece of writeCsv(batchesOf(batches), COLUMNS, { bom })) text += piece
  return text
}

async function* batchesOf(batches: readonly (readonly Row[])[]): AsyncGenerator<readonly Row[]> {
  for (const rows of batches) yield await Promise.resolve(rows)
}

const textRow = (text: string | null): Row => ({ text, number: null, at: null, truth: null })

const read = (csv: string): Record<string, string>[] =>
  parse(csv, { bom: true, columns: true, relax_column_count: false })

/** Text as somebody would write it who means harm: formulas, line ends, quotes, commas, marks of direction. */
const hostileText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .tuple(
      fc.constantFrom(
        '=',
        '+',
        '-',
        '@',
        '\t',
        '\r',
        '\n',
        "'",
        '"',
        ',',
        ';',
        '＝',
        '\uFEFF',
        '\u202e',
        ' ',
      ),
      fc.string({ unit: 'binary' }).filter((text) => !/\p{Cs}/u.test(text)),
    )
    .map(([first, rest]) => first + rest),
  fc.constantFrom(
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x","y")',
    '"; DROP TABLE',
    '\r\n,,\r\n',
    '-2+3',
    '@SUM(A1)',
  ),
)

describe('CSV', () => {
  it('has a header, commas, CRLF and quotes where they are needed', async () => {
    const at = new Date('2026-11-23T08:00:00.500Z')
    const rows = [{ text: 'a "b", c', number: -0.5, at, truth: true }, textRow(null)]
    expect(await written([rows])).toBe(
      'text,number,at,truth\r\n"a ""b"", c",-0.5,2026-11-23T08:00:00.500Z,true\r\n,,,\r\n',
    )
  })

  it('is a header alone where there is nothing', async () => {
    expect(await written([])).toBe('text,number,at,truth\r\n')
    expect(await written([[]])).toBe('text,number,at,truth\r\n')
  })

  it('begins with a byte order mark where it is asked for, once', async () => {
    const text = await written([[textRow('ä')], [textRow('ö')]], true)
    expect(text.startsWith('\uFEFFtext')).toBe(true)
    expect(text.split('\uFEFF')).toHaveLength(2)
  })

  it.each(['=1+1', '+49 30', '-1', '@here', '\tx', '\rx', "'quoted", '＝1'])(
    'does not let %j be a formula',
    (text) => {
      expect(safeText(text)).toBe(`'${text}`)
      expect(originalText(safeText(text))).toBe(text)
    },
  )

  it('leaves ordinary text as it is', () => {
    for (const text of ['', 'cough', 'a=b', '37.5', ' =1']) expect(safeText(text)).toBe(text)
  })

  it('gives whoever reads it back the text that was written, whatever it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileText, { minLength: 1, maxLength: 5 }), async (texts) => {
        const rows = read(await written([texts.map(textRow)]))
        expect(rows.map((row) => originalText(row['text'] ?? ''))).toEqual(texts)
        for (const row of rows) {
          expect(row['text']).not.toMatch(/^[=+\-@\t\r]/)
          expect(row['number']).toBe('')
        }
      }),
      { numRuns: 300 },
    )
  })
})
