import { setImmediate } from 'node:timers/promises'
import type { Answer } from '../core/answer.js'
import { formatPercent } from '../core/answer.js'
import type { Language } from '../core/language.js'
import { answerOf } from '../core/recorded-answer.js'
import type { ReportContents, ReportMaker } from '../core/report.js'
import { FIGURES } from '../core/wording/figures.js'
import { WORDINGS } from '../core/wording/languages.js'
import type { Wording } from '../core/wording/wording.js'
import { loadFonts, type Fonts } from './fonts.js'
import type { Paper } from './paper.js'
import { BOTTOM, CONTENT_WIDTH, createPaper, FULL } from './paper.js'
import { drawFilms } from './report-films.js'
import { drawFacts, drawHeading, drawScores, type Fact } from './report-parts.js'
import type { DecodeFilm } from './report-picture.js'
import { drawForReport } from './report-picture.js'

export interface ReportMakerOptions {
  /** As the doors speak, with what an operator adds to the disclaimer. */
  readonly wordings?: Readonly<Record<Language, Wording>>
  /** Films that the common formats do not cover; without it they are left out. */
  readonly decode?: DecodeFilm
  /** False leaves the pages readable to a tool that cannot inflate. */
  readonly compress?: boolean
}

const SOFT = '#44525a'
const ACCENT = '#0a6871'
const FOOT = { size: 8, colour: SOFT }

/**
 * Draws reports as A4 PDF files with their fonts in them. The same contents give the same bytes. Nothing that a sender
 * wrote or named, and no pseudonym, is in a report.
 */
export function createReportMaker({
  wordings = WORDINGS,
  decode,
  compress = true,
}: ReportMakerOptions = {}): ReportMaker {
  let fonts: Promise<Fonts> | null = null
  return {
    async make(contents) {
      fonts ??= loadFonts()
      const wording = wordings[contents.language]
      return new Uint8Array(await draw(contents, wording, { fonts: await fonts, compress, decode }))
    },
  }
}

interface Drawing {
  readonly fonts: Fonts
  readonly compress: boolean
  readonly decode: DecodeFilm | undefined
}

async function draw(
  contents: ReportContents,
  wording: Wording,
  { fonts, compress, decode }: Drawing,
): Promise<Buffer> {
  const { study, madeAt } = contents
  const { report, direction, language } = wording
  const paper = createPaper({
    title: `${report.title} · ${study.reference}`,
    producer: wording.product,
    language,
    direction,
    madeAt,
    fonts,
    compress,
  })
  paper.foot = 26 + paper.height(wording.disclaimer, FOOT, CONTENT_WIDTH)
  const answer = answerOf(study, wording)

  // Letters are shaped on this thread: between two parts others get their turn.
  drawTitle(paper, contents, wording)
  drawResult(paper, contents, answer, wording)
  await drawPictures(paper, contents, wording, decode)
  await setImmediate()
  drawTimes(paper, contents, wording)
  await setImmediate()
  drawReviews(paper, contents, wording)
  await setImmediate()
  drawProvenance(paper, contents, wording)
  return paper.finish((page, pages) => {
    drawFoot(paper, { page, pages }, contents, wording)
  })
}

function drawTitle(paper: Paper, { study }: ReportContents, { product, report, reference }: Wording): void {
  const half = { start: FULL.start, width: CONTENT_WIDTH / 2 }
  const other = { start: FULL.start + CONTENT_WIDTH / 2, width: CONTENT_WIDTH / 2 }
  paper.writeAt(paper.y, reference(study.reference), { size: 10, colour: SOFT }, other, 'end')
  paper.y += paper.writeAt(paper.y, product, { size: 10, weight: 700, colour: ACCENT }, half) + 4
  paper.write(report.title, { size: 19, weight: 700 })
  paper.y += 8
}

