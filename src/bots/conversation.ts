import type { Admission } from '../core/admission.js'
import { addToDisclaimer } from '../core/disclaimer.js'
import { admits } from '../core/doorkeeper.js'
import { faultCode } from '../core/fault.js'
import type { Language } from '../core/language.js'
import { languageOf } from '../core/language.js'
import { newReference } from '../core/screening.js'
import { readButton } from './button-data.js'
import type { CommandParts } from './command-answers.js'
import { answerCommand, askLanguage, isOpenToAll } from './command-answers.js'
import type { HeardMessage } from './heard-message.js'
import { say, toast } from './heard-message.js'
import type { Place } from './in-order.js'
import { createInOrder } from './in-order.js'
import type { Heard, Incoming, IncomingPress, Speaker } from './incoming.js'
import { answerPictures } from './picture-answers.js'
import type { PressParts } from './presses.js'
import { answerPress, chooseLanguage, tooOld } from './presses.js'
import type { ReplyLine } from './reply-line.js'

export interface ConversationParts extends CommandParts, PressParts {
  readonly admission: Admission
  /** What an operator adds to the disclaimer; null for nothing. */
  readonly extraDisclaimer: string | null
}

/** Decides, once for every chat, what is said. */
export interface Conversation {
  /**
   * Never rejects. Resolves when the answer is out, lost or cut off, with which of these it was. Pictures of one chat are
   * answered in the order in which they were heard.
   */
  hear(speaker: Speaker, incoming: Incoming, line: ReplyLine): Promise<Heard>
}

export function createConversation(given: ConversationParts): Conversation {
  const parts = { ...given, wordings: addToDisclaimer(given.wordings, given.extraDisclaimer) }
  const { admission, people, wordings, log } = parts
  const placeIn = createInOrder()

  /** What the person chose, or else the language of their app. */
  async function languageFor(speaker: Speaker): Promise<Language> {
    const chosen = await people.language(speaker).catch((error: unknown) => {
      log.warn('language.not_read', { channel: speaker.channel, code: faultCode(error) })
      return null
    })
    return chosen ?? languageOf(speaker.locale)
  }

  const isInvited = ({ speaker }: HeardMessage): Promise<boolean> => admits(speaker, parts)

  /** For whoever was not invited: one sentence, that says how to be. */
  async function respond(message: HeardMessage, incoming: Incoming, place: Place): Promise<Heard> {
    const { speaker, wording } = message
    switch (incoming.kind) {
      case 'join': {
        const joined = await admission.redeem(speaker, incoming.code)
        return say(message, joined ? wording.joined : wording.notJoined)
      }
      case 'language':
        return incoming.language === null
          ? askLanguage(message, parts)
          : say(message, await chosenIn(speaker, incoming.language))
      case 'press':
        return respondToPress(message, incoming)
      case 'command':
        if (isOpenToAll(incoming.command) || (await isInvited(message)))
          return answerCommand(message, incoming.command, parts)
        return say(message, wording.refusals.not_allowed)
      case 'words':
        return say(message, (await isInvited(message)) ? wording.askForPicture : wording.refusals.not_allowed)
      case 'pictures':
        return (await isInvited(message))
          ? answerPictures(message, incoming, place, parts)
          : say(message, wording.refusals.not_allowed)
    }
  }

  async function chosenIn(speaker: Speaker, language: Language): Promise<string> {
    await people.chooseLanguage(speaker, language)
    return wordings[language].languageChosen
  }

  async function respondToPress(message: HeardMessage, press: IncomingPress): Promise<Heard> {
    const meaning = readButton(press.data)
    if (meaning === null) return tooOld(message)
    if (meaning.kind === 'language') return chooseLanguage(message, meaning.language, parts)
    if (!(await isInvited(message))) return toast(message, message.wording.refusals.not_allowed)
    return answerPress(message, press, meaning, parts)
  }

  /** A press is told quietly: the answer that it stands under stays. */
  async function sayFault(message: HeardMessage, incoming: Incoming, error: unknown): Promise<Heard> {
    const { wording, speaker } = message
    const reference = newReference()
    log.error('conversation.fault', { reference, channel: speaker.channel, code: faultCode(error) })
    const text = `${wording.fault}\n${wording.reference(reference)}`
    return incoming.kind === 'press' ? toast(message, text) : say(message, text)
  }

  return {
    async hear(speaker, incoming, line) {
      // Before anything is waited for: the order is that in which messages are heard.
      const place = placeIn(`${speaker.channel}:${speaker.chat ?? speaker.person}`)
      if (incoming.kind !== 'pictures') place.done()
      // Nobody may be left to wait for an album: a stranger's is never looked at.
      else void Promise.resolve(incoming.pictures).catch(() => undefined)
      const message = { speaker, line, wording: wordings[await languageFor(speaker)] }
      try {
        return await respond(message, incoming, place)
      } catch (error) {
        return await sayFault(message, incoming, error)
      } finally {
        place.done()
      }
    },
  }
}
