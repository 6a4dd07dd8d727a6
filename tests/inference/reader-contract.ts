import { expect, it } from 'vitest'
import type { RadiographReader } from '../../src/core/examination.js'
import { LABELS } from '../../src/core/label.js'
import { drawRadiograph } from '../support/radiograph.js'

/** What every reader keeps to, the real one and the one that stands in for it. */
export function readerContract(reader: () => RadiographReader): void {
  it('answers a picture with a finding or with uncertainty, and scores that sum to 1', async () => {
    const { outcome, model, picture } = await reader().read(await drawRadiograph())
    expect(['finding', 'uncertain']).toContain(outcome.kind)
    if (outcome.kind !== 'finding' && outcome.kind !== 'uncertain') return
    expect(LABELS.reduce((sum, label) => sum + outcome.scores[label], 0)).toBeCloseTo(1, 6)
    expect(outcome.threshold).toBeGreaterThan(0)
    expect(model?.id).toMatch(/^[a-z0-9.-]+@[0-9a-f]{12}$/)
    expect(picture).not.toBeNull()
  })

  it('gives the same scores for the same bytes', async () => {
    const bytes = await drawRadiograph({ seed: 3 })
    const [first, second] = await Promise.all([reader().read(bytes), reader().read(bytes)])
    expect(first.outcome).toEqual(second.outcome)
  })

  it('says that it is ready, and with which model', async () => {
    await reader().read(await drawRadiograph())
    expect(reader().status()).toMatchObject({ state: 'ready', model: { preprocessing: 'gray-fill-1' } })
  })

  it('can be closed twice', async () => {
    await reader().close()
    await reader().close()
  })
}
