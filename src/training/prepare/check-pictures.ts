import type { Label } from '../../core/label.js'
import { createClusters, joinByKey } from './clusters.js'
import type { Fingerprint } from './fingerprints.js'
import type { LikePair } from './near-duplicates.js'
import type { Listed } from './read-source.js'

/** A readable picture of the data set with what was found out about it. */
export interface CheckedPicture {
  readonly listed: Listed
  readonly fingerprint: Fingerprint
  /** The same for copies, crops and re-encodings of one picture. */
  readonly picture: string
  /** Joins pictures of one patient, as far as the source tells, and copies of one picture. */
  readonly group: string
  /** The same picture stands under another label too: no label can be believed. */
  readonly conflict: boolean
}

/** What belongs together in a data set. Places are indices of `pictures`. */
export interface CheckedSet {
  readonly pictures: readonly CheckedPicture[]
  /** Places of files with the same bytes, two or more a set. */
  readonly identical: readonly (readonly number[])[]
  /** Places of files that show one picture by their pixels, two or more a set. */
  readonly alike: readonly (readonly number[])[]
  /** Places of files that show one picture, whatever told so, two or more a set. */
  readonly copies: readonly (readonly number[])[]
  readonly conflicts: readonly { readonly members: readonly number[]; readonly labels: readonly Label[] }[]
}

export interface ReadPicture {
  readonly listed: Listed
  readonly fingerprint: Fingerprint
}

/** Joins what belongs together: pictures by content and by the source's word, groups by pictures and by the source's word. */
export function checkPictures(read: readonly ReadPicture[], pairs: readonly LikePair[]): CheckedSet {
  const pictures = createClusters(read.length)
  joinByKey(
    pictures,
    read.map(({ fingerprint }) => fingerprint.pixelsSha256),
  )
  for (const { first, second } of pairs) pictures.join(first, second)
  const alike = pictures.all().filter((members) => members.length > 1)
  joinByKey(
    pictures,
    read.map(({ listed }) => listed.picture),
  )
  const groups = createClusters(read.length)
  read.forEach((_, member) => {
    groups.join(member, pictures.rootOf(member))
  })
  joinByKey(
    groups,
    read.map(({ listed }) => listed.group),
  )

  const pictureNames = nameMembers(pictures.all(), read, 'p', ({ listed }) => listed.picture)
  const groupNames = nameMembers(groups.all(), read, 'g', ({ listed }) => listed.group)
  const copies = pictures.all().filter((members) => members.length > 1)
  const conflicts = copies.flatMap((members) => {
    const labels = [...new Set(members.map((member) => (read[member] as ReadPicture).listed.label))].sort()
    return labels.length > 1 ? [{ members, labels }] : []
  })
  const inConflict = new Set(conflicts.flatMap(({ members }) => members))
  const identical = createClusters(read.length)
  joinByKey(
    identical,
    read.map(({ fingerprint }) => fingerprint.sha256),
  )
  return {
    pictures: read.map(({ listed, fingerprint }, member) => ({
      listed,
      fingerprint,
      picture: pictureNames[member] as string,
      group: groupNames[member] as string,
      conflict: listed.conflict || inConflict.has(member),
    })),
    identical: identical.all().filter((members) => members.length > 1),
    alike,
    copies,
    conflicts,
  }
}

function nameMembers(
  clusters: readonly (readonly number[])[],
  read: readonly ReadPicture[],
  prefix: string,
  given: (picture: ReadPicture) => string,
): string[] {
  const names = new Array<string>(read.length)
  for (const members of clusters) {
    const name = clusterName(
      prefix,
      members.map((member) => read[member] as ReadPicture),
      given,
    )
    for (const member of members) names[member] = name
  }
  return names
}

/**
 * A name that does not depend on the order or place of the files: the smallest that the source gives its members, else one
 * made of the smallest hash of their contents.
 */
function clusterName(
  prefix: string,
  members: readonly ReadPicture[],
  given: (picture: ReadPicture) => string,
): string {
  const smallest = (texts: readonly string[]) => texts.reduce((least, text) => (text < least ? text : least))
  const names = members.map(given).filter((name) => name !== '')
  if (names.length > 0) return smallest(names)
  return `${prefix}${smallest(members.map(({ fingerprint }) => fingerprint.sha256)).slice(0, 12)}`
}
