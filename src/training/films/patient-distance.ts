import { WHOLE } from '../perceptual-hash.js'
import { compareDetail } from '../prepare/detail.js'
import { layOver, targetOf } from '../prepare/likeness.js'

/** How like the likest patient a made film is, against how like patients are to each other. Correlations of detail, once one is laid over the other, as `prepare` compares pictures: a copy reaches 0.78 and more. */
export interface PatientDistance {
  /** Of the made film to the likest of `pictures` training pictures. */
  readonly film: number
  /** Of training pictures, each to the likest one of another patient: the middle one, and the highest. */
  readonly patientsMedian: number
  readonly patientsHighest: number
  /** Training pictures that the film was compared with, and that were compared with each other. */
  readonly pictures: number
  readonly compared: number
}

export interface KnownPicture {
  readonly thumbnail: Uint8Array
  readonly group: string
}

/** Measures whether a made film repeats a patient's. `known` are all pictures of its class that it could repeat. */
export function measurePatientDistance(
  film: Uint8Array,
  known: readonly KnownPicture[],
  probes: readonly KnownPicture[],
): PatientDistance {
  const likest = (thumbnail: Uint8Array, group: string | null) => {
    const target = targetOf(thumbnail, WHOLE)
    return known.reduce((highest, other) => {
      if (other.group === group) return highest
      const fit = layOver(target, other.thumbnail, WHOLE, 'anybody')
      // Where not even outlines meet, no detail does.
      if (!fit || fit.correlation < 0.3) return highest
      return Math.max(highest, compareDetail(thumbnail, other.thumbnail, fit.window))
    }, 0)
  }
  const patients = probes.map(({ thumbnail, group }) => likest(thumbnail, group)).sort((a, b) => a - b)
  return {
    film: likest(film, null),
    patientsMedian: patients[Math.floor(patients.length / 2)] ?? 0,
    patientsHighest: patients.at(-1) ?? 0,
    pictures: known.length,
    compared: probes.length,
  }
}
