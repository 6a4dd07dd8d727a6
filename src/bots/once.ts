/**
 * Tells the first sight of an id from a repeated one: both platforms send an event again when they are not sure that
 * it arrived. Remembers the last `capacity` ids.
 */
export function createOnce(capacity = 10_000): (id: string | number) => boolean {
  const seen = new Set<string | number>()
  return (id) => {
    if (seen.has(id)) return false
    seen.add(id)
    if (seen.size > capacity) {
      const [oldest] = seen
      if (oldest !== undefined) seen.delete(oldest)
    }
    return true
  }
}
