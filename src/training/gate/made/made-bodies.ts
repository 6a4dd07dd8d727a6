import type { Random } from '../../random.js'

/** Side of the drawings' view box. */
const SIDE = 320

function gray(value: number): string {
  const level = Math.round(Math.max(0, Math.min(255, value)))
  return `rgb(${level},${level},${level})`
}

function repeat(count: number, draw: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => draw(index)).join('')
}

function ellipse(x: number, y: number, rx: number, ry: number, fill: number, more = ''): string {
  return `<ellipse cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" rx="${rx.toFixed(1)}" ry="${ry.toFixed(1)}" fill="${gray(fill)}" ${more}/>`
}

function soft(body: string, blur: number): string {
  return `<defs><filter id="s"><feGaussianBlur stdDeviation="${blur.toFixed(2)}"/></filter></defs><g filter="url(#s)">${body}</g>`
}

function ground(level: number): string {
  return `<rect width="${SIDE}" height="${SIDE}" fill="${gray(level)}"/>`
}

/** A cut across a body: skin, ring of bone or fat, organs, vessels, perhaps a table below. After Shepp and Logan 1974. */
export function drawSlice(random: Random): string {
  const [rx, ry] = [random.uniform(70, 152), random.uniform(60, 150)]
  const [x, y] = [160 + random.uniform(-10, 10), 160 + random.uniform(-15, 15)]
  const rim = random.uniform(90, 255)
  const inside = random.uniform(25, 170)
  const thick = random.uniform(3, 20)
  const lungs = random.uniform(0, 1) < 0.4
  const dark = random.uniform(0, 60)
  const pair = lungs
    ? ellipse(x - rx * 0.45, y, rx * 0.36, ry * random.uniform(0.5, 0.75), dark) +
      ellipse(x + rx * 0.45, y, rx * 0.36, ry * random.uniform(0.5, 0.75), dark)
    : ''
  const organs = repeat(4 + random.integer(26), () => {
    const turn = random.uniform(0, 2 * Math.PI)
    const away = random.uniform(0, 0.8)
    const [cx, cy] = [x + Math.cos(turn) * away * (rx - thick), y + Math.sin(turn) * away * (ry - thick)]
    const shade = inside + random.uniform(-90, 110)
    return ellipse(
      cx,
      cy,
      random.uniform(2, 34),
      random.uniform(2, 34),
      shade,
      `transform="rotate(${random.integer(180)} ${cx} ${cy})"`,
    )
  })
  const spine = ellipse(x, y + ry * 0.62, rx * 0.14, ry * 0.14, random.uniform(150, 255))
  const table = `<path d="M20 ${y + ry + 6} Q160 ${y + ry + 50} 300 ${y + ry + 6}" fill="none" stroke="${gray(random.uniform(80, 220))}" stroke-width="3"/>`
  const body =
    ellipse(x, y, rx, ry, rim) +
    ellipse(x, y, rx - thick, ry - thick, inside) +
    pair +
    organs +
    (random.uniform(0, 1) < 0.5 ? spine : '') +
    (random.uniform(0, 1) < 0.3 ? table : '')
  return (
    ground(random.uniform(0, 1) < 0.85 ? random.uniform(0, 12) : 255) + soft(body, random.uniform(0.3, 2))
  )
}

/** One bone within flesh from (x1, y1) to (x2, y2): brighter at its rims, wider at its ends. */
function bone(x1: number, y1: number, x2: number, y2: number, width: number, shade: number): string {
  const line = `x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}"`
  return (
    `<line ${line} stroke="${gray(shade)}" stroke-width="${width.toFixed(1)}" stroke-linecap="round"/>` +
    `<line ${line} stroke="${gray(shade - 35)}" stroke-width="${(width * 0.6).toFixed(1)}" stroke-linecap="round"/>` +
    ellipse(x1, y1, width * 0.68, width * 0.6, shade) +
    ellipse(x2, y2, width * 0.68, width * 0.6, shade)
  )
}

function flesh(x1: number, y1: number, x2: number, y2: number, width: number, shade: number): string {
  return `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" stroke="${gray(shade)}" stroke-width="${width.toFixed(1)}" stroke-linecap="round"/>`
}

/** One or two bones of an arm or a leg with a joint, at any slope. */
export function drawLimb(random: Random): string {
  const turn = random.uniform(0, 180)
  const width = random.uniform(18, 60)
  const two = random.uniform(0, 1) < 0.5
  const tissue = random.uniform(50, 120)
  const shade = random.uniform(150, 250)
  const joint = 160 + random.uniform(-70, 70)
  const shift = random.uniform(-25, 25)
  const lower = two
    ? bone(160 - width * 0.5, joint + width * 0.4, 160 - width * 0.6 + shift, 360, width * 0.6, shade) +
      bone(160 + width * 0.5, joint + width * 0.4, 160 + width * 0.5 + shift, 360, width * 0.45, shade)
    : bone(160, joint + width * 0.4, 160 + shift, 360, width, shade)
  const body =
    flesh(160, -50, 160, joint, width * random.uniform(2.2, 4.5), tissue) +
    flesh(160, joint, 160 + shift, 380, width * random.uniform(2, 4), tissue) +
    bone(160, -40, 160, joint - width * 0.4, width, shade) +
    lower
  return `${ground(random.uniform(0, 25))}<g transform="rotate(${turn.toFixed(0)} 160 160)">${soft(body, random.uniform(1, 3))}</g>`
}

