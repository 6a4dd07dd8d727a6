import { inflateSync } from 'node:zlib'

/** What a PDF file holds, read just as far as the tests of our own reports need. */
export interface ReadPdf {
  readonly pages: number
  readonly images: number
  /** The text of each page as it is seen from left to right, a line for each piece. */
  readonly text: readonly string[]
  readonly info: string
}

interface PdfObject {
  readonly head: string
  readonly stream: Buffer | null
}

/** Reads a file that pdfkit wrote. Throws where it is none. */
export function readPdf(file: Uint8Array): ReadPdf {
  const bytes = Buffer.from(file)
  if (!bytes.toString('latin1', 0, 5).startsWith('%PDF-')) throw new Error('no PDF')
  const objects = objectsOf(bytes)
  const all = [...objects.values()]
  const pages = all.filter(({ head }) => /\/Type \/Page\b/.test(head))
  return {
    pages: pages.length,
    images: all.filter(({ head }) => head.includes('/Subtype /Image')).length,
    text: pages.map((page) => textOf(page, objects)),
    info: all.find(({ head }) => head.includes('/Producer'))?.head ?? '',
  }
}

function objectsOf(bytes: Buffer): ReadonlyMap<number, PdfObject> {
  const text = bytes.toString('latin1')
  const found = new Map<number, PdfObject>()
  for (const match of text.matchAll(/^(\d+) 0 obj\n([\s\S]*?)\nendobj/gm)) {
    const body = match[2] ?? ''
    const start = body.indexOf('stream\n')
    const head = start < 0 ? body : body.slice(0, start)
    const raw =
      start < 0 ? null : Buffer.from(body.slice(start + 7, body.lastIndexOf('\nendstream')), 'latin1')
    const stream = raw && head.includes('/FlateDecode') ? inflateSync(raw) : raw
    found.set(Number(match[1]), { head, stream })
  }
  return found
}

const referenceTo = (head: string, name: string): number =>
  Number(new RegExp(`/${name} (\\d+) 0 R`).exec(head)?.[1] ?? -1)

function textOf(page: PdfObject, objects: ReadonlyMap<number, PdfObject>): string {
  const resources = objects.get(referenceTo(page.head, 'Resources'))?.head ?? ''
  const content = objects.get(referenceTo(page.head, 'Contents'))?.stream?.toString('latin1') ?? ''
  const letters = new Map<string, ReadonlyMap<number, string>>()
  for (const [, name = '', font] of resources.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const map = referenceTo(objects.get(Number(font))?.head ?? '', 'ToUnicode')
    letters.set(name, lettersOf(objects.get(map)?.stream?.toString('latin1') ?? ''))
  }
  // What goes along with joined letters stands for them, as in every program that copies text.
  const spoken = content.replace(
    /\/Span <<\n\/ActualText \(([\s\S]*?)\)\n>> BDC\n[\s\S]*?\nEMC/g,
    (_, text: string) =>
      `BT\n(${Buffer.from(unescaped(text), 'latin1').subarray(2).toString('hex')}) Actual\nET`,
  )
  return [...spoken.matchAll(/\bBT\n([\s\S]*?)ET\b/g)]
    .map(([, piece = '']) => {
      const actual = /^\(([0-9a-f]*)\) Actual/.exec(piece)?.[1]
      if (actual !== undefined) return Buffer.from(actual, 'hex').swap16().toString('utf16le')
      const font = letters.get(/\/(F\d+) /.exec(piece)?.[1] ?? '')
      return [...piece.matchAll(/<([0-9a-f]+)>/g)]
        .flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? [])
        .map((code) => font?.get(parseInt(code, 16)) ?? '\ufffd')
        .join('')
    })
    .join('\n')
}

/** The bytes of a text between brackets (ISO 32000-1, 7.3.4.2). */
function unescaped(text: string): string {
  const named: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }
  return text.replace(/\\([\s\S])/g, (_, letter: string) => named[letter] ?? letter)
}

/** From a glyph's number to what it stands for. */
function lettersOf(map: string): ReadonlyMap<number, string> {
  const found = new Map<number, string>()
  for (const [, first = '', list = ''] of map.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/g)) {
    for (const [index, entry] of [...list.matchAll(/<([0-9a-f ]*)>/g)].entries()) {
      const units = (entry[1] ?? '').replaceAll(' ', '').match(/.{4}/g) ?? []
      const text = String.fromCharCode(...units.map((unit) => parseInt(unit, 16)))
      found.set(parseInt(first, 16) + index, text)
    }
  }
  return found
}
