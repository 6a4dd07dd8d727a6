import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import type { DecodedPicture } from '../../src/inference/decode.js'
import type { RefusalCode } from '../../src/core/outcome.js'
import { makeBmpFiles } from './bmp-files.js'
import { damagedJpegs, damagedPngs, damagedTiffs, truncated } from './damaged-files.js'
import { makeDicom } from './dicom-files.js'
import { makeHostileDicom } from './hostile-dicom.js'
import { makeOddPictures } from './odd-pictures.js'
import * as files from './picture-files.js'
import { drawRadiograph } from './radiograph.js'

/** A file that somebody could send, and what must come of it. */
export interface HostileFile {
  readonly name: string
  readonly bytes: Buffer
  readonly expected: 'decoded' | RefusalCode
  /** Throws when the decoded picture is not the right one. */
  readonly check?: (picture: DecodedPicture) => void
}

/** Under these limits the files behave as they say. */
export const HOSTILE_LIMITS = { maxPixels: 40_000_000 }

const MEBIBYTE = 2 ** 20

/**
 * Makes them all, some 300. A file whose name begins with a format has its magic bytes. Names of files play no part: a
 * picture reaches the decoder as bytes alone.
 */
export async function makeHostileFiles(): Promise<readonly HostileFile[]> {
  const film = {
    jpeg: await drawRadiograph({ format: 'jpeg' }),
    png: await drawRadiograph({ format: 'png' }),
    webp: await drawRadiograph({ format: 'webp' }),
    tiff: await drawRadiograph({ format: 'tiff' }),
  }
  return [
    ...(await makeOddPictures()),
    ...makeBmpFiles(),
    ...(await makeHostileDicom()),
    ...wrongTypes(),
    ...polyglots(film),
    ...truncated({ ...film, dicom: makeDicom() }),
    ...damagedPngs(film.png),
    ...damagedJpegs(film.jpeg),
    ...damagedTiffs(),
    ...wrongSizes(),
    ...bombs(film),
    ...(await animations(film)),
  ]
}

/** One film in every format. */
export type Films = Readonly<Record<'jpeg' | 'png' | 'webp' | 'tiff', Buffer>>

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')

function wrongTypes(): HostileFile[] {
  const contents: Record<string, Buffer> = {
    'a single zero byte': Buffer.of(0),
    'a single 0xff byte': Buffer.of(0xff),
    'plain text': Buffer.from('Please read my film, doctor.\n'),
    'UTF-16 text': Buffer.from('\ufeffPlease read my film', 'utf16le'),
    'a path': Buffer.from('../../../../etc/passwd'),
    HTML: Buffer.from('<!doctype html><img src=x onerror=alert(1)>'),
    SVG: Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"><rect width="9" height="9"/></svg>',
    ),
    'SVG that reads a file': Buffer.from(
      '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>',
    ),
    PDF: Buffer.from('%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF'),
    PostScript: Buffer.from('%!PS-Adobe-3.0\n(/etc/passwd) (r) file'),
    'an ImageMagick script': Buffer.from(
      'push graphic-context\nfill \'url(https://127.0.0.1/x.jpg"|ls "-la)\'\n',
    ),
    GIF: files.makeGif(300, 300, 1),
    'text that begins like a BMP': Buffer.from(`BMW, ${'a report. '.repeat(30)}`),
    'the letters of a BMP and zeros': Buffer.concat([Buffer.from('BM'), Buffer.alloc(300)]),
    'a ZIP archive': Buffer.concat([hex('504b0304'), Buffer.alloc(60)]),
    gzip: hex('1f8b0800000000000003030000000000000000 00'),
    'an ELF program': Buffer.concat([hex('7f454c46020101'), Buffer.alloc(57)]),
    'a Windows program': Buffer.concat([Buffer.from('MZ'), Buffer.alloc(126)]),
    MP4: Buffer.concat([hex('00000018'), Buffer.from('ftypmp42'), Buffer.alloc(12)]),
    HEIC: Buffer.concat([hex('00000018'), Buffer.from('ftypheic'), Buffer.alloc(12)]),
    AVIF: Buffer.concat([hex('00000018'), Buffer.from('ftypavif'), Buffer.alloc(12)]),
    'JPEG XL': hex('ff0a7f0b00'),
    'JPEG 2000': hex('0000000c6a5020200d0a870a'),
    AVI: Buffer.concat([Buffer.from('RIFF'), hex('10000000'), Buffer.from('AVI LIST')]),
    WAV: Buffer.concat([Buffer.from('RIFF'), hex('24000000'), Buffer.from('WAVEfmt ')]),
    'a Netpbm picture': Buffer.concat([Buffer.from('P5 200 200 255\n'), Buffer.alloc(40_000)]),
    'a Photoshop document': Buffer.concat([Buffer.from('8BPS'), hex('0001'), Buffer.alloc(60)]),
    'the letters of DICOM in another place': Buffer.concat([
      Buffer.alloc(129),
      Buffer.from('DICM'),
      Buffer.alloc(60),
    ]),
    'a PNG with a wrong line end in its signature': hex('89504e470a1a0a'),
    'a JPEG behind a space': Buffer.concat([Buffer.from(' '), hex('ffd8ffe0')]),
  }
  return [
    { name: 'an empty file', bytes: Buffer.alloc(0), expected: 'corrupt_image' },
    ...Object.entries(contents).map(([name, bytes]) => ({
      name,
      bytes,
      expected: 'unsupported_format' as const,
    })),
    ...Object.entries(MAGIC).map(([name, bytes]) => ({
      name: `${name}: the magic bytes alone`,
      bytes,
      expected: 'corrupt_image' as const,
    })),
  ]
}

