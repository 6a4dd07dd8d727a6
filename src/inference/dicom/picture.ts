import { Fault } from '../../core/fault.js'
import type { GrayPicture } from '../../core/gray-picture.js'
import type { RefusalCode } from '../../core/outcome.js'
import { readFrame } from './frame.js'
import { renderGray, storedValue } from './gray.js'
import { maxInflated, readHeader, type DicomHeader } from './header.js'
import { refuseByKind } from './study-kind.js'
import { unsupported, UnreadableDicom } from './unreadable.js'

/** What a DICOM picture must keep to. */
export interface DicomLimits {
  /** Rows times columns. */
  readonly maxPixels: number
  /** Pixels of the shorter side. */
  readonly minSide: number
}

/**
 * Decodes a DICOM radiograph to 8-bit gray, or says why not. What the file says of itself comes first: another modality,
 * body part or view is refused before a pixel is decoded. Nothing that identifies anybody leaves the file.
 */
export async function decodeDicom(
  bytes: Uint8Array,
  { maxPixels, minSide }: DicomLimits,
): Promise<GrayPicture | RefusalCode> {
  return orRefusal(async () => {
    const header = openDicom(bytes, maxPixels)
    const { rows, columns, frames, pixels } = header
    const code = refuseByKind(header)
    if (code !== null) return code
    if (pixels !== null && frames > 1) throw unsupported()
    if (rows * columns > maxPixels) return 'too_large'
    if (pixels !== null && rows > 0 && columns > 0 && Math.min(rows, columns) < minSide) return 'too_small'
    return renderGray(header, await readFrame(header, maxPixels))
  })
}

/** The first frame of any DICOM file, whatever it shows. */
export interface StoredPixels {
  readonly width: number
  readonly height: number
  /** Samples of a pixel, which lie together in `values`. */
  readonly samples: number
  /** The stored numbers, their sign applied. */
  readonly values: Int32Array
  /** The same as shown, gray. */
  readonly gray: Uint8Array
}

/** Decodes what {@link decodeDicom} would refuse for its kind: for checks of the codecs against a reference. */
export async function readStoredPixels(
  bytes: Uint8Array,
  maxPixels: number,
): Promise<StoredPixels | RefusalCode> {
  return orRefusal(async () => {
    const header = openDicom(bytes, maxPixels)
    const frame = await readFrame(header, maxPixels)
    const { width, height, samples } = frame
    const values = Int32Array.from(frame.values, (pattern) => storedValue(pattern, header))
    const { pixels: gray } = await renderGray(header, frame)
    return { width, height, samples, values, gray }
  })
}

const openDicom = (bytes: Uint8Array, maxPixels: number): DicomHeader =>
  readHeader(bytes, maxInflated(maxPixels))

/** Whatever a parser stumbles over lies in the file; a fault of ours goes on as one. */
async function orRefusal<Result>(read: () => Promise<Result>): Promise<Result | RefusalCode> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof Fault) throw error
    return error instanceof UnreadableDicom ? error.code : 'corrupt_image'
  }
}
