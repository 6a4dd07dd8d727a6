import type { Random } from '../random.js'

/** A row of numbers with the index of its class and its weight in the choice of cuts. */
export interface WeightedRow {
  readonly features: readonly number[]
  readonly target: number
  readonly weight: number
}

export interface ForestOptions {
  readonly classes: number
  readonly random: Random
  readonly trees?: number
  /** A node with fewer rows than twice this is a leaf. */
  readonly minLeaf?: number
}

/** A fitted forest: the share of each class, summing to 1, for a row of features. */
export type Forest = (features: readonly number[]) => readonly number[]

type Node =
  | { readonly shares: readonly number[] }
  | { readonly feature: number; readonly cut: number; readonly below: Node; readonly above: Node }

/**
 * Extremely randomised trees (P. Geurts, D. Ernst & L. Wehenkel, Machine Learning 63, 2006): each node draws a random
 * cut for each feature and takes the one after which the classes are purest (Gini). A small model that finds any
 * dependence on a few numbers, steps and single values included, which a linear one would miss.
 * @throws RangeError without rows
 */
export function growForest(rows: readonly WeightedRow[], options: ForestOptions): Forest {
  if (rows.length === 0) throw new RangeError('a forest needs rows')
  const { trees = 100 } = options
  const grown = Array.from({ length: trees }, () => growNode(rows, options))
  return (features) => {
    const sums = new Array<number>(options.classes).fill(0)
    for (const tree of grown) {
      findLeaf(tree, features).forEach((share, index) => {
        sums[index] = (sums[index] ?? 0) + share / trees
      })
    }
    return sums
  }
}

function findLeaf(tree: Node, features: readonly number[]): readonly number[] {
  let node = tree
  while (!('shares' in node)) node = (features[node.feature] ?? 0) < node.cut ? node.below : node.above
  return node.shares
}

function growNode(rows: readonly WeightedRow[], options: ForestOptions): Node {
  const { classes, minLeaf = 5 } = options
  const sums = weigh(rows, classes)
  const total = sums.reduce((sum, weight) => sum + weight, 0)
  const leaf = { shares: sums.map((weight) => weight / total) }
  if (rows.length < 2 * minLeaf || leaf.shares.some((share) => share === 1)) return leaf
  const best = bestCut(rows, options, minLeaf)
  if (best === null) return leaf
  const isBelow = ({ features }: WeightedRow) => (features[best.feature] ?? 0) < best.cut
  return {
    ...best,
    below: growNode(rows.filter(isBelow), options),
    above: growNode(
      rows.filter((row) => !isBelow(row)),
      options,
    ),
  }
}

/** The purest of one random cut a feature; null when every feature is constant here or leaves a side too small. */
function bestCut(
  rows: readonly WeightedRow[],
  { classes, random }: ForestOptions,
  minLeaf: number,
): { feature: number; cut: number } | null {
  let best: { feature: number; cut: number } | null = null
  let least = Infinity
  for (let feature = 0; feature < (rows[0]?.features.length ?? 0); feature += 1) {
    let [low, high] = [Infinity, -Infinity]
    for (const { features } of rows) {
      const value = features[feature] ?? 0
      if (value < low) low = value
      if (value > high) high = value
    }
    if (low === high) continue
    const cut = random.uniform(low, high)
    const below = rows.filter(({ features }) => (features[feature] ?? 0) < cut)
    if (below.length < minLeaf || rows.length - below.length < minLeaf) continue
    const above = rows.filter(({ features }) => (features[feature] ?? 0) >= cut)
    const impurity = gini(weigh(below, classes)) + gini(weigh(above, classes))
    if (impurity < least) {
      least = impurity
      best = { feature, cut }
    }
  }
  return best
}

function weigh(rows: readonly WeightedRow[], classes: number): number[] {
  const sums = new Array<number>(classes).fill(0)
  for (const { target, weight } of rows) sums[target] = (sums[target] ?? 0) + weight
  return sums
}

/** Gini's impurity times the weight of the node. */
function gini(sums: readonly number[]): number {
  const total = sums.reduce((sum, weight) => sum + weight, 0)
  return total === 0 ? 0 : total - sums.reduce((sum, weight) => sum + weight * weight, 0) / total
}
