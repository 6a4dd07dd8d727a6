import { stringify } from 'csv-stringify/sync'

/** What a cell can hold. Text is made safe for spreadsheets; numbers, times and truths cannot be anything else. */
export type Cell = string | number | boolean | Date | null

export interface CsvColumn<Row> {
  readonly name: string
  readonly cell: (row: Row) => Cell
}

/** What a spreadsheet takes for the beginning of a formula; the apostrophe itself too, so that reading back is unambiguous. */
const FORMULA = /^['=+\-@\t\r＝＋－＠]/

/**
 * A text that no spreadsheet runs: an apostrophe goes before what could be a formula, and before an apostrophe. Whoever reads
 * the file back takes one apostrophe away from the beginning of a text.
 */
export function safeText(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}

/** The text that {@link safeText} was given. */
export function originalText(text: string): string {
  return text.startsWith("'") ? text.slice(1) : text
}

/**
 * Rows as CSV (RFC 4180: commas, CRLF, a header, quotes where they are needed), in pieces. Empty cells stand for null, times
 * are in UTC (ISO 8601), truths are `true` and `false`.
 * @param bom whether a byte order mark comes first, by which Excel knows UTF-8
 */
export async function* writeCsv<Row>(
  batches: AsyncIterable<readonly Row[]>,
  columns: readonly CsvColumn<Row>[],
  { bom }: { readonly bom: boolean },
): AsyncGenerator<string> {
  yield `${bom ? '\uFEFF' : ''}${csvLines([columns.map(({ name }) => name)])}`
  for await (const rows of batches) {
    if (rows.length > 0) yield csvLines(rows.map((row) => columns.map(({ cell }) => cellText(cell(row)))))
  }
}

function csvLines(rows: readonly (readonly string[])[]): string {
  // A lone CR or LF ends a line for some readers though it is none of our line ends.
  return stringify([...rows], { record_delimiter: '\r\n', quoted_match: /[\r\n\uFEFF]/ })
}

function cellText(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'string') return safeText(cell)
  return cell instanceof Date ? cell.toISOString() : String(cell)
}
