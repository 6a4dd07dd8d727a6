import type { GateRate, TurnedRate } from './gate-evaluation.js'
import { partName, percent, table } from '../evaluation/markdown.js'
import type { GateReport, Mislabelled, UprightRates } from './train-gate.js'

/** The gate's report in words and tables. */
export function gateMarkdown(report: GateReport, title: string, command: string): string {
  return (
    [
      `# ${title}`,
      'Intervals are 95 % by Wilson. "Not let in" counts every picture that the first look does not accept.',
      '## Pictures that are no upright frontal chest film',
      'Each is judged by a gate that was fitted without it (cross-validation; copies of a picture stay together).',
      table(['kind', 'n', 'not let in', 'verdicts'], [...report.byKind, report.others].map(rateRow)),
      '## A kind that the gate never met',
      'Fitted and chosen without any picture of the kind, then shown all of them.',
      table(['kind left out', 'n', 'not let in', 'verdicts'], report.leftOut.map(rateRow)),
      uprightMarkdown(report.upright),
      '## Upright films of a source that the gate never met',
      table(['source left out', 'n', 'not let in', 'verdicts'], report.newSources.map(rateRow)),
      turnedMarkdown(report.turned),
      '## Training pictures left out of the fit',
      'They are called frontal films in the data set, and the gate that never saw them is sure that they are not.',
      filmTable(report.mislabelled),
      '## What it was made of',
      table(
        ['kind', 'pictures'],
        Object.entries(report.pictures).map(([kind, count]) => [kind, String(count)]),
      ),
      `Thresholds: \`${JSON.stringify(report.thresholds)}\``,
      `Again: \`${command}\``,
    ].join('\n\n') + '\n'
  )
}

export function uprightMarkdown({
  part,
  all,
  augmented,
  bySource,
  byPopulation,
  refused,
}: UprightRates): string {
  const head = ['', 'n', 'not let in', 'verdicts']
  return [
    `## Upright films of \`${part}\``,
    table(head, [all, ...(augmented ? [augmented] : [])].map(rateRow)),
    table(['source', ...head.slice(1)], bySource.map(rateRow)),
    table(['population', ...head.slice(1)], byPopulation.map(rateRow)),
    'Those that were not let in:',
    filmTable(refused),
  ].join('\n\n')
}

export function turnedMarkdown(turned: readonly TurnedRate[]): string {
  return [
    '## Turned films',
    'A film that is called turned is put right and judged again.',
    table(
      [
        'as received',
        'n',
        'put right and accepted',
        'refused',
        'accepted as it came',
        'taken for another turn',
      ],
      turned.map(({ turn, n, putRight, refused, acceptedTurned, misread }) => [
        turn,
        String(n),
        percent(putRight),
        percent(refused),
        percent(acceptedTurned),
        String(misread),
      ]),
    ),
  ].join('\n\n')
}

function rateRow({ name, n, refused, verdicts }: GateRate): string[] {
  const said = Object.entries(verdicts)
    .sort(([, left], [, right]) => right - left)
    .map(([verdict, count]) => `${verdict} ${count}`)
  return [partName(name), String(n), percent(refused), said.join(', ')]
}

function filmTable(films: readonly Mislabelled[]): string {
  if (films.length === 0) return 'None.'
  return table(
    ['film', 'source', 'likeliest class'],
    films.map(({ path, source, verdict }) => [path, source, verdict]),
  )
}
