import * as Plot from '@observablehq/plot'
import type { Labelled } from '../../core/calibration.js'
import { LABELS } from '../../core/label.js'
import type { Series } from './chart.js'
import { drawChart, drawSingleChart, lines, stackCharts } from './chart.js'
import type { CurveFigures } from './curves.js'
import { coverageCurve, PLOTTED_COVERAGES } from './coverage.js'
import type { EvaluatedPicture } from './headline.js'
import type { ConfusionMatrix } from './metrics.js'
import { areaUnderCurve, groupRows, reliabilityBins, rocCurve } from './metrics.js'

const SHARES = { domain: [0, 1], grid: true, ticks: 5 } as const

interface CurvePoint {
  readonly epoch: number
  readonly value: number
}

/**
 * Loss (in nats) and accuracy of training and validation by epoch, one chart below the other; the epochs of several
 * stages follow each other, with a line between. An SVG document.
 */
export function plotCurves(epochs: readonly CurveFigures[]): string {
  const pick = (name: string, key: Exclude<keyof CurveFigures, 'stage'>): Series<CurvePoint>[] => {
    const points = epochs.flatMap(({ [key]: value }, index) =>
      value === undefined ? [] : [{ epoch: index + 1, value }],
    )
    return points.length === 0 ? [] : [{ name, points }]
  }
  const stageEnds = epochs.flatMap(({ stage }, index) => {
    const next = epochs[index + 1]
    return next && next.stage !== stage ? [index + 1.5] : []
  })
  const chart = (title: string, label: string, series: readonly Series<CurvePoint>[]) =>
    drawChart({
      title,
      width: 560,
      height: 280,
      legend: series.map(({ name }) => name),
      plot: {
        x: {
          label: 'Epoch',
          ticks: epochs.length > 15 ? 10 : epochs.map((_, index) => index + 1),
          tickFormat: 'd',
          inset: 8,
        },
        y: { label, nice: true, grid: true },
        marks: [
          Plot.frame(),
          Plot.ruleX(stageEnds, { stroke: '#999999' }),
          ...lines(series, 'epoch', 'value', true),
        ],
      },
    })
  return stackCharts('Loss and accuracy by epoch', [
    chart('Loss by epoch', 'Cross-entropy (nats)', [
      ...pick('training', 'trainLoss'),
      ...pick('validation', 'valLoss'),
    ]),
    chart('Accuracy by epoch', 'Share of right answers', [
      ...pick('training', 'trainAccuracy'),
      ...pick('validation', 'valAccuracy'),
      ...pick('validation, adults, mean over classes', 'valAdults'),
      ...pick('validation, children, mean over classes', 'valChildren'),
    ]),
  ])
}

/** The ROC curve of each class against the others, with its area in the legend. An SVG document. */
export function plotRoc(rows: readonly Labelled[]): string {
  const series = LABELS.map((label) => {
    const area = areaUnderCurve(rows, label)
    return {
      name: `${label} (area ${area === null ? 'undefined' : area.toFixed(4)})`,
      points: rocCurve(rows, label),
    }
  })
  return drawSingleChart({
    title: 'ROC curve of each class against the others',
    width: 480,
    height: 440,
    legend: series.map(({ name }) => name),
    plot: {
      x: { ...SHARES, label: '1 − specificity' },
      y: { ...SHARES, label: 'Sensitivity' },
      marks: [Plot.frame(), diagonal(), ...lines(series, 'falsePositiveRate', 'truePositiveRate', false)],
    },
  })
}

/** Share of right answers by highest score, with the pictures in each bin below it. An SVG document. */
export function plotReliability(rows: readonly Labelled[]): string {
  const bins = reliabilityBins(rows)
  const filled = bins.filter(({ n }) => n > 0)
  const title = 'Reliability: how often a score is right'
  return stackCharts(title, [
    drawChart({
      title,
      width: 480,
      height: 400,
      plot: {
        x: { ...SHARES, label: 'Highest score' },
        y: { ...SHARES, label: 'Share of right answers' },
        marks: [
          Plot.frame(),
          Plot.rect(filled, {
            x1: 'low',
            x2: 'high',
            y1: 0,
            y2: 'accuracy',
            fill: '#a9c1db',
            stroke: '#14467c',
          }),
          diagonal(),
          Plot.dot(filled, { x: 'confidence', y: 'accuracy', r: 4, fill: '#222222' }),
        ],
      },
    }),
    drawChart({
      title: 'Pictures in each bin',
      width: 480,
      height: 180,
      plot: {
        x: { ...SHARES, label: 'Highest score' },
        y: { label: 'Pictures', grid: true, ticks: 4, tickFormat: 'd', nice: true },
        marks: [
          Plot.frame(),
          Plot.rect(bins, { x1: 'low', x2: 'high', y1: 0, y2: 'n', fill: '#6c6c6c', stroke: '#ffffff' }),
        ],
      },
    }),
  ])
}

