import { crc32 } from 'node:zlib'
import sharp from 'sharp'

/** A gray PNG with keywords and texts in chunks of its own, as readers of PNG show them (`tEXt`, Latin-1). */
export async function encodeMadePng(
  pixels: Uint8Array,
  size: number,
  texts: Readonly<Record<string, string>>,
): Promise<Buffer> {
  const png = await sharp(pixels, { raw: { width: size, height: size, channels: 1 } })
    .toColourspace('b-w')
    .png({ compressionLevel: 9, adaptiveFiltering: true })
    .toBuffer()
  // The signature has 8 bytes, the header chunk 25.
  const afterHeader = 33
  const chunks = Object.entries(texts).map(([keyword, text]) =>
    chunk('tEXt', Buffer.from(`${keyword}\0${text}`, 'latin1')),
  )
  return Buffer.concat([png.subarray(0, afterHeader), ...chunks, png.subarray(afterHeader)])
}

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(content.byteLength, 0)
  frame.writeUInt32BE(crc32(named), 4)
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)])
}
