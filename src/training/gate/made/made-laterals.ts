import sharp, { type Sharp } from 'sharp'
import type { GrayPicture } from '../../../core/gray-picture.js'
import { createRandom, type Random } from '../../random.js'

const SIDE = 224

function gray(value: number): string {
  const level = Math.round(Math.max(0, Math.min(255, value)))
  return `rgb(${level},${level},${level})`
}

/**
 * The masses of a chest seen from the side: trunk, one lung field, heart in front, spine behind, diaphragm below,
 * shoulder and raised arm above.
 */
function drawSideView(random: Random): string {
  const between = (low: number, high: number) => random.uniform(low, high)
  const tissue = between(120, 185)
  const lung = between(35, 105)
  const dense = between(190, 250)
  const [front, back] = [between(10, 55), between(175, 214)]
  const [top, bottom] = [between(25, 60), between(150, 190)]
  const belly = between(-14, 22)
  const trunk = `<path d="M${front + 35} -5 Q${front - 8} 40 ${front} 110 Q${front - belly} 180 ${front + 6} 230 L${back} 230 Q${back + 10} 110 ${back - 12} 40 Q${back - 20} 10 ${back - 30} -5 Z" fill="${gray(tissue)}"/>`
  const middle = (front + back) / 2
  const half = ((back - front) / 2) * between(0.66, 0.86)
  const field = `<path d="M${middle - half * 0.35} ${top} Q${middle + half * 0.7} ${top - 12} ${middle + half} ${(top + bottom) / 2} L${middle + half * 0.85} ${bottom + 14} Q${middle} ${bottom - 26} ${middle - half * 0.95} ${bottom} Q${middle - half} ${(top + bottom) / 2} ${middle - half * 0.35} ${top} Z" fill="${gray(lung)}"/>`
  const heart = `<ellipse cx="${middle - half * between(0.3, 0.55)}" cy="${bottom - between(22, 42)}" rx="${half * between(0.38, 0.6)}" ry="${between(24, 42)}" fill="${gray(tissue + between(-25, 40))}" opacity="${between(0.6, 1).toFixed(2)}"/>`
  const spine = Array.from({ length: 12 }, (_, vertebra) => {
    const y = top - 20 + vertebra * between(15, 17)
    const x = middle + half * (0.62 + 0.25 * Math.sin((vertebra / 11) * Math.PI))
    return `<rect x="${x}" y="${y}" width="${between(16, 22)}" height="12" rx="3" fill="${gray(tissue + 15)}" opacity="0.55"/>`
  }).join('')
  const ribs = Array.from({ length: 8 }, (_, rib) => {
    const y = top + 4 + rib * ((bottom - top) / 8)
    return `<path d="M${middle + half} ${y} Q${middle} ${y + 26} ${middle - half} ${y + between(16, 40)}" fill="none" stroke="${gray(tissue)}" stroke-width="4" opacity="${between(0.1, 0.4).toFixed(2)}"/>`
  }).join('')
  const abdomen = `<path d="M${front} ${bottom + 4} Q${middle} ${bottom - between(20, 40)} ${back} ${bottom + 20} L${back} 230 L${front} 230 Z" fill="${gray(dense)}"/>`
  const shoulder = `<ellipse cx="${middle + between(-30, 30)}" cy="${between(-15, 12)}" rx="${between(45, 85)}" ry="${between(20, 45)}" fill="${gray(dense - between(0, 50))}"/>`
  const flipped = random.integer(2) === 0 ? `translate(${SIDE} 0) scale(-1 1)` : ''
  const ground = between(0, 1) < 0.85 ? between(0, 25) : between(60, 110)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}"><rect width="${SIDE}" height="${SIDE}" fill="${gray(ground)}"/><g transform="${flipped}">${trunk}${field}${heart}${spine}${ribs}${abdomen}${shoulder}</g></svg>`
}

/**
 * A made lateral film: the masses drawn, the fine structure of half a real frontal film over them. There are too few real
 * laterals to learn their variety from. The same film and seed give the same picture.
 */
export async function makeLateral(film: GrayPicture, seed: string): Promise<GrayPicture> {
  const random = createRandom(`lateral:${seed}`)
  const raw = { raw: { width: film.width, height: film.height, channels: 1 } } as const
  const bytes = (picture: Sharp) => picture.toColourspace('b-w').raw().toBuffer()
  // Half a film: both halves would bring the symmetry that a lateral has not.
  const width = Math.ceil(film.width / 2)
  const half = { left: random.integer(2) * (film.width - width), top: 0, width, height: film.height }
  const fine = await bytes(sharp(film.pixels, raw).extract(half).resize(SIDE, SIDE, { fit: 'fill' }))
  const coarse = await bytes(
    sharp(fine, { raw: { width: SIDE, height: SIDE, channels: 1 } }).blur(random.uniform(3, 7)),
  )
  const masses = await bytes(
    sharp(Buffer.from(drawSideView(random)))
      .flatten({ background: '#000' })
      .blur(random.uniform(2, 5)),
  )
  const strength = random.uniform(0.6, 1.4)
  const pixels = Uint8ClampedArray.from(masses, (mass, index) => {
    // There is no structure where there is no body.
    const share = Math.min(1, mass / 60) * strength
    return mass + share * ((fine[index] ?? 0) - (coarse[index] ?? 0))
  })
  return { width: SIDE, height: SIDE, pixels: Uint8Array.from(pixels) }
}
