import sharp from 'sharp'

/** What {@link drawRadiograph} draws. */
export interface RadiographOptions {
  readonly width?: number
  readonly height?: number
  readonly format?: 'jpeg' | 'png' | 'webp' | 'tiff'
  /** Moves and scales the shapes a little: two seeds give two different pictures. */
  readonly seed?: number
}

/**
 * Draws something with the outlines of a frontal chest film: trunk, two dark lungs, ribs, spine, heart, diaphragm.
 * It belongs to nobody and proves that the program runs, never that a model is right.
 */
export async function drawRadiograph(options: RadiographOptions = {}): Promise<Buffer> {
  const { width = 480, height = 480, format = 'jpeg', seed = 0 } = options
  const shift = ((seed * 37) % 23) - 11
  const ribs = Array.from({ length: 8 }, (_, rib) => {
    const y = 130 + rib * 34 + shift / 4
    return `<path d="M236 ${y} Q 150 ${y - 34} 92 ${y + 52}" /><path d="M276 ${y} Q 362 ${y - 34} 420 ${y + 52}" />`
  })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 512 512" preserveAspectRatio="none">
    <defs><filter id="soft"><feGaussianBlur stdDeviation="9"/></filter><filter id="fine"><feGaussianBlur stdDeviation="2.5"/></filter></defs>
    <rect width="512" height="512" fill="#050505"/>
    <path d="M120 20 Q 256 -20 392 20 L 480 150 L 470 512 L 42 512 L 32 150 Z" fill="#8c8c8c" filter="url(#soft)"/>
    <ellipse cx="${162 + shift}" cy="250" rx="78" ry="166" fill="#242424" filter="url(#soft)"/>
    <ellipse cx="${352 + shift}" cy="250" rx="76" ry="164" fill="#262626" filter="url(#soft)"/>
    <rect x="238" y="10" width="36" height="480" fill="#b4b4b4" filter="url(#soft)"/>
    <path d="M226 240 Q 330 ${250 + shift} 356 392 Q 280 420 232 396 Z" fill="#b9b9b9" filter="url(#soft)"/>
    <path d="M60 420 Q 160 360 250 412 L 250 512 L 60 512 Z M262 412 Q 360 376 456 430 L 456 512 L 262 512 Z" fill="#a8a8a8" filter="url(#soft)"/>
    <g fill="none" stroke="#9a9a9a" stroke-width="9" stroke-opacity="0.55" filter="url(#fine)">${ribs.join('')}
      <path d="M240 96 Q 160 66 96 108" /><path d="M272 96 Q 352 66 416 108" /></g>
  </svg>`
  const gray = sharp(Buffer.from(svg)).flatten({ background: '#000000' }).toColourspace('b-w')
  return gray.toFormat(format).toBuffer()
}
