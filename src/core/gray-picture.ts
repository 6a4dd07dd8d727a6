/** A decoded picture: `width * height` gray bytes in rows from the top. */
export interface GrayPicture {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array
}

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

/** A film that browsers cannot show, such as DICOM, drawn as a JPEG; null for what cannot be drawn. */
export type DrawFilm = (bytes: Uint8Array) => Promise<Uint8Array | null>

/** The two halves of {@link FitPicture} apart, for training that changes pictures between them. */
export interface FilmReading {
  /** Null for a file that would be refused. */
  decode(bytes: Uint8Array): Promise<GrayPicture | null>
  /** `size * size` bytes as the network takes them. A picture that has that size already is not resampled. */
  fit(picture: GrayPicture, size: number): Promise<Uint8Array>
}
