import { z } from 'zod'
import type { ModelReport, ReferenceDistributions } from '../core/model-shelf.js'
import { HISTOGRAM_STEPS } from '../core/record-figures.js'

const share = z.number().min(0).max(1)
const count = z.number().int().min(0)
const interval = z.object({ value: share, low: share, high: share, n: count }).nullable()

function byLabel<Value extends z.ZodType>(value: Value) {
  return z.object({ COVID: value, NORMAL: value, PNEUMONIA: value })
}

const part = z.object({
  name: z.string(),
  n: count,
  accuracy: interval,
  sensitivity: byLabel(interval),
})

/** What pages show of a `report.json`; the rest of it is for other readers. */
const report: z.ZodType<ModelReport> = z.object({
  split: z.string(),
  command: z.string(),
  n: count,
  confusion: byLabel(byLabel(count)),
  accuracy: interval,
  balancedAccuracy: interval,
  meanAreaUnderCurve: interval,
  expectedCalibrationError: interval,
  classes: byLabel(
    z.object({
      n: count,
      sensitivity: interval,
      specificity: interval,
      positivePredictiveValue: interval,
      negativePredictiveValue: interval,
      areaUnderCurve: interval,
    }),
  ),
  reliability: z
    .array(
      z.object({
        low: share,
        high: share,
        n: count,
        confidence: share.nullable(),
        accuracy: share.nullable(),
      }),
    )
    .max(100),
  byPopulation: z.array(part).max(100),
  bySource: z.array(part).max(100),
})

const histogram = z.array(count).length(HISTOGRAM_STEPS)

const distributions = z.object({
  format: z.literal(1),
  split: z.string(),
  n: count,
  scores: byLabel(histogram),
  brightness: histogram,
  size: histogram,
})

/** The evaluation in a model folder; null where the file is missing or is not one that this version can read. */
export function parseReport(text: string | null): ModelReport | null {
  return parse(text, report)
}

/** How scores and inputs lay on the model's own test; null where the file is missing or not readable. */
export function parseDistributions(text: string | null): ReferenceDistributions | null {
  const found = parse(text, distributions)
  if (found === null) return null
  const { split, n, scores, brightness, size } = found
  return { split, n, scores, brightness, size }
}

function parse<Content>(text: string | null, schema: z.ZodType<Content>): Content | null {
  if (text === null) return null
  try {
    const parsed = schema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
