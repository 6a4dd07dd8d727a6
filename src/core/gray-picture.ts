/** A picture fitted to the network: `size * size` gray bytes in rows from the top. */
export interface GraySquare {
  readonly size: number
  readonly pixels: Uint8Array
}

/**
 * Decodes a picture file and fits it to the network, for training and evaluation. The same code serves.
 * Null for a file that would be refused.
 */
export type FitPicture = (bytes: Uint8Array) => Promise<GraySquare | null>
