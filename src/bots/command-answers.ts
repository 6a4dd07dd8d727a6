import type { Language } from '../core/language.js'
import { LANGUAGES } from '../core/language.js'
import type { People } from '../core/people.js'
import type { Pseudonymiser } from '../core/pseudonym.js'
import { outcomeOf } from '../core/recorded-answer.js'
import type { Screening } from '../core/screening.js'
import type { ModelFacts, OwnStudy, Wording } from '../core/wording/wording.js'
import { COMMANDS } from '../core/wording/wording.js'
import { writeButton } from './button-data.js'
import { askerMark } from './erasure.js'
import type { HeardMessage } from './heard-message.js'
import { isAlone, say } from './heard-message.js'
import type { Heard, PlainCommand } from './incoming.js'
import type { Button, Buttons } from './reply-line.js'
import { leftToRight } from './reply-text.js'

export interface CommandParts {
  readonly screening: Screening
  readonly people: People
  readonly pseudonyms: Pseudonymiser
  readonly wordings: Readonly<Record<Language, Wording>>
  /** Null while none is ready. */
  readonly model: () => ModelFacts | null
  /** Days for which pictures are kept; 0 keeps none after the answer. */
  readonly retentionDays: number
}

/** What anybody may ask, invited or not. */
const OPEN_TO_ALL: readonly PlainCommand[] = ['start', 'help', 'privacy']

export const isOpenToAll = (command: PlainCommand): boolean => OPEN_TO_ALL.includes(command)

/** Answers a command that takes nothing. */
export async function answerCommand(
  message: HeardMessage,
  command: PlainCommand,
  parts: CommandParts,
): Promise<Heard> {
  const { speaker, wording } = message
  switch (command) {
    case 'start':
      return say(message, `${wording.start}\n\n${wording.disclaimer}`)
    case 'help':
      return say(message, `${wording.help}\n\n${commandList(wording)}\n\n${wording.disclaimer}`)
    case 'about':
      return say(message, wording.about(parts.model()))
    case 'privacy':
      return say(message, wording.privacy(parts.retentionDays))
    case 'status':
      return say(message, wording.status(parts.screening.queue(speaker)))
    case 'mine':
      return say(message, wording.mine(await ownStudies(message, parts)))
    case 'delete':
      return say(message, wording.askDelete, deleteButtons(askerMark(speaker, parts.pseudonyms), wording))
  }
}

/** Asks which language; each says its own name. */
export function askLanguage(message: HeardMessage, { wordings }: CommandParts): Promise<Heard> {
  const buttons = LANGUAGES.map((language): Button => ({
    text: wordings[language].languageName,
    data: writeButton({ kind: 'language', language }),
  }))
  return say(message, message.wording.chooseLanguage, inRowsOf(2, buttons))
}

function commandList(wording: Wording): string {
  return COMMANDS.map(
    (command) => `${leftToRight(`/${command}`, wording.direction)} · ${wording.commands[command]}`,
  ).join('\n')
}

const OWN_STUDIES = 10
const LOOKED_THROUGH = 200

/** The last films of the one who asks; where others listen, only those that were sent to them too. */
async function ownStudies({ speaker }: HeardMessage, parts: CommandParts): Promise<readonly OwnStudy[]> {
  const chat = parts.pseudonyms.chat(speaker)
  const studies = await parts.people.studiesOf(speaker, LOOKED_THROUGH)
  return studies
    .filter((study) => isAlone(speaker) || study.chat === chat)
    .slice(0, OWN_STUDIES)
    .map((study) => ({
      reference: study.reference,
      receivedAt: study.receivedAt,
      outcome: outcomeOf(study),
    }))
}

function deleteButtons(asker: string, wording: Wording): Buttons {
  return [
    [
      { text: wording.confirmDelete, data: writeButton({ kind: 'erase', asker }) },
      { text: wording.keep, data: writeButton({ kind: 'keep', asker }) },
    ],
  ]
}

function inRowsOf<T>(width: number, all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / width) }, (_, row) =>
    all.slice(row * width, (row + 1) * width),
  )
}
