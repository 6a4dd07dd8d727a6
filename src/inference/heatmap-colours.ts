/** The share of its brightness that the film keeps under the colours. */
export const FILM_BRIGHTNESS = 0.55

/** How much of the film the strongest colour hides. */
const STRONGEST_COVER = 0.9

// From violet over red to yellow, in degrees of OKLCH. Brightness rises evenly, so the scale reads in gray print too.
const FIRST_HUE = -60
const LAST_HUE = 100
const CHROMA = 0.25
const BRIGHTEST = 0.9

/** Strengths that have a colour of their own. */
export const HEAT_STEPS = 256

/** A colour over the film: 0..255 each, and the share of the film that it hides. */
export interface Heat {
  readonly red: number
  readonly green: number
  readonly blue: number
  readonly cover: number
}

/**
 * The colour of a strength in 0..1. Computed, not taken from anywhere: hue runs evenly, and for each step the
 * lightness is searched whose luma rises evenly from {@link FILM_BRIGHTNESS}, the brightest that a film gets below it,
 * to a bright yellow. So over any film a place only gets brighter as its strength rises, in colour and in gray print.
 */
export function heatOf(strength: number): Heat {
  return TABLE[Math.round(Math.min(1, Math.max(0, strength)) * (HEAT_STEPS - 1))] ?? NONE
}

/** Luma of gamma-encoded red, green and blue (Rec. 601), which is linear in mixtures of colours. */
export function luma(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue
}

const NONE: Heat = { red: 0, green: 0, blue: 0, cover: 0 }
const TABLE: readonly Heat[] = Array.from({ length: HEAT_STEPS }, (_, step) =>
  makeHeat(step / (HEAT_STEPS - 1)),
)

function makeHeat(strength: number): Heat {
  const wanted = FILM_BRIGHTNESS + (BRIGHTEST - FILM_BRIGHTNESS) * strength
  const hue = ((FIRST_HUE + (LAST_HUE - FIRST_HUE) * strength) * Math.PI) / 180
  const [red, green, blue] = colourOfLuma(wanted, hue).map((value) => value * 255) as Colour
  // Weak places show the film.
  return { red, green, blue, cover: STRONGEST_COVER * strength ** 1.3 }
}

type Colour = [red: number, green: number, blue: number]

/** The colour of a hue with a luma, as strong as the screen's colours allow up to {@link CHROMA}. */
function colourOfLuma(wanted: number, hue: number): Colour {
  for (let chroma = CHROMA; chroma > 0; chroma -= 0.005) {
    const colour = colourOf(search(wanted, chroma, hue), chroma, hue)
    if (colour.every((value) => value >= 0 && value <= 1)) return colour
  }
  return [wanted, wanted, wanted]
}

/** By halving: luma rises with lightness. */
function search(wanted: number, chroma: number, hue: number): number {
  let [low, high] = [0, 1.2]
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2
    if (luma(...colourOf(middle, chroma, hue)) < wanted) low = middle
    else high = middle
  }
  return high
}

/** OKLCH to gamma-encoded sRGB (Ottosson 2020, "A perceptual color space for image processing"), not clipped. */
function colourOf(lightness: number, chroma: number, hue: number): Colour {
  const a = chroma * Math.cos(hue)
  const b = chroma * Math.sin(hue)
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    encode(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
    encode(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
    encode(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short),
  ]
}

/** The transfer function of sRGB (IEC 61966-2-1), continued straight below 0. */
function encode(linear: number): number {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055
}
