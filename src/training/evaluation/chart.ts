import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'

/** One line of a chart and its entry in the legend. */
export interface Series<Point> {
  readonly name: string
  readonly points: readonly Point[]
}

/** What a chart shows below its title. Sizes are in pixels at 1 : 1. */
export interface ChartOptions {
  readonly title: string
  readonly width: number
  readonly height: number
  /** Names of the lines, in the order of {@link lines}; none draws no legend. */
  readonly legend?: readonly string[]
  /** Scales and marks; labels, margins and fonts are set here for all charts. */
  readonly plot: Plot.PlotOptions
}

const INK = '#222222'
const FONT = 'Helvetica, Arial, sans-serif'
const LEGEND_ROW = 20

/** Lines differ by dash, width and lightness besides colour, so that gray print keeps them apart. */
const STROKES = [
  { stroke: '#14467c', strokeDasharray: 'none', strokeWidth: 2.6 },
  { stroke: '#d0661a', strokeDasharray: '8 4', strokeWidth: 2.4 },
  { stroke: '#3f3f3f', strokeDasharray: '2 3', strokeWidth: 2.4 },
] as const

/** A line a series, with dots on its points where `dots` says so. */
export function lines<Point>(
  series: readonly Series<Point>[],
  x: keyof Point & string,
  y: keyof Point & string,
  dots: boolean,
): Plot.Markish[] {
  return series.flatMap(({ points }, index) => {
    const style = STROKES[index % STROKES.length] ?? STROKES[0]
    const line = Plot.line(points, { x, y, ...style })
    return dots ? [line, Plot.dot(points, { x, y, fill: style.stroke, r: 3 })] : [line]
  })
}

/** One chart as an SVG element with title and legend, to be put in a document by {@link stackCharts}. */
export function drawChart({ title, width, height, legend = [], plot }: ChartOptions): Chart {
  const { document } = parseHTML('<!doctype html><html></html>') as unknown as { document: never }
  const drawn = Plot.plot({
    document,
    width,
    height,
    marginLeft: 62,
    marginRight: 18,
    marginTop: 10,
    marginBottom: 48,
    style: { fontSize: '13px', fontFamily: FONT, color: INK },
    ...plot,
    x: { labelAnchor: 'center', labelArrow: 'none', ...plot.x },
    y: { labelAnchor: 'center', labelArrow: 'none', ...plot.y },
  }) as unknown as DrawnElement
  // The style sheet of the library is for pages; nothing in it is needed here.
  drawn.querySelector('style')?.remove()
  const top = 30 + legend.length * LEGEND_ROW
  drawn.setAttribute('y', String(top))
  const entries = legend.map((name, index) => drawLegendEntry(name, index))
  const heading = `<text x="18" y="21" font-size="15" font-weight="bold">${escapeText(title)}</text>`
  return { width, height: top + height, svg: `${heading}${entries.join('')}${drawn.outerHTML}` }
}

/** The little that is used of a DOM element; the types of a browser are not part of this program. */
interface DrawnElement {
  readonly outerHTML: string
  querySelector(selector: string): { remove(): void } | null
  setAttribute(name: string, value: string): void
}

interface Chart {
  readonly width: number
  readonly height: number
  readonly svg: string
}

/** Charts one below the other as an SVG document on white ground, with `title` for screen readers. */
export function stackCharts(title: string, charts: readonly Chart[]): string {
  const width = Math.max(...charts.map((chart) => chart.width))
  const height = charts.reduce((sum, chart) => sum + chart.height, 0)
  let top = 0
  const parts = charts.map((chart) => {
    const part = `<g transform="translate(0,${top})">${chart.svg}</g>`
    top += chart.height
    return part
  })
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" font-family="${FONT}" fill="${INK}">` +
    `<title>${escapeText(title)}</title><rect width="${width}" height="${height}" fill="#ffffff"/>${parts.join('')}</svg>\n`
  )
}

/** One chart as a document of its own. */
export function drawSingleChart(options: ChartOptions): string {
  return stackCharts(options.title, [drawChart(options)])
}

function drawLegendEntry(name: string, index: number): string {
  const { stroke, strokeDasharray, strokeWidth } = STROKES[index % STROKES.length] ?? STROKES[0]
  const y = 42 + index * LEGEND_ROW
  const sample = `stroke="${stroke}" stroke-width="${strokeWidth}" stroke-dasharray="${strokeDasharray}"`
  return (
    `<line x1="62" x2="100" y1="${y - 4}" y2="${y - 4}" ${sample}/>` +
    `<text x="108" y="${y}" font-size="13">${escapeText(name)}</text>`
  )
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