/** Counts by true class (rows) and answer (columns), shaded by the share of their row. An SVG document. */
export function plotConfusion(matrix: ConfusionMatrix): string {
  const cells = LABELS.flatMap((actual) => {
    const total = LABELS.reduce((sum, predicted) => sum + matrix[actual][predicted], 0)
    return LABELS.map((predicted) => {
      const count = matrix[actual][predicted]
      const share = total === 0 ? 0 : count / total
      return { actual, predicted, count, share, text: `${count}\n${(share * 100).toFixed(1)} %` }
    })
  })
  return drawSingleChart({
    title: 'Confusion matrix',
    width: 480,
    height: 400,
    plot: {
      marginLeft: 122,
      x: { domain: LABELS, label: 'Answer of the network', tickSize: 0 },
      y: { domain: LABELS, label: 'True class', tickSize: 0 },
      marks: [
        Plot.cell(cells, {
          x: 'predicted',
          y: 'actual',
          fill: ({ share }: Cell) => shade(share),
          stroke: '#777777',
        }),
        Plot.text(cells, {
          x: 'predicted',
          y: 'actual',
          text: 'text',
          fill: ({ share }: Cell) => (share > 0.5 ? '#ffffff' : '#111111'),
          fontSize: 16,
          fontWeight: 'bold',
        }),
      ],
      color: { type: 'identity' },
    },
  })
}

/** A population with fewer pictures has no line of its own in {@link plotCoverage}. */
const FEW = 50

/**
 * Accuracy on the pictures with the highest top scores, by the share that is kept: in all, with Wilson's 95 %
 * interval as a band, and for the two largest stated populations. An SVG document.
 */
export function plotCoverage(rows: readonly EvaluatedPicture[]): string {
  const populations = [...groupRows(rows, ({ population }) => population)]
    .filter(([name, part]) => name !== '' && name !== 'unknown' && part.length >= FEW)
    .sort(([, one], [, other]) => other.length - one.length)
    .slice(0, 2)
  const series = [['all', rows] as const, ...populations].map(([name, part]) => ({
    name: `${name} (n ${part.length})`,
    points: coverageCurve(part, PLOTTED_COVERAGES).map(({ coverage, accuracy }) => ({
      coverage,
      ...accuracy,
    })),
  }))
  const lowest = Math.min(...series.flatMap(({ points }) => points.map(({ low }) => low)))
  return drawSingleChart({
    title: 'Accuracy on the pictures that the model is surest of',
    width: 560,
    height: 340,
    legend: series.map(({ name }) => name),
    plot: {
      marginRight: 30,
      x: { domain: [0.2, 1], label: 'Share of pictures kept', grid: true, ticks: 8, tickFormat: '.0%' },
      y: {
        domain: [Math.min(0.9, Math.floor(lowest * 20) / 20), 1],
        label: 'Share of right answers',
        grid: true,
        ticks: 6,
      },
      marks: [
        Plot.frame(),
        Plot.areaY(series[0]?.points ?? [], {
          x: 'coverage',
          y1: 'low',
          y2: 'high',
          fill: '#a9c1db',
          fillOpacity: 0.5,
        }),
        ...lines(series, 'coverage', 'value', false),
      ],
    },
  })
}

type Cell = Readonly<{ share: number }>

/** White for 0 to a dark blue for 1, its lightness falling evenly. */
function shade(share: number): string {
  const channel = (end: number) => Math.round(255 + (end - 255) * share)
  return `rgb(${channel(20)},${channel(70)},${channel(124)})`
}

function diagonal(): Plot.Markish {
  return Plot.line(
    [
      [0, 0],
      [1, 1],
    ],
    { stroke: '#999999', strokeDasharray: '4 4' },
  )
}