function drawResult(
  paper: Paper,
  { study }: ReportContents,
  answer: Answer | null,
  { report, language }: Wording,
): void {
  drawHeading(paper, report.result)
  if (answer === null) {
    paper.write(report.notAnswered, { size: 11 })
    return
  }
  const short = answer.tone === 'finding' || answer.tone === 'uncertain'
  paper.write(answer.headline, { size: short ? 16 : 12, weight: 700 })
  paper.y += 3
  for (const sentence of answer.sentences) paper.write(sentence, { size: 10 })
  if (answer.bars.length === 0) return
  drawHeading(paper, report.scores)
  const { threshold } = study
  drawScores(paper, answer.bars, threshold)
  if (threshold !== null)
    paper.write(report.threshold(formatPercent(threshold, language)), { size: 9, colour: SOFT })
}

async function drawPictures(
  paper: Paper,
  contents: ReportContents,
  wording: Wording,
  decode: DecodeFilm | undefined,
): Promise<void> {
  const { study, picture, heatmap } = contents
  if (study.sha256 === null) return
  drawFilms(paper, {
    study,
    kept: picture !== null,
    picture: picture && (await drawForReport(picture, decode)),
    heatmap: heatmap && (await drawForReport(heatmap)),
    wording,
  })
}

function drawTimes(paper: Paper, { study }: ReportContents, { report, language }: Wording): void {
  const { time, number } = FIGURES[language]
  const when = (at: Date | null): string => (at === null ? report.notYet : time(at))
  const facts: Fact[] = [
    [report.received, when(study.receivedAt)],
    [report.answered, when(study.answeredAt)],
    [report.delivered, when(study.deliveredAt)],
    [report.channel, report.channels[study.channel]],
  ]
  const file = [
    ...(study.format === null ? [] : [study.format.toUpperCase()]),
    ...(study.width === null || study.height === null
      ? []
      : [report.pixels(String(study.width), String(study.height))]),
    ...(study.bytes === null ? [] : [`${number(Math.max(1, Math.round(study.bytes / 1000)))} kB`]),
  ]
  if (file.length > 0) facts.push([report.file, file.join(' · ')])
  drawFacts(paper, facts)
  paper.write(report.utc, { size: 8, colour: SOFT })
}

function drawReviews(paper: Paper, { reviews }: ReportContents, wording: Wording): void {
  const { report, verdicts, language } = wording
  drawHeading(paper, report.reviews)
  if (reviews.length === 0) paper.write(report.noReviews, { size: 9.5 })
  for (const { verdict, at, agrees } of reviews)
    paper.write(report.review(verdicts[verdict], FIGURES[language].time(at), agrees), { size: 9.5 })
}

function drawProvenance(paper: Paper, { study }: ReportContents, { report }: Wording): void {
  const facts = (
    [
      [report.model, study.model],
      [report.backend, study.backend],
      [report.precision, study.precision],
      [report.preprocessing, study.preprocessing],
      [report.pictureHash, study.sha256],
    ] as const
  ).flatMap(([name, value]): Fact[] => (value === null ? [] : [[name, value]]))
  if (facts.length === 0) return
  // On one page, as it is short and read as a whole.
  paper.need(130)
  drawHeading(paper, report.provenance)
  drawFacts(paper, facts)
}

function drawFoot(
  paper: Paper,
  { page, pages }: { readonly page: number; readonly pages: number },
  { study, madeAt }: ReportContents,
  { report, reference, disclaimer, language }: Wording,
): void {
  const top = BOTTOM - paper.foot + 8
  paper.fill(top - 6, 0.6, FULL, '#c3cdd0')
  const height = paper.writeAt(top, disclaimer, FOOT, FULL)
  const made = `${reference(study.reference)} · ${report.made(`${FIGURES[language].time(madeAt)} UTC`)}`
  paper.writeAt(top + height + 2, made, { size: 7.5, colour: SOFT }, FULL)
  paper.writeAt(top + height + 2, report.page(page, pages), { size: 7.5, colour: SOFT }, FULL, 'end')
}