/** First bytes by which a format is told. */
export const MAGIC: Readonly<Record<string, Buffer>> = {
  JPEG: hex('ffd8ff'),
  PNG: files.PNG_SIGNATURE,
  WebP: hex('52494646 00000000 57454250'),
  'TIFF, little endian': hex('49492a00'),
  'TIFF, big endian': hex('4d4d002a'),
  'BigTIFF, little endian': hex('49492b00'),
  'BigTIFF, big endian': hex('4d4d002b'),
  BMP: hex('424d 00000000 00000000 36000000 28000000'),
  DICOM: Buffer.concat([Buffer.alloc(128), Buffer.from('DICM')]),
  'DICOM without a preamble': hex('0200 0000 554c 0400'),
}

function polyglots({ jpeg, png, webp }: Films): HostileFile[] {
  const zip = Buffer.concat([hex('504b0304'), Buffer.alloc(80), hex('504b0506'), Buffer.alloc(18)])
  const html = Buffer.from('<html><script>alert(document.domain)</script></html>')
  return [
    { name: 'JPEG with a ZIP archive behind it', bytes: Buffer.concat([jpeg, zip]), expected: 'decoded' },
    {
      name: 'JPEG with HTML in its comment',
      bytes: files.withJpegSegment(jpeg, 0xfe, html),
      expected: 'decoded',
    },
    { name: 'JPEG with a second JPEG behind it', bytes: Buffer.concat([jpeg, jpeg]), expected: 'decoded' },
    { name: 'PNG with HTML behind it', bytes: Buffer.concat([png, html]), expected: 'decoded' },
    {
      name: 'PNG with PHP in a text chunk',
      bytes: files.makePng({
        width: 200,
        height: 200,
        before: [files.pngChunk('tEXt', Buffer.from('a\0<?php system(1)'))],
      }),
      expected: 'decoded',
    },
    { name: 'WebP with a ZIP archive behind it', bytes: Buffer.concat([webp, zip]), expected: 'decoded' },
    {
      name: 'a GIF header with a JPEG body',
      bytes: Buffer.concat([Buffer.from('GIF89a'), jpeg]),
      expected: 'unsupported_format',
    },
    {
      name: 'a ZIP archive with a JPEG behind it',
      bytes: Buffer.concat([zip, jpeg]),
      expected: 'unsupported_format',
    },
    { name: 'HTML with a PNG behind it', bytes: Buffer.concat([html, png]), expected: 'unsupported_format' },
    {
      name: 'JPEG with the magic of DICOM in its comment',
      bytes: files.withJpegSegment(jpeg, 0xfe, Buffer.concat([Buffer.alloc(122), Buffer.from('DICM')])),
      expected: 'decoded',
    },
    {
      name: 'DICOM magic with a JPEG body',
      bytes: Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), jpeg]),
      expected: 'corrupt_image',
    },
    {
      name: 'JPEG magic with a PNG body',
      bytes: Buffer.concat([hex('ffd8ff'), png]),
      expected: 'corrupt_image',
    },
    {
      name: 'PNG magic with a JPEG body',
      bytes: Buffer.concat([files.PNG_SIGNATURE, jpeg]),
      expected: 'corrupt_image',
    },
  ]
}

