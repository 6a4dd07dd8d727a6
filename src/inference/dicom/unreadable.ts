import type { RefusalCode } from '../../core/outcome.js'

/**
 * Ends the reading of a DICOM file for what the file contains. It never leaves this folder: `decodeDicom` turns it
 * into the refusal it names, so that the parsers need not hand a refusal up through every level.
 */
export class UnreadableDicom extends Error {
  override readonly name = 'UnreadableDicom'
  readonly code: RefusalCode

  constructor(code: RefusalCode) {
    super(code)
    this.code = code
  }
}

/** For a file that contradicts itself or ends too early. */
export const corrupt = (): UnreadableDicom => new UnreadableDicom('corrupt_image')

/** For a file that may well be right, in a form that is not read here. */
export const unsupported = (): UnreadableDicom => new UnreadableDicom('unsupported_format')
