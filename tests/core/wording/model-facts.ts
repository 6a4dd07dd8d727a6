import type { ModelFacts } from '../../../src/core/wording/wording.js'

const share = (value: number) => ({ value, low: value - 0.02, high: value + 0.01, n: 1045 })
const each = (value: number) => ({ COVID: share(value), NORMAL: share(value), PNEUMONIA: share(value) })

/** A model with as much to tell as `about` ever tells. */
export const MODEL_FACTS: ModelFacts = {
  id: 'densenet-with-a-long-name@0123456789ab',
  architecture: 'vgg16-flatten-dense256',
  gated: true,
  metrics: ['test of the honest split', 'another hospital', 'adults alone', 'a fourth'].map((split) => ({
    split,
    command: 'evaluate',
    accuracy: share(0.9755),
    sensitivity: each(0.9),
    specificity: each(0.95),
  })),
}
