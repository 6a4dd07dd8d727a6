import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { Labelled } from '../../src/core/calibration.js'
import { nameScores } from '../../src/core/label.js'
import { confusionMatrix } from '../../src/training/evaluation/metrics.js'
import { plotConfusion, plotCurves, plotReliability, plotRoc } from '../../src/training/evaluation/plots.js'

const ROWS: readonly Labelled[] = [
  { label: 'COVID', scores: nameScores([0.9, 0.05, 0.05]) },
  { label: 'COVID', scores: nameScores([0.1, 0.8, 0.1]) },
  { label: 'NORMAL', scores: nameScores([0.1, 0.8, 0.1]) },
  { label: 'PNEUMONIA', scores: nameScores([0.1, 0.3, 0.6]) },
]

const EPOCHS = [1, 2, 3].map((epoch) => ({
  epoch,
  trainLoss: 1 / epoch,
  trainAccuracy: 1 - 0.3 / epoch,
  valLoss: 1.2 / epoch,
  valAccuracy: 1 - 0.4 / epoch,
}))

const PLOTS: Record<string, { readonly svg: string; readonly texts: readonly string[] }> = {
  'training curves': {
    svg: plotCurves(EPOCHS),
    texts: [
      'Loss by epoch',
      'Accuracy by epoch',
      'Epoch',
      'Cross-entropy (nats)',
      'Share of right answers',
      'training',
      'validation',
      '3',
    ],
  },
  'ROC curves': {
    svg: plotRoc(ROWS),
    texts: [
      '1 − specificity',
      'Sensitivity',
      'COVID (area 0.7500)',
      'NORMAL (area 0.8333)',
      'PNEUMONIA (area 1.0000)',
    ],
  },
  'a reliability diagram': {
    svg: plotReliability(ROWS),
    texts: ['Highest score', 'Share of right answers', 'Pictures'],
  },
  'a confusion matrix': {
    svg: plotConfusion(confusionMatrix(ROWS)),
    texts: [
      'Answer of the network',
      'True class',
      'COVID',
      'NORMAL',
      'PNEUMONIA',
      '50.0 %',
      '100.0 %',
      '0.0 %',
    ],
  },
}

function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<(?:text|tspan)[^>]*>(?<text>[^<]+)</g)].map(
    ({ groups }) => groups?.['text'] ?? '',
  )
}

describe.each(Object.entries(PLOTS))('the drawing of %s', (_, { svg, texts }) => {
  it('has its labels', () => {
    expect(textsOf(svg)).toEqual(expect.arrayContaining([...texts]))
  })

  it('is a document of its own on white ground, with nothing from elsewhere', () => {
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+"/)
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(
      /https?:|@import|<style|<script|NaN|undefined/,
    )
  })

  it('stays legible in gray: something dark on something white', async () => {
    const { channels } = await sharp(Buffer.from(svg)).toColourspace('b-w').stats()
    expect(channels[0]?.min).toBeLessThan(80)
    expect(channels[0]?.max).toBe(255)
  })
})

it('lines of one chart differ by their dashes', () => {
  const { svg = '' } = PLOTS['ROC curves'] ?? {}
  const dashes = svg.matchAll(/<line [^>]*stroke-width="2.\d" stroke-dasharray="(?<dash>[^"]+)"/g)
  expect(Array.from(dashes, ({ groups }) => groups?.['dash'])).toEqual(['none', '8 4', '2 3'])
})

it('a class without pictures has no area and no curve', () => {
  expect(textsOf(plotRoc(ROWS.slice(0, 3)))).toContain('PNEUMONIA (area undefined)')
})

it('a single epoch is drawn', async () => {
  const { channels } = await sharp(Buffer.from(plotCurves(EPOCHS.slice(0, 1)))).stats()
  expect(channels[0]?.min).toBeLessThan(80)
})