/** A palm with five fingers of three bones each, or a foot of the same parts. */
export function drawHand(random: Random): string {
  const turn = random.uniform(-40, 40) + (random.uniform(0, 1) < 0.3 ? 180 : 0)
  const tissue = random.uniform(45, 110)
  const shade = random.uniform(140, 245)
  const spread = random.uniform(6, 14)
  const parts = Array.from({ length: 5 }, (_, finger) => {
    const slope = ((finger - 2) * spread * Math.PI) / 180
    const [dx, dy] = [Math.sin(slope), -Math.cos(slope)]
    const lengths = [60, 42, 28, 20].map(
      (length) => length * (finger === 0 ? 0.7 : 1) * random.uniform(0.9, 1.1),
    )
    let [x, y] = [160 + (finger - 2) * 17, 235]
    let skin = ''
    let bones = ''
    lengths.forEach((length, part) => {
      const [toX, toY] = [x + dx * length, y + dy * length]
      skin += flesh(x, y, toX, toY, 30 - part * 3, tissue)
      bones += bone(x + dx * 4, y + dy * 4, toX - dx * 4, toY - dy * 4, 11 - part * 1.6, shade)
      ;[x, y] = [toX, toY]
    })
    return { skin, bones }
  })
  const wrist = repeat(7, () =>
    ellipse(
      160 + random.uniform(-32, 32),
      250 + random.uniform(-12, 14),
      10,
      9,
      shade - random.uniform(0, 40),
    ),
  )
  const body =
    ellipse(160, 225, 58, 52, tissue) +
    flesh(160, 250, 160, 350, 70, tissue) +
    parts.map(({ skin }) => skin).join('') +
    parts.map(({ bones }) => bones).join('') +
    wrist +
    bone(140, 278, 138, 350, 22, shade) +
    bone(180, 278, 184, 350, 18, shade)
  return `${ground(random.uniform(0, 25))}<g transform="rotate(${turn.toFixed(0)} 160 160)">${soft(body, random.uniform(0.6, 1.8))}</g>`
}

/** A head from the side or the front: vault, orbits, teeth, neck. */
export function drawSkull(random: Random): string {
  const side = random.uniform(0, 1) < 0.5
  const [bright, inner] = [random.uniform(180, 250), random.uniform(90, 150)]
  const [rx, ry] = side ? [112, 92] : [84, 104]
  const teeth = repeat(10, (tooth) =>
    ellipse(160 + (side ? 40 : -45) + tooth * (side ? 6 : 10), 258 + random.uniform(-2, 2), 4, 9, bright),
  )
  const orbits = side
    ? ellipse(228, 170, 22, 20, 60)
    : ellipse(125, 165, 24, 20, 55) + ellipse(195, 165, 24, 20, 55) + ellipse(160, 205, 11, 24, 50)
  const body =
    ellipse(160, 130, rx, ry, bright) +
    ellipse(160, 130, rx - 9, ry - 9, inner) +
    ellipse(side ? 205 : 160, 232, side ? 52 : 56, 62, inner + 20) +
    orbits +
    teeth +
    flesh(side ? 120 : 160, 250, side ? 110 : 160, 340, 70, inner - 30) +
    repeat(4, (vertebra) => ellipse(side ? 118 : 160, 262 + vertebra * 22, 17, 9, bright - 30))
  const flipped = random.uniform(0, 1) < 0.5 ? 'translate(320 0) scale(-1 1)' : ''
  return `${ground(random.uniform(0, 20))}<g transform="${flipped}">${soft(body, random.uniform(1, 3))}</g>`
}

/** The fan of an ultrasound probe, with bright layers and a dark cavity. */
export function drawFan(random: Random): string {
  const layers = repeat(10 + random.integer(30), () => {
    const y = random.uniform(50, 290)
    return ellipse(
      random.uniform(60, 260),
      y,
      random.uniform(5, 70),
      random.uniform(1.5, 9),
      random.uniform(40, 210),
    )
  })
  const cavity = repeat(1 + random.integer(3), () =>
    ellipse(
      random.uniform(90, 230),
      random.uniform(110, 240),
      random.uniform(15, 60),
      random.uniform(12, 50),
      random.uniform(0, 25),
    ),
  )
  const grain = `<filter id="g"><feTurbulence type="fractalNoise" baseFrequency="0.12 0.3" numOctaves="3" seed="${random.integer(9999)}"/><feColorMatrix values="0.9 0 0 0 -0.1 0.9 0 0 0 -0.1 0.9 0 0 0 -0.1 0 0 0 0 1"/></filter>`
  const wide = random.uniform(90, 150)
  const clip = `<clipPath id="fan"><path d="M135 20 L185 20 L${160 + wide} 250 Q160 330 ${160 - wide} 250 Z"/></clipPath>`
  return `<defs>${grain}${clip}</defs>${ground(0)}<g clip-path="url(#fan)">${ground(60)}${soft(layers + cavity, 2.5)}<rect width="320" height="320" filter="url(#g)" opacity="0.45"/></g>`
}

/** A breast, or any single soft lump at an edge, with strands inside. */
export function drawLump(random: Random): string {
  const shade = random.uniform(70, 140)
  const strands = repeat(30 + random.integer(60), () => {
    const [x, y] = [random.uniform(0, 150), random.uniform(60, 260)]
    return `<path d="M${x} ${y} q${random.uniform(5, 40)} ${random.uniform(-25, 25)} ${random.uniform(10, 60)} ${random.uniform(-30, 30)}" stroke="${gray(shade + random.uniform(10, 110))}" stroke-width="${random.uniform(0.6, 4)}" fill="none"/>`
  })
  const body = ellipse(0, 160, random.uniform(140, 230), random.uniform(100, 165), shade) + strands
  const flipped = random.uniform(0, 1) < 0.5 ? 'translate(320 0) scale(-1 1)' : ''
  return `${ground(random.uniform(0, 15))}<g transform="${flipped}">${soft(body, random.uniform(1, 3))}</g>`
}
