/** Joins the members of 0..count-1 that belong together, in whatever order the joins come. */
export interface Clusters {
  join(left: number, right: number): void
  /** The smallest member of the cluster. */
  rootOf(member: number): number
  /** Members in rising order, by cluster. */
  all(): readonly (readonly number[])[]
}

/** Disjoint sets with path halving. */
export function createClusters(count: number): Clusters {
  const parents = Int32Array.from({ length: count }, (_, index) => index)
  const rootOf = (member: number): number => {
    let root = member
    while (parents[root] !== root) {
      parents[root] = parents[parents[root] as number] as number
      root = parents[root] as number
    }
    return root
  }
  return {
    rootOf,
    join(left, right) {
      const [a, b] = [rootOf(left), rootOf(right)]
      parents[Math.max(a, b)] = Math.min(a, b)
    },
    all() {
      const members = new Map<number, number[]>()
      for (let member = 0; member < count; member += 1) {
        const root = rootOf(member)
        const cluster = members.get(root)
        if (cluster) cluster.push(member)
        else members.set(root, [member])
      }
      return [...members.values()]
    },
  }
}

/** Joins the members that have the same key; an empty key joins nothing. */
export function joinByKey(clusters: Clusters, keys: readonly string[]): void {
  const firsts = new Map<string, number>()
  keys.forEach((key, member) => {
    if (key === '') return
    const first = firsts.get(key)
    if (first === undefined) firsts.set(key, member)
    else clusters.join(first, member)
  })
}
