import { afterEach, beforeEach, vi } from 'vitest'
import { createRateLimits } from '../../src/store/rate-limits.js'
import { createMemoryRateLimits } from '../support/memory-stores.js'
import { describeRateLimits } from './contracts/rate-limits.js'
import { at } from './support/studies.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describeRateLimits('rates for tests', (limits) => {
  let seconds = 0
  return {
    limits: createMemoryRateLimits({ ...limits, now: () => at(seconds) }),
    pass: (more) => (seconds += more),
  }
})
describeRateLimits('rates', (limits) => ({
  limits: createRateLimits(limits),
  pass: (seconds) => vi.advanceTimersByTime(seconds * 1000),
}))
