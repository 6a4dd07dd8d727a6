import type { Random } from '../../random.js'

/** Side of the drawings' view box. */
export const DRAWING_SIDE = 320

const gray = (value: number): string => `rgb(${Math.round(value)},${Math.round(value)},${Math.round(value)})`

/** Draws `count` shapes into one string. */
function repeat(count: number, draw: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => draw(index)).join('')
}

function rectangle(x: number, y: number, width: number, height: number, fill: number): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${gray(fill)}"/>`
}

/** Lines of strokes that look like writing from afar: no font of the machine is asked for. */
function writing(
  random: Random,
  box: { x: number; y: number; width: number; lines: number; pitch: number },
  ink: number,
): string {
  const letter = box.pitch * 0.45
  return repeat(box.lines, (line) => {
    const y = box.y + line * box.pitch
    const end =
      box.x + box.width * (random.uniform(0, 1) < 0.2 ? random.uniform(0.2, 0.8) : random.uniform(0.9, 1))
    let path = ''
    for (let x = box.x; x < end; x += letter) {
      if (random.uniform(0, 1) < 0.17) continue
      const to = () =>
        `${(x + random.uniform(0, letter * 0.8)).toFixed(1)} ${(y + random.uniform(0, box.pitch * 0.6)).toFixed(1)}`
      path += `M${to()} L${to()} L${to()}`
    }
    return `<path d="${path}" fill="none" stroke="${gray(ink)}" stroke-width="${(box.pitch * 0.09).toFixed(2)}"/>`
  })
}

/** Dark on light, or light on dark. */
function paper(random: Random): { readonly ground: number; readonly ink: number } {
  return random.uniform(0, 1) < 0.7
    ? { ground: random.uniform(205, 255), ink: random.uniform(0, 80) }
    : { ground: random.uniform(0, 45), ink: random.uniform(170, 255) }
}

/** A page of a letter or a report: paragraphs, a heading, perhaps a table or a stamp. */
export function drawDocument(random: Random): string {
  const { ground, ink } = paper(random)
  const margin = random.uniform(8, 40)
  const pitch = random.uniform(6, 18)
  const lines = Math.floor((DRAWING_SIDE - 2 * margin) / pitch)
  const width = DRAWING_SIDE - 2 * margin
  const body = writing(random, { x: margin, y: margin, width, lines, pitch }, ink)
  const top = random.uniform(80, 220)
  const rules = repeat(3 + random.integer(6), (row) => rectangle(margin, top + row * 14, width, 0.8, ink))
  const stamp = `<circle cx="${random.uniform(80, 240)}" cy="${random.uniform(200, 290)}" r="${random.uniform(12, 32)}" fill="none" stroke="${gray(ink)}" stroke-width="2"/>`
  return (
    rectangle(0, 0, 320, 320, ground) +
    body +
    (random.uniform(0, 1) < 0.4 ? rules : '') +
    (random.uniform(0, 1) < 0.3 ? stamp : '')
  )
}

/** Bars, lines, points or a pie, with axes and labels. */
export function drawChart(random: Random): string {
  const { ground, ink } = paper(random)
  const parts = [rectangle(0, 0, 320, 320, ground)]
  const shade = () => ground + (ink - ground) * random.uniform(0.3, 1)
  const kind = random.integer(4)
  if (kind === 3) {
    let from = 0
    while (from < 6.2) {
      const to = Math.min(6.28, from + random.uniform(0.3, 2))
      const [x1, y1, x2, y2] = [Math.cos(from), Math.sin(from), Math.cos(to), Math.sin(to)].map((part) =>
        (160 + part * 110).toFixed(1),
      )
      parts.push(`<path d="M160 160 L${x1} ${y1} A110 110 0 0 1 ${x2} ${y2} Z" fill="${gray(shade())}"/>`)
      from = to
    }
  } else {
    parts.push(rectangle(34, 20, 1.5, 260, ink), rectangle(34, 280, 270, 1.5, ink))
    parts.push(repeat(random.integer(6), (row) => rectangle(34, 40 + row * 45, 270, 0.7, shade())))
    const count = kind === 0 ? 4 + random.integer(14) : 10 + random.integer(50)
    const step = 262 / count
    let y = random.uniform(60, 250)
    let path = ''
    for (let index = 0; index < count; index += 1) {
      y = Math.max(25, Math.min(275, y + random.uniform(-50, 50)))
      const x = 38 + index * step
      if (kind === 0) parts.push(rectangle(x, y, step * 0.75, 280 - y, shade()))
      else if (kind === 1) path += `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`
      else parts.push(`<circle cx="${x}" cy="${y}" r="${random.uniform(1.5, 4)}" fill="${gray(shade())}"/>`)
    }
    parts.push(`<path d="${path}" fill="none" stroke="${gray(ink)}" stroke-width="${random.uniform(1, 4)}"/>`)
  }
  parts.push(writing(random, { x: 60, y: 4, width: 180, lines: 1, pitch: 13 }, ink))
  parts.push(writing(random, { x: 40, y: 292, width: 240, lines: 2, pitch: 9 }, ink))
  return parts.join('')
}

