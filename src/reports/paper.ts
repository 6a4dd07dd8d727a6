import PDFDocument from 'pdfkit'
import type { Fonts, Weight } from './fonts.js'
import { fontName } from './fonts.js'
import type { ReportPicture } from './report-picture.js'
import type { Direction, Line, Run } from './text-lines.js'
import { layLines } from './text-lines.js'

/** All lengths are points, 1/72 inch; the page is A4. */
export const PAGE = { width: 595.28, height: 841.89, margin: 46 } as const
/** Below this nothing is written. */
export const BOTTOM = PAGE.height - PAGE.margin / 2
export const CONTENT_WIDTH = PAGE.width - 2 * PAGE.margin

export interface Style {
  readonly size: number
  readonly weight?: Weight
  readonly colour?: string
}

/** A part of the page's width: `start` is the distance from the side where lines begin. */
export interface Box {
  readonly start: number
  readonly width: number
}

export const FULL: Box = { start: PAGE.margin, width: CONTENT_WIDTH }
export const INK = '#11191c'

export interface PaperOptions {
  readonly title: string
  readonly producer: string
  readonly language: string
  readonly direction: Direction
  readonly madeAt: Date
  readonly fonts: Fonts
  readonly compress: boolean
}

/** Sheets that are written from top to bottom, in either direction. */
export interface Paper {
  /** Where the next thing begins, from the top of the page. */
  y: number
  /** Height that is kept free at the bottom of each page. */
  foot: number
  /** Turns the page unless `height` still fits. */
  need(height: number): void
  /** Writes below what stands, over the page's end where it must. */
  write(text: string, style: Style, box?: Box): void
  /** Writes at `y` and leaves the cursor where it is. Gives the height. */
  writeAt(y: number, text: string, style: Style, box: Box, align?: 'start' | 'end'): number
  height(text: string, style: Style, width: number): number
  /** A rectangle whose corners have `radius`. */
  fill(y: number, height: number, box: Box, colour: string, radius?: number): void
  image(y: number, picture: ReportPicture, box: Box, height: number): void
  /** Draws on each page, once all are written, and gives the file. */
  finish(onPage: (page: number, pages: number) => void): Promise<Buffer>
}

export function createPaper(options: PaperOptions): Paper {
  const { direction, fonts, madeAt } = options
  const doc = openDocument(options)
  const chunks: Buffer[] = []
  const ended = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk))
    doc.on('end', () => {
      resolve(Buffer.concat(chunks))
    })
    doc.on('error', reject)
  })
  for (const [name, bytes] of fonts) doc.registerFont(name, bytes)

  // Marks above and below the letters need room.
  const leading = options.language === 'ar' || options.language === 'hi' ? 1.62 : 1.4
  const leftOf = ({ start, width }: Box): number => (direction === 'rtl' ? PAGE.width - start - width : start)

  const lines = (text: string, { size, weight = 400 }: Style, width: number): readonly Line[] =>
    layLines(text, direction, width, (run) =>
      doc.font(fontName(run.face, weight)).fontSize(size).widthOfString(run.text),
    )

  function drawLine(line: Line, y: number, style: Style, box: Box, align: 'start' | 'end' = 'start'): void {
    const { size, weight = 400, colour = INK } = style
    const atRight = (direction === 'rtl') === (align === 'start')
    let x = leftOf(box) + (atRight ? box.width - line.width : 0)
    for (const run of line.runs) {
      doc.font(fontName(run.face, weight)).fontSize(size).fillColor(colour)
      const spoken = lettersOf(run)
      if (spoken !== null) doc.markContent('Span', { actual: spoken })
      doc.text(run.text, x, y + size * leading * 0.76, { lineBreak: false, baseline: 'alphabetic' })
      if (spoken !== null) doc.endMarkedContent()
      x += doc.widthOfString(run.text)
    }
  }

  const paper: Paper = {
    y: PAGE.margin,
    foot: 0,
    need(height) {
      if (paper.y + height <= BOTTOM - paper.foot) return
      doc.addPage()
      paper.y = PAGE.margin
    },
    write(text, style, box = FULL) {
      const step = style.size * leading
      for (const line of lines(text, style, box.width)) {
        paper.need(step)
        drawLine(line, paper.y, style, box)
        paper.y += step
      }
    },
    writeAt(y, text, style, box, align) {
      const step = style.size * leading
      const laid = lines(text, style, box.width)
      for (const [index, line] of laid.entries()) drawLine(line, y + index * step, style, box, align)
      return laid.length * step
    },
    height: (text, style, width) => lines(text, style, width).length * style.size * leading,
    fill(y, height, box, colour, radius = 0) {
      doc.roundedRect(leftOf(box), y, box.width, height, radius).fill(colour)
    },
    image(y, { jpeg, width, height }, box, most) {
      const scale = Math.min(box.width / width, most / height)
      const x = leftOf(box) + (box.width - width * scale) / 2
      doc.image(jpeg, x, y + (most - height * scale) / 2, { width: width * scale, height: height * scale })
    },
    async finish(onPage) {
      const { count } = doc.bufferedPageRange()
      for (let page = 0; page < count; page++) {
        doc.switchToPage(page)
        onPage(page + 1, count)
      }
      doc.info.CreationDate = madeAt
      doc.end()
      return ended
    },
  }
  return paper
}

/**
 * Joined letters are drawn with parts that they share, from which nobody could copy them: their letters go along. Those
 * of Arabic stand as they are seen, like all else on the page: readers of PDF files turn the words of a line themselves.
 */
function lettersOf({ face, text }: Run): string | null {
  if (face === 'devanagari') return text
  return face === 'arabic' ? Array.from(text).reverse().join('') : null
}

function openDocument({ title, producer, language, madeAt, compress }: PaperOptions): PDFKit.PDFDocument {
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    bufferPages: true,
    compress,
    lang: language,
    displayTitle: true,
    info: { Title: title, Producer: producer, CreationDate: madeAt },
  })
  delete doc.info.Creator
  return doc
}
