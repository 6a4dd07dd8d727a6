import type { CheckedPicture } from './check-pictures.js'

/** What a division of pictures shares between its parts. Pictures without a part do not count. */
export interface Straddling {
  /** Groups with pictures in more than one part. */
  readonly groups: number
  /** Pictures (copies, crops and re-encodings counted as one) in more than one part. */
  readonly pictures: number
  /** Files of `test`, and how many of them have a copy, or a picture of their group, in `train`. */
  readonly testFiles: number
  readonly testWithCopyInTrain: number
  readonly testWithGroupInTrain: number
  /** Names of the groups, the first hundred. */
  readonly examples: readonly string[]
}

/** Looks for groups and pictures that are in two parts. `partOf` gives the part's name, or an empty text for none. */
export function findStraddling(
  pictures: readonly CheckedPicture[],
  partOf: (picture: CheckedPicture, index: number) => string,
): Straddling {
  const placed = pictures.flatMap((picture, index) => {
    const part = partOf(picture, index)
    return part === '' ? [] : [{ picture, part }]
  })
  const collect = (nameOf: (picture: CheckedPicture) => string) => {
    const parts = new Map<string, Set<string>>()
    for (const { picture, part } of placed) {
      const seen = parts.get(nameOf(picture))
      if (seen) seen.add(part)
      else parts.set(nameOf(picture), new Set([part]))
    }
    return parts
  }
  const byPicture = collect(({ picture }) => picture)
  const byGroup = collect(({ group }) => group)
  const test = placed.filter(({ part }) => part === 'test')
  const torn = [...byGroup].filter(([, parts]) => parts.size > 1).map(([name]) => name)
  return {
    groups: torn.length,
    pictures: [...byPicture.values()].filter((parts) => parts.size > 1).length,
    testFiles: test.length,
    testWithCopyInTrain: test.filter(({ picture }) => byPicture.get(picture.picture)?.has('train')).length,
    testWithGroupInTrain: test.filter(({ picture }) => byGroup.get(picture.group)?.has('train')).length,
    examples: torn.sort().slice(0, 100),
  }
}
