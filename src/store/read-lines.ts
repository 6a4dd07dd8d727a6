/** No event is nearly as long. What is longer is no export, and would otherwise fill the memory. */
const MAX_LINE = 1 << 20

/**
 * Cuts text into lines, a batch for each piece that comes. The line's end, `\n` or `\r\n`, is not part of the line; an empty end of
 * the text is no line. A line of more than 2^20 characters is given in pieces.
 */
export async function* readLines(text: AsyncIterable<string>): AsyncGenerator<readonly string[]> {
  let rest = ''
  for await (const piece of text) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > MAX_LINE) {
      lines.push(rest)
      rest = ''
    }
    yield lines.map(withoutReturn)
  }
  if (rest !== '') yield [withoutReturn(rest)]
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line)
