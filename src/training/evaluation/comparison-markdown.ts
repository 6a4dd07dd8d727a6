import type { ComparedFigure, FigureChange, Pairing, PartComparison } from './comparison.js'
import { COMPARED_FIGURES } from './comparison.js'
import { difference, partName, points, table } from './markdown.js'

export interface Comparison extends Omit<Pairing, 'pairs'> {
  readonly format: 1
  /** Identities of the two models. */
  readonly a: string
  readonly b: string
  /** All pictures, then each population. */
  readonly parts: readonly PartComparison[]
}

const NAMES: Readonly<Record<ComparedFigure, string>> = {
  accuracy: 'Accuracy',
  balancedAccuracy: 'Balanced accuracy',
  meanAreaUnderCurve: 'Mean area under the ROC curve',
  expectedCalibrationError: 'Calibration error (less is better)',
}

/** A comparison in words and tables, as Markdown that also reads well on a terminal. */
export function describeComparison(comparison: Comparison): string {
  const { a, b, onlyA, onlyB, parts } = comparison
  return [
    `A: ${a}\nB: ${b}`,
    ...(onlyA + onlyB > 0
      ? [`Left out, because only one has scores for them: ${onlyA} pictures of A, ${onlyB} of B.`]
      : []),
    'Differences are B less A, in brackets their 95 % interval by a paired bootstrap of patients. An interval on one ' +
      'side of 0 is a difference; p is the exact McNemar test of the pictures on which only one of the two is right.',
    ...parts.map(describePart),
  ].join('\n\n')
}

function describePart({ name, n, groups, figures, disagreement }: PartComparison): string {
  const { onlyARight, onlyBRight, bothWrong, p } = disagreement
  return [
    `## ${partName(name)}: ${n} pictures of ${groups} patients or single pictures`,
    alignedTable(
      ['Figure', 'A', 'B', 'B − A'],
      COMPARED_FIGURES.map((figure) => [NAMES[figure], ...describeChange(figure, figures[figure])]),
    ),
    `Only A right: ${onlyARight}. Only B right: ${onlyBRight}. Both wrong: ${bothWrong}. p ${describeP(p)}.`,
  ].join('\n\n')
}

function describeChange(figure: ComparedFigure, change: FigureChange | null): string[] {
  if (change === null) return ['–', '–', '–']
  const share = figure === 'accuracy' || figure === 'balancedAccuracy'
  const format = (value: number) => (share ? `${(value * 100).toFixed(2)} %` : value.toFixed(4))
  return [
    format(change.a),
    format(change.b),
    share ? `${points(change.difference)} points` : difference(change.difference),
  ]
}

function describeP(p: number): string {
  return p < 0.0001 ? 'below 0.0001' : p.toFixed(4)
}

/** A Markdown table whose columns line up on a terminal. */
function alignedTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, index) =>
    Math.max(3, ...[head, ...rows].map((cells) => cells[index]?.length ?? 0)),
  )
  const pad = (cells: readonly string[]) => cells.map((cell, index) => cell.padEnd(widths[index] ?? 0))
  return table(pad(head), rows.map(pad)).replace(
    /^\| ---.*$/m,
    `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`,
  )
}