function wrongSizes(): HostileFile[] {
  const png = (width: number, height: number) => files.makePng({ width, height })
  const empty = files.pngChunk('IDAT', deflateSync(Buffer.alloc(10)))
  const end = files.pngChunk('IEND', Buffer.alloc(0))
  return [
    { name: 'PNG of 1 × 1', bytes: png(1, 1), expected: 'too_small' },
    { name: 'PNG of 127 × 400', bytes: png(127, 400), expected: 'too_small' },
    { name: 'PNG of 400 × 127', bytes: png(400, 127), expected: 'too_small' },
    { name: 'PNG of 60,000 × 1', bytes: png(60_000, 1), expected: 'too_small' },
    { name: 'TIFF of 127 × 127', bytes: files.makeTiff({ width: 127, height: 127 }), expected: 'too_small' },
    { name: 'PNG of 128 × 128', bytes: png(128, 128), expected: 'decoded' },
    {
      name: 'PNG that declares 20,000 × 20,000 and holds ten bytes',
      bytes: Buffer.concat([files.PNG_SIGNATURE, files.pngHeader(20_000, 20_000), empty, end]),
      expected: 'too_large',
    },
    {
      name: 'PNG of 20,000 × 20,000, all pixels there',
      bytes: files.makePng({ width: 20_000, height: 20_000, depth: 1, raw: Buffer.alloc(2501 * 20_000) }),
      expected: 'too_large',
    },
    {
      name: 'PNG one row above the cap',
      bytes: files.makePng({ width: 40_000, height: 1001, depth: 1, raw: Buffer.alloc(5001 * 1001) }),
      expected: 'too_large',
    },
  ]
}

function bombs({ jpeg }: Films): HostileFile[] {
  const zeros = deflateSync(Buffer.alloc(64 * MEBIBYTE))
  const bomb = (type: string, prefix: string) =>
    files.pngChunk(type, Buffer.concat([Buffer.from(prefix, 'latin1'), zeros]))
  const png = (...before: Buffer[]) => files.makePng({ width: 200, height: 200, before })
  const segments = Array.from({ length: 300 }, () => Buffer.alloc(60_000, 65))
  return [
    {
      name: 'PNG whose image data expands far beyond its size',
      bytes: files.makePng({ width: 200, height: 200, raw: Buffer.alloc(64 * MEBIBYTE) }),
      expected: 'decoded',
    },
    { name: 'PNG with a zip bomb as a text', bytes: png(bomb('zTXt', 'Comment\0\0')), expected: 'decoded' },
    {
      name: 'PNG with a zip bomb as an international text',
      bytes: png(bomb('iTXt', 'Comment\0\x01\0\0\0')),
      expected: 'decoded',
    },
    {
      name: 'PNG with a zip bomb as a colour profile',
      bytes: png(bomb('iCCP', 'icc\0\0')),
      expected: 'decoded',
    },
    {
      name: 'PNG with 20,000 texts',
      bytes: png(
        ...Array.from({ length: 20_000 }, (_, index) => files.pngChunk('tEXt', Buffer.from(`k${index}\0v`))),
      ),
      expected: 'decoded',
    },
    {
      name: 'JPEG with 18 MB of comments',
      bytes: segments.reduceRight((file, segment) => files.withJpegSegment(file, 0xfe, segment), jpeg),
      expected: 'decoded',
    },
  ]
}

async function animations({ png, jpeg }: Films): Promise<HostileFile[]> {
  const animated = () => sharp([png, jpeg], { join: { animated: true } })
  const control = hex('00000001 000000c8 000000c8 00000000 00000000 0064 03e8 00 00')
  const frames = Buffer.from('0000000200000000', 'hex')
  return [
    { name: 'an animated WebP', bytes: await animated().webp().toBuffer(), expected: 'unsupported_format' },
    { name: 'an animated GIF', bytes: files.makeGif(300, 300, 3), expected: 'unsupported_format' },
    {
      name: 'a TIFF of three pages',
      bytes: files.makeTiff({ width: 200, height: 200, pages: 3 }),
      expected: 'unsupported_format',
    },
    // Decoders that know nothing of animation show its still picture, and so do we.
    {
      name: 'an animated PNG',
      bytes: files.makePng({
        width: 200,
        height: 200,
        before: [files.pngChunk('acTL', frames)],
        after: [
          files.pngChunk('fcTL', control),
          files.pngChunk('fdAT', Buffer.concat([hex('00000002'), deflateSync(Buffer.alloc(201 * 200))])),
        ],
      }),
      expected: 'decoded',
    },
  ]
}