/** A window with a bar, a menu at the side, buttons, writing and pictures in boxes. */
export function drawScreenshot(random: Random): string {
  const { ground, ink } = paper(random)
  const between = () => ground + (ink - ground) * random.uniform(0.05, 0.5)
  const side = random.uniform(0, 1) < 0.6 ? random.uniform(40, 90) : 0
  const bubbles = repeat(3 + random.integer(7), (row) => {
    const x = side + 10 + (random.uniform(0, 1) < 0.5 ? 0 : 60)
    const y = 32 + row * random.uniform(24, 34)
    const width = random.uniform(60, 160)
    return `<rect x="${x}" y="${y}" width="${width}" height="22" rx="6" fill="${gray(between())}"/>${writing(random, { x: x + 5, y: y + 4, width: width - 10, lines: 2, pitch: 8 }, ink)}`
  })
  const box = rectangle(
    random.uniform(side, 200),
    random.uniform(60, 200),
    random.uniform(30, 110),
    random.uniform(30, 90),
    between(),
  )
  return [
    rectangle(0, 0, 320, 320, ground),
    rectangle(0, 0, side, 320, between()),
    writing(random, { x: 6, y: 36, width: Math.max(0, side - 12), lines: 12, pitch: 20 }, ink),
    rectangle(0, 0, 320, 24, between()),
    writing(random, { x: 10, y: 7, width: 120, lines: 1, pitch: 12 }, ink),
    bubbles,
    random.uniform(0, 1) < 0.5 ? box : '',
  ].join('')
}

/** Shapes in outline or filled, as of a child, a cartoon or a logo. */
export function drawSketch(random: Random): string {
  const { ground, ink } = paper(random)
  const at = () => random.uniform(10, 310).toFixed(0)
  const pick = () => (random.uniform(0, 1) < 0.5 ? 'none' : gray(random.uniform(0, 255)))
  const pen = random.uniform(1, 7)
  const shapes = repeat(3 + random.integer(22), () => {
    const style = `fill="${pick()}" stroke="${gray(ink)}" stroke-width="${pen.toFixed(1)}"`
    switch (random.integer(5)) {
      case 0:
        return `<ellipse cx="${at()}" cy="${at()}" rx="${random.uniform(4, 90)}" ry="${random.uniform(4, 90)}" ${style}/>`
      case 1:
        return `<rect x="${at()}" y="${at()}" width="${random.uniform(8, 140)}" height="${random.uniform(8, 140)}" ${style}/>`
      case 2:
        return `<path d="M${at()} ${at()} L${at()} ${at()} L${at()} ${at()} Z" ${style}/>`
      case 3:
        return `<path d="M${at()} ${at()} Q${at()} ${at()} ${at()} ${at()}" fill="none" stroke="${gray(ink)}" stroke-width="${pen.toFixed(1)}"/>`
      default:
        return `<path d="M${at()} ${at()} C${at()} ${at()} ${at()} ${at()} ${at()} ${at()}" ${style}/>`
    }
  })
  return rectangle(0, 0, 320, 320, ground) + shapes
}

/** Sky, ground, hills, houses and trees: what a photograph of the outside is made of, without its detail. */
export function drawScene(random: Random): string {
  const horizon = random.uniform(90, 230)
  const hills = repeat(1 + random.integer(4), (index) => {
    const y = horizon + index * 12
    return `<path d="M0 320 L0 ${y} Q${random.uniform(20, 150)} ${y - random.uniform(10, 90)} 160 ${y} T320 ${y - random.uniform(-20, 30)} L320 320 Z" fill="${gray(random.uniform(20, 210))}"/>`
  })
  const houses = repeat(random.integer(7), () => {
    const [x, width, height] = [random.uniform(0, 280), random.uniform(20, 80), random.uniform(20, 130)]
    const y = horizon + random.uniform(0, 50) - height / 2
    const windows = repeat(random.integer(12), () =>
      rectangle(
        x + random.uniform(0.05, 0.8) * width,
        y + random.uniform(0.05, 0.8) * height,
        width * 0.12,
        height * 0.12,
        random.uniform(0, 255),
      ),
    )
    return rectangle(x, y, width, height, random.uniform(30, 230)) + windows
  })
  const crowns = repeat(random.integer(9), () => {
    const [x, y, radius] = [random.uniform(0, 320), horizon + random.uniform(-30, 60), random.uniform(6, 40)]
    return `${rectangle(x - radius * 0.12, y, radius * 0.24, radius * 2, random.uniform(20, 90))}<circle cx="${x}" cy="${y}" r="${radius}" fill="${gray(random.uniform(20, 150))}"/>`
  })
  return rectangle(0, 0, 320, 320, random.uniform(120, 255)) + hills + houses + crowns
}
