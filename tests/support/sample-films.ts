import { readFile } from 'node:fs/promises'
import type { Label } from '../../src/core/label.js'

/** A film of the repository's `samples`: made, of nobody, and taken for a chest film by the shipped model's gate. */
export function sampleFilm(label: Label): Promise<Buffer> {
  return readFile(new URL(`../../samples/${label.toLowerCase()}.png`, import.meta.url))
}
