import { createHash } from 'node:crypto'
import sharp from 'sharp'
import type { GrayPicture } from '../../core/gray-picture.js'
import { augmentFilm } from '../augmentation/film-augmentation.js'
import { setInSurroundings } from './film-surroundings.js'

/** A place in a picture: 0..1 from the left and from the top. */
export type Region = (x: number, y: number) => boolean

/** The share of each side that counts as border. */
export const BORDER = 0.15

/** Everything but the outer {@link BORDER} of each side. */
export const centre: Region = (x, y) => x >= BORDER && x < 1 - BORDER && y >= BORDER && y < 1 - BORDER

/** Where lungs lie in a frontal film: a box a lung, its corners rounded. Generous, so that no lung looks out. */
export const LUNG_BOXES = [
  { left: 0.1, right: 0.47, top: 0.1, bottom: 0.84, corner: 0.12 },
  { left: 0.53, right: 0.9, top: 0.1, bottom: 0.84, corner: 0.12 },
] as const

/** The fixed template of {@link LUNG_BOXES}, chosen on mean pictures of the training part. */
export const lungFields: Region = (x, y) =>
  LUNG_BOXES.some(({ left, right, top, bottom, corner }) => {
    // The distance beyond the box shrunk by its corners: 0 inside, at most `corner` within the rounded box.
    const beyondX = Math.max(left + corner - x, 0, x - (right - corner))
    const beyondY = Math.max(top + corner - y, 0, y - (bottom - corner))
    return Math.hypot(beyondX, beyondY) <= corner
  })

/**
 * The picture with a region made flat. It gets the mean of all that stays: the mean of the whole picture would say
 * how bright the hidden part was.
 */
export function hideRegion({ width, height, pixels }: GrayPicture, region: Region): GrayPicture {
  const hidden = pixels.map((_, index) =>
    region(((index % width) + 0.5) / width, (Math.floor(index / width) + 0.5) / height) ? 1 : 0,
  )
  let sum = 0
  let staying = 0
  pixels.forEach((pixel, index) => {
    if (hidden[index] === 1) return
    sum += pixel
    staying += 1
  })
  const fill = staying === 0 ? 0 : Math.round(sum / staying)
  return { width, height, pixels: pixels.map((pixel, index) => (hidden[index] === 1 ? fill : pixel)) }
}

/** A picture file with a region made flat, as a lossless PNG. */
export async function hideInFile(bytes: Uint8Array, region: Region): Promise<Uint8Array> {
  return toPng(hideRegion(await readGray(bytes), region))
}

/** Side of the squares that films are made into; no film of the data set has more. */
const CHANGED_SIDE = 320

/** A picture file as another scanner would have made it, as a lossless PNG. The same file gives the same one. */
export async function changeScanner(bytes: Uint8Array): Promise<Uint8Array> {
  const seed = createHash('sha256').update(bytes).digest('hex')
  const pixels = await augmentFilm(await readGray(bytes), CHANGED_SIDE, `another scanner:${seed}`, 1)
  return toPng({ width: CHANGED_SIDE, height: CHANGED_SIDE, pixels })
}

/** Share of the side over which a film passes into the surroundings that it is set in. */
const FEATHER = 0.05

/**
 * A picture file whose outer {@link BORDER} of each side comes from another film, as a lossless PNG.
 * @param drawDonor gives the file of the other film for a seed; the same picture file always asks with the same one
 */
export async function setInOther(
  bytes: Uint8Array,
  drawDonor: (seed: string) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const seed = createHash('sha256').update(bytes).digest('hex')
  const [film, donor] = await Promise.all([
    readSquare(bytes),
    readSquare(await drawDonor(`other surroundings:${seed}`)),
  ])
  const margins = { left: BORDER, right: BORDER, top: BORDER, bottom: BORDER }
  const pixels = setInSurroundings(film, donor, CHANGED_SIDE, margins, FEATHER)
  return toPng({ width: CHANGED_SIDE, height: CHANGED_SIDE, pixels })
}

/** Tones over the whole range, so that the two films are as bright as each other. */
async function readSquare(bytes: Uint8Array): Promise<Uint8Array> {
  return sharp(bytes)
    .autoOrient()
    .flatten({ background: '#000000' })
    .toColourspace('b-w')
    .resize(CHANGED_SIDE, CHANGED_SIDE, { fit: 'fill' })
    .normalise()
    .extractChannel(0)
    .raw()
    .toBuffer()
}

async function readGray(bytes: Uint8Array): Promise<GrayPicture> {
  const { data, info } = await sharp(bytes)
    .autoOrient()
    .flatten({ background: '#000000' })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  return {
    width,
    height,
    pixels: channels === 1 ? data : data.filter((_, index) => index % channels === 0),
  }
}

function toPng({ width, height, pixels }: GrayPicture): Promise<Uint8Array> {
  return sharp(pixels, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer()
}

/** Longest side, in pixels, and JPEG quality of a photo as Telegram passes it on. */
export const TELEGRAM_PHOTO = { longestSide: 1280, quality: 80 } as const

/** A picture file as it arrives when it was sent as a photo instead of a file. */
export async function recompressAsTelegram(bytes: Uint8Array): Promise<Uint8Array> {
  const { longestSide, quality } = TELEGRAM_PHOTO
  return sharp(bytes)
    .autoOrient()
    .flatten({ background: '#000000' })
    .resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .jpeg({ quality, chromaSubsampling: '4:2:0' })
    .toBuffer()
}
