import type { ModelIdentity } from '../../src/core/examination.js'
import type { Label, Scores } from '../../src/core/label.js'
import { LABELS, nameScores } from '../../src/core/label.js'
import { createRandom } from '../../src/training/random.js'
import type { ScoredPicture } from '../../src/training/evaluation/scores-file.js'

export const MODEL: ModelIdentity = {
  id: 'reference@0123456789ab',
  backend: 'native',
  precision: 'float32',
  preprocessing: 'gray-fill-1',
}

type Scored = ScoredPicture & { readonly scores: Scores }

/** One picture with scores in the order of the labels. */
export function scored(
  label: Label,
  scores: readonly [number, number, number],
  changes: Partial<Scored> = {},
): Scored {
  return {
    path: `pool/${label}/${scores.join('-')}.png`,
    label,
    scores: nameScores(scores),
    outcome: 'finding',
    code: null,
    source: 'archive',
    population: 'adult',
    group: '',
    bytes: '0123456789abcdef',
    picture: { width: 480, height: 600, brightness: 0.45 },
    model: MODEL,
    ...changes,
  }
}

/** Pictures of which about nine in ten are right, six to a patient. `lean` moves all towards their class. */
export function scoredPictures(count: number, lean = 3): Scored[] {
  const random = createRandom('pictures')
  return Array.from({ length: count }, (_, index) => {
    const label = LABELS[index % LABELS.length] ?? 'COVID'
    const weights = LABELS.map((name) => Math.exp((name === label ? lean : 0) + random.uniform(-2.5, 2.5)))
    const sum = weights.reduce((total, weight) => total + weight, 0)
    const [covid = 0, normal = 0, pneumonia = 0] = weights.map((weight) => weight / sum)
    return scored(label, [covid, normal, pneumonia], {
      path: `pool/${label}/${index}.png`,
      source: index % 5 === 0 ? 'hospital|one' : 'archive',
      population: index % 2 === 0 ? 'adult' : '',
      group: `patient ${Math.floor(index / 6)}`,
    })
  })
}

/** The picture as a gate turned it away, its scores kept. */
export function refusedPicture(row: Scored): Scored {
  return { ...row, outcome: 'refused', code: 'not_frontal_chest' }
}
