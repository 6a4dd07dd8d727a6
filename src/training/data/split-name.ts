import { HONEST_TEST_SPLIT } from '../../core/model-shelf.js'

/** A part of a data set under one protocol, as reports and manifests name it. */
export function splitName(protocol: 'reference' | 'honest', part: 'val' | 'test'): string {
  if (protocol === 'reference') return `seed_split ${part}, which leaks`
  return part === 'test' ? HONEST_TEST_SPLIT : `split ${part}`
}
