type Interval = Readonly<{ value: number; low: number; high: number }>

/** A table in Markdown; a bar in a cell is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** A share as `97.51 % (96.38–98.30)`; a dash where there is none. The denominator is left to the table. */
export function percent(figure: Interval | null | undefined): string {
  const format = (share: number) => (share * 100).toFixed(2)
  return figure ? `${format(figure.value)} % (${limits(figure, format)})` : '–'
}

/** A figure as `0.9978 (0.9961–0.9991)`; a dash where there is none. */
export function decimal(figure: Interval | null | undefined): string {
  const format = (value: number) => value.toFixed(4)
  return figure ? `${format(figure.value)} (${limits(figure, format)})` : '–'
}

/**
 * Resamples of pictures that are all alike are all alike: an interval without width says that they were too few, not
 * that the figure is certain, and is not shown.
 */
function limits({ low, high }: Interval, format: (value: number) => string): string {
  return low === high ? 'no interval' : `${format(low)}–${format(high)}`
}

/** A difference of shares in percentage points with its sign: `+1.20 (-0.30 to +2.70)`. */
export function points(figure: Interval | null | undefined): string {
  const format = (share: number) => signed(share * 100, 2)
  return figure ? `${format(figure.value)} (${format(figure.low)} to ${format(figure.high)})` : '–'
}

/** A difference of figures with its sign: `+0.0120 (-0.0030 to +0.0270)`. */
export function difference(figure: Interval | null | undefined): string {
  const format = (value: number) => signed(value, 4)
  return figure ? `${format(figure.value)} (${format(figure.low)} to ${format(figure.high)})` : '–'
}

function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits)
  // What rounds to nothing has no sign.
  if (Number(text) === 0) return text
  return `${value < 0 ? '−' : '+'}${text}`
}

/** The name of a part of the data set as a cell. */
export function partName(name: string): string {
  return name || '(not stated)'
}
