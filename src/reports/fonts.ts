import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { unpackWoff } from './woff.js'

/** Each file of letters covers one script; a line of text may need several. */
export const FACES = ['latin', 'latin-ext', 'devanagari', 'arabic'] as const

export type Face = (typeof FACES)[number]

export const WEIGHTS = [400, 700] as const

export type Weight = (typeof WEIGHTS)[number]

const FILES: Readonly<Record<Face, (weight: Weight) => string>> = {
  latin: (weight) => `@fontsource/noto-sans/files/noto-sans-latin-${weight}-normal.woff`,
  'latin-ext': (weight) => `@fontsource/noto-sans/files/noto-sans-latin-ext-${weight}-normal.woff`,
  devanagari: (weight) =>
    `@fontsource/noto-sans-devanagari/files/noto-sans-devanagari-devanagari-${weight}-normal.woff`,
  arabic: (weight) => `@fontsource/noto-sans-arabic/files/noto-sans-arabic-arabic-${weight}-normal.woff`,
}

/** The fonts' bytes, by the names that {@link fontName} gives. */
export type Fonts = ReadonlyMap<string, Buffer>

export const fontName = (face: Face, weight: Weight): string => `${face}-${weight}`

/** Reads every font from the installed packages. WOFF, as composite letters of a WOFF2 cannot be embedded in part. */
export async function loadFonts(): Promise<Fonts> {
  const { resolve } = createRequire(import.meta.url)
  const all = FACES.flatMap((face) => WEIGHTS.map((weight) => ({ face, weight })))
  return new Map(
    await Promise.all(
      all.map(async ({ face, weight }): Promise<[string, Buffer]> => [
        fontName(face, weight),
        unpackWoff(await readFile(resolve(FILES[face](weight)))),
      ]),
    ),
  )
}

const ARABIC: readonly (readonly [number, number])[] = [
  [0x0600, 0x06ff],
  [0x0750, 0x077f],
  [0x08a0, 0x08ff],
  [0xfb50, 0xfdff],
  [0xfe70, 0xfefc],
]
const DEVANAGARI: readonly (readonly [number, number])[] = [
  [0x0900, 0x097f],
  [0x1cd0, 0x1cff],
  [0xa8e0, 0xa8ff],
]
/** What the package of the Latin letters says that it covers. */
const LATIN: readonly (readonly [number, number])[] = [
  [0x0000, 0x00ff],
  [0x0131, 0x0131],
  [0x0152, 0x0153],
  [0x02c6, 0x02c6],
  [0x02da, 0x02da],
  [0x02dc, 0x02dc],
  [0x2000, 0x206f],
  [0x20ac, 0x20ac],
  [0x2122, 0x2122],
  [0x2212, 0x2212],
]

/** The face that a character is drawn with. */
export function faceOf(codePoint: number): Face {
  const within = (ranges: typeof LATIN): boolean =>
    ranges.some(([first, last]) => codePoint >= first && codePoint <= last)
  if (within(LATIN)) return 'latin'
  if (within(ARABIC)) return 'arabic'
  if (within(DEVANAGARI)) return 'devanagari'
  return 'latin-ext'
}
