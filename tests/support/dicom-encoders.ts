import { Context, NativeCodecs } from 'dcmjs-codecs'
import { nativePixels, SYNTAX, type DicomOptions } from './dicom-files.js'

/** A picture to compress; its bits are 8 or 16. */
export type Compressed = Omit<DicomOptions, 'fragments' | 'raw' | 'preamble'> & {
  /** Bits that the codestream states; as many as are allocated by default. */
  readonly stored?: number
}

const ENCODE: Readonly<Record<string, (frame: Context) => Context>> = {
  [SYNTAX.rle]: (frame) => NativeCodecs.encodeRle(frame),
  [SYNTAX.jpegLossless]: (frame) =>
    NativeCodecs.encodeJpeg(frame, { lossy: false, predictor: 1, pointTransform: 0 }),
  [SYNTAX.jpeg]: (frame) => NativeCodecs.encodeJpeg(frame, { lossy: true, quality: 95 }),
  [SYNTAX.jpegLs]: (frame) => NativeCodecs.encodeJpegLs(frame, { lossy: false }),
  [SYNTAX.jpeg2000]: (frame) => NativeCodecs.encodeJpeg2000(frame, { lossy: false }),
  [SYNTAX.htj2k]: (frame) => NativeCodecs.encodeHtJpeg2000(frame, { lossy: false }),
}

/** One frame in the codestream of a transfer syntax, by the encoders that come with our decoders. */
export async function encodeFrame(syntax: string, picture: Compressed): Promise<Buffer> {
  if (!NativeCodecs.isInitialized()) await NativeCodecs.initializeAsync()
  const { width = 160, height = 140, bits = 16, samples = 1, signed = false, stored = bits } = picture
  const frame = new Context({
    width,
    height,
    bitsAllocated: bits,
    bitsStored: stored,
    samplesPerPixel: samples,
    pixelRepresentation: signed ? 1 : 0,
    planarConfiguration: 0,
    photometricInterpretation: samples === 1 ? 'MONOCHROME2' : 'RGB',
    decodedBuffer: nativePixels(picture),
  })
  const encoded = ENCODE[syntax]?.(frame).getEncodedBuffer()
  if (!encoded) throw new Error(`nothing encodes ${syntax}`)
  return Buffer.from(encoded)
}
