import type { Answer, PictureWithCaption } from '../core/answer.js'
import { composeAnswer } from '../core/answer.js'
import { faultCode } from '../core/fault.js'
import type { Log } from '../core/log.js'
import type { Screened, Screening } from '../core/screening.js'
import { isCutOff } from '../core/screening.js'
import { answerButtons } from './answer-buttons.js'
import type { HeardMessage } from './heard-message.js'
import { say } from './heard-message.js'
import type { Place } from './in-order.js'
import type { Heard, IncomingPicture, IncomingPictures } from './incoming.js'
import { numberOf, replyText } from './reply-text.js'

/** Pictures that both platforms take in one message. */
const SHOWN_AT_ONCE = 10

/** A shorter wait is over before anybody has read about it. */
const WORTH_SAYING_SECONDS = 3

export interface PictureAnswering {
  readonly screening: Screening
  readonly log: Log
}

type ScreenedPicture = Screened & Pick<IncomingPicture['attachment'], 'recompressed'>

/** Reads the pictures of one message and gives them one answer. `place` is the message's among those of its chat. */
export async function answerPictures(
  message: HeardMessage,
  incoming: IncomingPictures,
  place: Place,
  { screening, log }: PictureAnswering,
): Promise<Heard> {
  const { line, wording, speaker } = message
  if (!(await line.signOfLife(wording.reading))) return 'done'
  const pictures = await incoming.pictures
  if (pictures.length === 0) return say(message, wording.askForPicture)

  let told: Promise<void> = Promise.resolve()
  const tell = (ahead: number, seconds: number): void => {
    if (seconds > WORTH_SAYING_SECONDS) told = line.progress(wording.queued(ahead, seconds))
  }
  const screened = await Promise.all(
    pictures.map(async ({ attachment, occasion, note }, index): Promise<ScreenedPicture> => {
      const last = index === pictures.length - 1
      const how = { occasion, note, ...(last ? { onQueued: tell } : {}) }
      return {
        ...(await screening.screen(speaker, attachment, how)),
        recompressed: attachment.recompressed,
      }
    }),
  )
  if (screened.some(({ examination }) => isCutOff(examination))) return 'interrupted'
  if (screened.every(({ delivered }) => delivered === true)) return 'done'
  // Words that ask to wait are of use only now; what was read comes in the order in which it was sent.
  if (!screened.every(isTurnedAway)) await place.first()
  await told
  return giveAnswer(message, screened, { screening, log })
}

async function giveAnswer(
  { line, wording }: HeardMessage,
  screened: readonly ScreenedPicture[],
  { screening, log }: PictureAnswering,
): Promise<Heard> {
  const answers = screened.map((one) => composeAnswer(one, one.recompressed, wording))
  const text = replyText(answers, line.limit, wording.direction)
  if (!(await line.answer({ text, buttons: buttonsFor(screened, wording) }))) return 'lost'
  for (const { studyId, reference } of screened) {
    if (studyId === null) continue
    await screening.delivered(studyId).catch((error: unknown) => {
      log.error('delivery.not_recorded', { reference, code: faultCode(error) })
    })
  }
  const heatmaps = heatmapsOf(answers)
  if (heatmaps.length > 0) await line.show(heatmaps)
  return 'done'
}

function buttonsFor(screened: readonly Screened[], wording: HeardMessage['wording']) {
  const pictures = screened.flatMap(({ studyId, examination: { outcome } }, index) =>
    studyId === null ? [] : [{ studyId, outcome, number: screened.length > 1 ? index + 1 : null }],
  )
  return answerButtons(pictures, wording)
}

function isTurnedAway({ examination: { outcome } }: Screened): boolean {
  return outcome.kind === 'refused' && (outcome.code === 'busy' || outcome.code === 'rate_limited')
}

/** With the number of its picture where there are several. */
function heatmapsOf(answers: readonly Answer[]): readonly PictureWithCaption[] {
  return answers
    .flatMap(({ heatmap }, index) =>
      heatmap ? [{ ...heatmap, caption: `${numberOf(index, answers.length)}${heatmap.caption}` }] : [],
    )
    .slice(0, SHOWN_AT_ONCE)
}
