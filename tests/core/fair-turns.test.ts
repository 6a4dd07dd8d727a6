import { describe, expect, it } from 'vitest'
import { createFairTurns, type FairTurnsOptions } from '../../src/core/fair-turns.js'

/** Turns that a test ends one by one, on a clock of its own. */
function setUp(options: Partial<FairTurnsOptions> = {}) {
  let now = 0
  const turns = createFairTurns({ limit: 100, atOnce: 1, expectedMs: 1000, clock: () => now, ...options })
  const begun: string[] = []
  const ends = new Map<string, (result: 'done' | 'broken') => void>()

  /** Enters and waits for the turn. `name` is the lane's and a number: `A1`. */
  function add(name: string) {
    const turn = turns.enter(name.charAt(0))
    const result = turn.run(
      () =>
        new Promise<string>((resolve, reject) => {
          begun.push(name)
          ends.set(name, (how) => {
            if (how === 'done') resolve(name)
            else reject(new Error(name))
          })
        }),
    )
    return { turn, result }
  }

  /** Ends what runs, `ms` later, and waits until the next one began. */
  async function end(name: string, options: { ms?: number; how?: 'done' | 'broken' } = {}): Promise<void> {
    const { ms = 1000, how = 'done' } = options
    now += ms
    ends.get(name)?.(how)
    await new Promise(setImmediate)
  }

  async function endAll(): Promise<void> {
    for (let done = 0; done < begun.length; done += 1) await end(begun[done] ?? '')
  }

  return { turns, add, begun, end, endAll }
}

describe('taking turns', () => {
  it('30 pictures from one chat and 1 from another: the other is answered second', async () => {
    const { add, begun, endAll } = setUp()
    for (let number = 1; number <= 30; number += 1) add(`A${number}`)
    add('B1')
    await new Promise(setImmediate)
    await endAll()
    expect(begun.slice(0, 3)).toEqual(['A1', 'B1', 'A2'])
    expect(begun).toHaveLength(31)
  })

  it('goes round between chats, in the order of arrival in each', async () => {
    const { add, begun, endAll } = setUp()
    for (const name of ['A1', 'A2', 'A3', 'B1', 'B2', 'C1']) add(name)
    await new Promise(setImmediate)
    await endAll()
    expect(begun).toEqual(['A1', 'B1', 'C1', 'A2', 'B2', 'A3'])
  })

  it('has one picture of a chat at work at one time, however many there may be', async () => {
    const { add, begun, end } = setUp({ atOnce: 3 })
    for (const name of ['A1', 'A2', 'B1']) add(name)
    await new Promise(setImmediate)
    expect(begun).toEqual(['A1', 'B1'])
    await end('A1')
    expect(begun).toEqual(['A1', 'B1', 'A2'])
  })

  it('has no more at work at one time than it may', async () => {
    const { add, begun, end } = setUp({ atOnce: 2 })
    for (const name of ['A1', 'B1', 'C1']) add(name)
    await new Promise(setImmediate)
    expect(begun).toEqual(['A1', 'B1'])
    await end('B1')
    expect(begun).toEqual(['A1', 'B1', 'C1'])
  })

  it('keeps the order of a chat where a later picture is ready sooner, and lets other chats go ahead meanwhile', async () => {
    const { turns, add, begun, end } = setUp()
    const slow = turns.enter('A')
    add('A2')
    add('B1')
    await new Promise(setImmediate)
    expect(begun).toEqual(['B1'])
    await end('B1')
    expect(begun).toEqual(['B1'])
    const first = slow.run(() => Promise.resolve('A1'))
    expect(await first).toBe('A1')
    await new Promise(setImmediate)
    expect(begun).toEqual(['B1', 'A2'])
  })

  it('goes on after work that broke, and hands over what it threw', async () => {
    const { add, begun, end } = setUp()
    const broken = add('A1').result.catch((error: unknown) => error)
    add('A2')
    await new Promise(setImmediate)
    await end('A1', { how: 'broken' })
    expect(await broken).toEqual(new Error('A1'))
    expect(begun).toEqual(['A1', 'A2'])
  })

  it('lets the next one go where one leaves without its turn, whether it leaves once or twice', async () => {
    const { turns, add, begun } = setUp()
    const left = turns.enter('A')
    add('A2')
    await new Promise(setImmediate)
    expect(begun).toEqual([])
    left.leave()
    left.leave()
    await new Promise(setImmediate)
    expect(begun).toEqual(['A2'])
    expect(turns.waiting()).toBe(0)
  })
})

describe('the queue', () => {
  it('says of each whether it came beyond the limit, and counts what waits alone', () => {
    const { add, turns } = setUp({ limit: 2 })
    const beyond = ['A1', 'A2', 'A3', 'A4'].map((name) => add(name).turn.beyondLimit)
    // The first one is at work, so it does not wait.
    expect(beyond).toEqual([false, false, false, true])
    expect(turns.waiting()).toBe(3)
  })

  it('tells the place that each really gets', async () => {
    const { add, begun, endAll } = setUp()
    add('A1')
    await new Promise(setImmediate)
    const added = ['A2', 'A3', 'B1', 'C1', 'B2', 'A4', 'C2'].map((name) => ({ name, ...add(name) }))
    const told = added.map(({ name, turn }) => ({ name, place: turn.place()?.place }))
    await endAll()
    const real = added.map(({ name }) => ({ name, place: begun.indexOf(name) }))
    expect(told).toEqual(real)
  })

  it('tells the place of the next picture of a chat, and none where nothing of it waits', async () => {
    const { add, turns } = setUp()
    for (const name of ['A1', 'A2', 'B1']) add(name)
    await new Promise(setImmediate)
    expect(turns.place('A')?.place).toBe(2)
    expect(turns.place('B')?.place).toBe(1)
    expect(turns.place('C')).toBeNull()
  })

  it('tells no place of what began', async () => {
    const { add } = setUp()
    const { turn } = add('A1')
    await new Promise(setImmediate)
    expect(turn.place()).toBeNull()
  })

  it('learns from recent work how long a wait is', async () => {
    const { add, turns, end } = setUp({ expectedMs: 1000 })
    for (let number = 1; number <= 41; number += 1) add(`A${number}`)
    await new Promise(setImmediate)
    expect(turns.secondsUntilEmpty()).toBe(41)
    for (let number = 1; number <= 31; number += 1) await end(`A${number}`, { ms: 4000 })
    expect(turns.secondsUntilEmpty()).toBe(40)
    expect(turns.place('A')?.seconds).toBe(8)
  })

  it('takes what runs side by side for the time that each adds, not for the time that each takes', async () => {
    const { add, turns, end } = setUp({ atOnce: 2, perLane: 2 })
    for (let number = 1; number <= 60; number += 1) add(`A${number}`)
    await new Promise(setImmediate)
    // One ends every second, though each takes two.
    for (let number = 1; number <= 50; number += 1) await end(`A${number}`, { ms: 1000 })
    expect(turns.secondsUntilEmpty()).toBe(10)
  })

  it('never promises less than a second', () => {
    const { turns } = setUp({ expectedMs: 1 })
    expect(turns.secondsUntilEmpty()).toBe(1)
  })
})
