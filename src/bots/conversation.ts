import type { Admission } from '../core/admission.js'
import type { Answer, PictureWithCaption } from '../core/answer.js'
import { composeAnswer } from '../core/answer.js'
import { faultCode } from '../core/fault.js'
import type { Log } from '../core/log.js'
import type { Attachment, Screened, Screening } from '../core/screening.js'
import { newReference } from '../core/screening.js'
import type { Sender } from '../core/study.js'
import type { Wording } from '../core/wording/wording.js'
import { numberOf, replyText } from './reply-text.js'

/** What somebody said to the bot, once the platform's clothes are off. */
export type Incoming =
  | { readonly kind: 'start' }
  | { readonly kind: 'help' }
  | { readonly kind: 'join'; readonly code: string }
  /** Something without a picture that still deserves a word. */
  | { readonly kind: 'words' }
  | IncomingPictures

/** One picture or an album, which gets one combined answer. A promise where the album is still arriving. */
export interface IncomingPictures {
  readonly kind: 'pictures'
  readonly attachments: readonly Attachment[] | Promise<readonly Attachment[]>
}

/** Where the answer to one message goes. The methods log what went wrong, by its code, and never reject. */
export interface ReplyLine {
  /** Characters that one message of the platform holds. */
  readonly limit: number
  /** Shows at once that the picture arrived. False when nothing can be said on this line any more. */
  signOfLife(text: string): Promise<boolean>
  /** Puts the answer in the place of the sign of life, or sends it where there was none. False when it was lost. */
  answer(text: string): Promise<boolean>
  /**
   * Adds pictures, at most {@link SHOWN_AT_ONCE} of them, to the answer that stands. They come after it and in one try,
   * so that nothing about them can delay, repeat or lose the answer.
   */
  show(pictures: readonly PictureWithCaption[]): Promise<void>
}

/** Pictures that both platforms take in one message. */
const SHOWN_AT_ONCE = 10

export interface ConversationParts {
  readonly screening: Screening
  readonly admission: Admission
  readonly wording: Wording
  readonly log: Log
}

/** Decides, once for every chat, what is said. */
export interface Conversation {
  /** Never rejects. Resolves when the answer is out, or lost. */
  hear(sender: Sender, incoming: Incoming, line: ReplyLine): Promise<void>
}

export function createConversation({ screening, admission, wording, log }: ConversationParts): Conversation {
  async function read(sender: Sender, incoming: IncomingPictures, line: ReplyLine): Promise<void> {
    if (!(await line.signOfLife(wording.reading))) return
    const screened = await Promise.all(
      (await incoming.attachments).map(async (attachment) => ({
        ...(await screening.screen(sender, attachment)),
        recompressed: attachment.recompressed,
      })),
    )
    const answers = strangersOnce(screened).map((one) => composeAnswer(one, one.recompressed, wording))
    if (!(await line.answer(replyText(answers, line.limit)))) return
    for (const { studyId, reference } of screened)
      if (studyId !== null) await noteDelivery(studyId, reference)
    const heatmaps = heatmapsOf(answers)
    if (heatmaps.length > 0) await line.show(heatmaps)
  }

  async function noteDelivery(studyId: string, reference: string): Promise<void> {
    await screening.delivered(studyId).catch((error: unknown) => {
      log.error('delivery.not_recorded', { reference, code: faultCode(error) })
    })
  }

  async function respond(sender: Sender, incoming: Incoming, line: ReplyLine): Promise<void> {
    switch (incoming.kind) {
      case 'start':
        await line.answer(`${wording.start}\n\n${wording.disclaimer}`)
        return
      case 'help':
        await line.answer(`${wording.help}\n\n${wording.disclaimer}`)
        return
      case 'words':
        await line.answer(wording.askForPicture)
        return
      case 'join': {
        const joined = await admission.redeem(sender, incoming.code)
        await line.answer(joined ? wording.joined : wording.notJoined)
        return
      }
      case 'pictures':
        await read(sender, incoming, line)
    }
  }

  return {
    async hear(sender, incoming, line) {
      try {
        await respond(sender, incoming, line)
      } catch (error) {
        const reference = newReference()
        log.error('conversation.fault', { reference, channel: sender.channel, code: faultCode(error) })
        await line.answer(`${wording.fault}\n${wording.reference(reference)}`)
      }
    },
  }
}

/** With the number of its picture where there are several. */
function heatmapsOf(answers: readonly Answer[]): readonly PictureWithCaption[] {
  return answers
    .flatMap(({ heatmap }, index) =>
      heatmap ? [{ ...heatmap, caption: `${numberOf(index, answers.length)}${heatmap.caption}` }] : [],
    )
    .slice(0, SHOWN_AT_ONCE)
}

/** A stranger's album gets the sentence for strangers once, not once a picture. */
function strangersOnce<T extends Screened>(screened: readonly T[]): readonly T[] {
  const refusedAll = screened.every(
    ({ examination: { outcome } }) => outcome.kind === 'refused' && outcome.code === 'not_allowed',
  )
  return refusedAll ? screened.slice(0, 1) : screened
}
