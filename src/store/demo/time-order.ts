/** Gives back what was put in, earliest first; of the same moment, in the order in which it came. */
export interface TimeOrder<T> {
  add(at: Date, item: T): void
  /** Takes out the earliest, where it is not after `until`. */
  next(until: Date): T | undefined
}

interface Place<T> {
  readonly time: number
  readonly turn: number
  readonly item: T
}

/** A binary heap. */
export function createTimeOrder<T>(): TimeOrder<T> {
  const places: Place<T>[] = []
  let turns = 0

  const isBefore = (a: Place<T>, b: Place<T>): boolean =>
    a.time < b.time || (a.time === b.time && a.turn < b.turn)

  function rise(from: number): void {
    for (let index = from; index > 0;) {
      const above = (index - 1) >> 1
      if (!swapUnlessOrdered(above, index)) return
      index = above
    }
  }

  function sink(): void {
    for (let index = 0; ;) {
      const [left, right] = [2 * index + 1, 2 * index + 2]
      const [a, b] = [places[left], places[right]]
      if (a === undefined) return
      const below = b !== undefined && isBefore(b, a) ? right : left
      if (!swapUnlessOrdered(index, below)) return
      index = below
    }
  }

  function swapUnlessOrdered(above: number, below: number): boolean {
    const [upper, lower] = [places[above], places[below]]
    if (upper === undefined || lower === undefined || !isBefore(lower, upper)) return false
    places[above] = lower
    places[below] = upper
    return true
  }

  return {
    add(at, item) {
      places.push({ time: at.getTime(), turn: turns++, item })
      rise(places.length - 1)
    },
    next(until) {
      const first = places[0]
      const last = places.at(-1)
      if (first === undefined || last === undefined || first.time > until.getTime()) return undefined
      places.pop()
      if (places.length > 0) {
        places[0] = last
        sink()
      }
      return first.item
    },
  }
}
