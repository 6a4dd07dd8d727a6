/** A part of a data set under one protocol, as reports and manifests name it. */
export function splitName(protocol: 'reference' | 'honest', part: 'val' | 'test'): string {
  return protocol === 'reference' ? `seed_split ${part}, which leaks` : `split ${part}`
}

/** The figures without which no model is served: on pictures of patients that no part of the training met. */
export const HONEST_TEST = splitName('honest', 'test')
