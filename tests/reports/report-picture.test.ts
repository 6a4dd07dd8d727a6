import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { createReportMaker } from '../../src/reports/pdf-report.js'
import { drawForReport } from '../../src/reports/report-picture.js'
import { drawRadiograph } from '../support/radiograph.js'
import { reportContents } from './contents.js'
import { readPdf } from './pdf-text.js'

const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"/>')
const CUT_SHORT = (await drawRadiograph()).subarray(0, 900)
const DICOM = Buffer.concat([Buffer.alloc(128), Buffer.from('DICM')])

describe('the picture of a report', () => {
  it.each(['jpeg', 'png', 'webp', 'tiff'] as const)('draws a %s anew', async (format) => {
    const drawn = await drawForReport(await drawRadiograph({ width: 400, height: 300, format }))
    expect(drawn).toMatchObject({ width: 400, height: 300 })
    expect((await sharp(drawn?.jpeg).metadata()).format).toBe('jpeg')
  })

  it('makes a large picture smaller, and leaves out what the file says of its owner', async () => {
    const large = await sharp(await drawRadiograph({ width: 3000, height: 1500 }))
      .withExif({ IFD0: { Artist: 'Mrs Example' } })
      .jpeg()
      .toBuffer()
    expect(large.toString('latin1')).toContain('Mrs Example')
    const drawn = await drawForReport(large)
    expect(drawn).toMatchObject({ width: 1100, height: 550 })
    expect(drawn?.jpeg.toString('latin1')).not.toContain('Mrs Example')
  })

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a drawing in XML', SVG],
    ['a damaged picture', CUT_SHORT],
    ['words', Buffer.from('not a picture at all')],
    ['a DICOM file without its reader', DICOM],
  ])('is null for %s', async (_, bytes) => {
    expect(await drawForReport(bytes)).toBeNull()
  })

  it('asks the reader of films for what the common formats do not cover', async () => {
    const film = { width: 40, height: 30, pixels: new Uint8Array(1200).fill(90) }
    expect(await drawForReport(DICOM, () => Promise.resolve(film))).toMatchObject({ width: 40, height: 30 })
    expect(await drawForReport(DICOM, () => Promise.reject(new Error('broken')))).toBeNull()
  })
})

describe('a report', () => {
  const maker = createReportMaker()
  const read = async (more: Parameters<typeof reportContents>[0]) => {
    const { text, images } = readPdf(await maker.make(reportContents(more)))
    return { said: text.join('').replaceAll('\n', ' '), images }
  }

  it('says that a picture is not kept', async () => {
    const { said, images } = await read({ picture: null, heatmap: null })
    expect(said).toContain('The picture is not kept.')
    expect(images).toBe(0)
  })

  it('says that a picture cannot be shown, and shows the heatmap all the same', async () => {
    const { said, images } = await read({ picture: DICOM })
    expect(said).toContain('The picture is kept, but cannot be shown in a report.')
    expect(images).toBe(1)
  })

  it('says that there is no heatmap where the kept one is damaged', async () => {
    const { said, images } = await read({ heatmap: Buffer.from('\xff\xd8\xffdamaged', 'latin1') })
    expect(said).toContain('There is no heatmap.')
    expect(images).toBe(1)
  })
})
