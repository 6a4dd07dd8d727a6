/** Each row as one line, in pieces of a batch. */
export async function* writeLines<Row>(
  batches: AsyncIterable<readonly Row[]>,
  lineOf: (row: Row) => string,
): AsyncGenerator<string> {
  for await (const rows of batches) {
    if (rows.length > 0) yield rows.map((row) => `${lineOf(row)}\n`).join('')
  }
}
