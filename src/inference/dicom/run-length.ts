import { corrupt } from './unreadable.js'

const HEADER = 64

/**
 * Decodes a frame in DICOM's run-length coding (PS3.5, annex G) to samples, colours together, 16-bit ones in little
 * endian. Every byte of every sample has a segment of its own, the higher one first. Throws where a segment is missing,
 * leads out of the frame or is too short; bytes above what is needed are ignored.
 */
export function decodeRunLength(
  frame: Uint8Array,
  pixels: number,
  samples: number,
  bytesPerSample: number,
): Uint8Array {
  if (frame.byteLength < HEADER) throw corrupt()
  const header = new DataView(frame.buffer, frame.byteOffset, HEADER)
  const segments = header.getUint32(0, true)
  if (segments !== samples * bytesPerSample || segments > 15) throw corrupt()
  const decoded = new Uint8Array(pixels * segments)
  for (let segment = 0; segment < segments; segment += 1) {
    const start = header.getUint32(4 + segment * 4, true)
    const end = segment + 1 < segments ? header.getUint32(8 + segment * 4, true) : frame.byteLength
    if (start < HEADER || start > end || end > frame.byteLength) throw corrupt()
    const sample = Math.floor(segment / bytesPerSample)
    const place = sample * bytesPerSample + (bytesPerSample - 1 - (segment % bytesPerSample))
    spread(frame.subarray(start, end), decoded, place, segments)
  }
  return decoded
}

/** Unpacks one segment to every `step`-th byte of `target` from `place` on. */
function spread(segment: Uint8Array, target: Uint8Array, place: number, step: number): void {
  let to = place
  for (let at = 0; to < target.byteLength;) {
    const control = segment[at]
    if (control === undefined) throw corrupt()
    at += 1
    if (control === 128) continue
    const literal = control < 128
    const left = Math.ceil((target.byteLength - to) / step)
    const run = Math.min(literal ? control + 1 : 257 - control, left)
    if (at + (literal ? run : 1) > segment.byteLength) throw corrupt()
    for (let index = 0; index < run; index += 1, to += step) {
      target[to] = segment[literal ? at + index : at] ?? 0
    }
    at += literal ? run : 1
  }
}
