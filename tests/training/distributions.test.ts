import { describe, expect, it } from 'vitest'
import { HISTOGRAM_STEPS } from '../../src/core/record-figures.js'
import { distributionsOf } from '../../src/training/evaluation/distributions.js'
import { refusedPicture, scored } from '../support/scored-pictures.js'

const empty = new Array<number>(HISTOGRAM_STEPS).fill(0)
const at = (...steps: number[]) => empty.map((_, step) => steps.filter((one) => one === step).length)

describe('how the pictures of a part lie', () => {
  it('is counted over scores, brightness and size of those that were answered', () => {
    const sure = scored('COVID', [1, 0, 0], { picture: { width: 64, height: 32, brightness: 0 } })
    const unsure = scored('NORMAL', [0.3, 0.42, 0.28], {
      outcome: 'uncertain',
      picture: { width: 300, height: 8192, brightness: 1 },
    })
    const refused = refusedPicture(scored('NORMAL', [0, 1, 0]))
    expect(distributionsOf([sure, unsure, refused], 'honest test')).toEqual({
      format: 1,
      split: 'honest test',
      n: 2,
      scores: { COVID: at(19, 6), NORMAL: at(0, 8), PNEUMONIA: at(0, 5) },
      brightness: at(0, 19),
      size: at(0, 19),
    })
  })

  it('leaves out what was not measured', () => {
    const unmeasured = scored('COVID', [1, 0, 0], { picture: { width: 64, height: 64, brightness: null } })
    const { n, brightness, size } = distributionsOf([unmeasured, { ...unmeasured, picture: null }], 'val')
    expect([n, brightness, size]).toEqual([1, empty, at(0)])
  })
})
