import { describe, expect, it } from 'vitest'
import { createOnce } from '../../src/bots/once.js'
import { backoff, pause } from '../../src/bots/pause.js'
import { createRunningWork } from '../../src/bots/running-work.js'
import { createPromise } from './support.js'

describe('running work', () => {
  it('drains what runs, and what that starts in turn', async () => {
    const done: string[] = []
    const work = createRunningWork(() => undefined)
    work.start(() => {
      work.start(() => Promise.resolve(void done.push('second')))
      return Promise.resolve(void done.push('first'))
    })
    expect(work.count()).toBe(1)
    expect(await work.drain(10_000)).toBe(true)
    expect(done).toEqual(['first', 'second'])
    expect(work.count()).toBe(0)
  })

  it('stops waiting at its limit', async () => {
    const { promise, resolve } = createPromise<undefined>()
    const work = createRunningWork(() => undefined)
    work.start(() => promise)
    expect(await work.drain(5)).toBe(false)
    resolve(undefined)
    expect(await work.drain(10_000)).toBe(true)
  })

  it('hands over what is thrown and goes on', async () => {
    const faults: unknown[] = []
    const work = createRunningWork((error) => faults.push(error))
    const broken = new Error('broken')
    work.start(() => Promise.reject(broken))
    work.start(() => {
      throw broken
    })
    expect(await work.drain(10_000)).toBe(true)
    expect(faults).toEqual([broken, broken])
  })
})

describe('seeing an id once', () => {
  it('knows an id again, and forgets the oldest beyond its capacity', () => {
    const isFirst = createOnce(2)
    expect(['a', 'a', 'b', 'c', 'b', 'a'].map(isFirst)).toEqual([true, false, true, true, false, true])
  })
})

describe('waiting before another try', () => {
  it('doubles up to its limit, whatever the number of the try', () => {
    expect([1, 2, 3, 4, 5000].map((attempt) => backoff(attempt, 10, 50))).toEqual([10, 20, 40, 50, 50])
  })

  it('ends at once, and without an error, when it is called off', async () => {
    const off = new AbortController()
    const waiting = pause(600_000, off.signal)
    off.abort()
    await waiting
    await expect(pause(600_000, off.signal)).resolves.toBeUndefined()
  })
})
