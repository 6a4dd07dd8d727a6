import { agreesWith } from '../core/agreement.js'
import type { People } from '../core/people.js'
import type { Language } from '../core/language.js'
import { isLabel } from '../core/label.js'
import type { ReviewStore, Verdict } from '../core/review.js'
import type { Study } from '../core/study.js'
import type { Wording } from '../core/wording/wording.js'
import type { AnsweredPicture } from './answer-buttons.js'
import { choiceRows, isRead, questionRows, saidRows, withRows } from './answer-buttons.js'
import type { ButtonMeaning } from './button-data.js'
import type { ErasureParts } from './erasure.js'
import { askerMark, erasePerson } from './erasure.js'
import type { HeardMessage } from './heard-message.js'
import { isAlone, say, toast } from './heard-message.js'
import type { Heard, IncomingPress } from './incoming.js'
import type { Buttons } from './reply-line.js'
import type { ReportParts } from './report-press.js'
import { sendReport } from './report-press.js'

export interface PressParts extends ErasureParts, ReportParts {
  readonly people: People
  readonly reviews: ReviewStore
  readonly wordings: Readonly<Record<Language, Wording>>
}

/** Does what a button says. The presser is admitted, unless the button chooses a language. */
export async function answerPress(
  message: HeardMessage,
  press: IncomingPress,
  meaning: ButtonMeaning,
  parts: PressParts,
): Promise<Heard> {
  switch (meaning.kind) {
    case 'language':
      return chooseLanguage(message, meaning.language, parts)
    case 'erase':
    case 'keep':
      return answerErasure(message, meaning, parts)
    default: {
      const study = await parts.studies.find(meaning.studyId)
      if (study?.outcome == null || !mayTouch(study, message, parts)) return tooOld(message)
      const picture = { studyId: study.id, number: meaning.number, outcome: { kind: study.outcome } }
      if (!isRead(picture)) return tooOld(message)
      return answerStudyPress(message, press, { meaning, study, picture }, parts)
    }
  }
}

export const tooOld = (message: HeardMessage): Promise<Heard> => toast(message, message.wording.buttonTooOld)

/** Chooses the language, and says so in it. */
export async function chooseLanguage(
  message: HeardMessage,
  language: Language,
  { people, wordings }: Pick<PressParts, 'people' | 'wordings'>,
): Promise<Heard> {
  const { languageChosen } = wordings[language]
  await people.chooseLanguage(message.speaker, language)
  // Where others read along, the question stays for them.
  return isAlone(message.speaker) ? say(message, languageChosen) : toast(message, languageChosen)
}

async function answerErasure(
  message: HeardMessage,
  { kind, asker }: Extract<ButtonMeaning, { kind: 'erase' | 'keep' }>,
  parts: PressParts,
): Promise<Heard> {
  const { speaker, wording } = message
  if (asker !== askerMark(speaker, parts.pseudonyms)) return tooOld(message)
  if (kind === 'keep') return say(message, wording.notDeleted)
  const { pictures, studies } = await erasePerson(speaker, parts)
  return say(message, wording.deleted(pictures, studies))
}

/** Only whoever sent the film or reads the chat in which it was answered. */
function mayTouch(study: Study, { speaker }: HeardMessage, { pseudonyms }: PressParts): boolean {
  const chat = pseudonyms.chat(speaker)
  return study.person === pseudonyms.person(speaker) || (chat !== null && study.chat === chat)
}

interface StudyPress {
  readonly meaning: Exclude<ButtonMeaning, { kind: 'language' | 'erase' | 'keep' }>
  readonly study: Study
  readonly picture: AnsweredPicture
}

async function answerStudyPress(
  message: HeardMessage,
  press: IncomingPress,
  { meaning, study, picture }: StudyPress,
  parts: PressParts,
): Promise<Heard> {
  const { wording, line } = message
  const show = (rows: Buttons): Promise<void> => line.rebutton(withRows(press.buttons ?? [], study.id, rows))
  switch (meaning.kind) {
    case 'agree':
      if (!isLabel(study.label)) return tooOld(message)
      return review(message, { study, picture, verdict: study.label, show }, parts)
    case 'verdict':
      return review(message, { study, picture, verdict: meaning.verdict, show }, parts)
    case 'disagree':
    case 'change':
      await toast(message, wording.whichClass)
      await show(choiceRows(picture, wording))
      return 'done'
    case 'pick': {
      const said = isAlone(message.speaker) ? await ownVerdict(message, study.id, parts) : null
      await show(said ? saidRows(picture, said, wording) : questionRows(picture, wording))
      return 'done'
    }
    case 'report':
      return sendReport(message, study, parts)
  }
}

interface Said {
  readonly study: Study
  readonly picture: AnsweredPicture
  readonly verdict: Verdict
  readonly show: (rows: Buttons) => Promise<void>
}

/** Notes a verdict. In a chat that others read the question stays under the message, so that each of them can answer it. */
async function review(
  message: HeardMessage,
  { study, picture, verdict, show }: Said,
  { reviews, pseudonyms, now }: PressParts,
): Promise<Heard> {
  const { speaker, wording } = message
  await reviews.record({
    studyId: study.id,
    channel: speaker.channel,
    reviewer: pseudonyms.person(speaker),
    verdict,
    agrees: agreesWith(study.label, verdict),
    note: null,
    at: now(),
  })
  await toast(message, wording.reviewed(wording.verdicts[verdict]))
  await show(isAlone(speaker) ? saidRows(picture, verdict, wording) : questionRows(picture, wording))
  return 'done'
}

async function ownVerdict(
  { speaker }: HeardMessage,
  studyId: string,
  { reviews, pseudonyms }: PressParts,
): Promise<Verdict | null> {
  const reviewer = pseudonyms.person(speaker)
  return (await reviews.of(studyId)).find((review) => review.reviewer === reviewer)?.verdict ?? null
}
