import type { Language } from '../core/language.js'
import { isLanguage } from '../core/language.js'
import type { Verdict } from '../core/review.js'
import { isVerdict } from '../core/review.js'

/** A picture under whose answer a button stands: its number in an album, from 1, and null where it is the only one. */
export interface ButtonPicture {
  readonly studyId: string
  readonly number: number | null
}

/** What a press means. */
export type ButtonMeaning =
  | ({ readonly kind: 'agree' | 'disagree' | 'change' | 'report' | 'pick' } & ButtonPicture)
  | ({ readonly kind: 'verdict'; readonly verdict: Verdict } & ButtonPicture)
  | { readonly kind: 'language'; readonly language: Language }
  /** `asker` marks the one who asked, so that nobody else's press counts. */
  | { readonly kind: 'erase' | 'keep'; readonly asker: string }

const LETTERS = { agree: 'a', disagree: 'd', change: 'c', report: 'p', pick: 's' } as const

const KINDS = new Map(Object.entries(LETTERS).map(([kind, letter]) => [letter, kind as keyof typeof LETTERS]))

/** As ASCII of at most 64 characters: Telegram takes no more. */
export function writeButton(meaning: ButtonMeaning): string {
  switch (meaning.kind) {
    case 'language':
      return `l:${meaning.language}`
    case 'erase':
      return `x:yes:${meaning.asker}`
    case 'keep':
      return `x:no:${meaning.asker}`
    case 'verdict':
      return `v:${meaning.studyId}:${meaning.verdict}${numbered(meaning)}`
    default:
      return `${LETTERS[meaning.kind]}:${meaning.studyId}${numbered(meaning)}`
  }
}

const numbered = ({ number }: ButtonPicture): string => (number === null ? '' : `:${number}`)

/** Null for what this program never wrote. */
export function readButton(data: string): ButtonMeaning | null {
  const [letter = '', first = '', second, third] = data.split(':')
  switch (letter) {
    case 'l':
      return isLanguage(first) ? { kind: 'language', language: first } : null
    case 'x':
      if (second === undefined || !/^[0-9a-f]{12}$/.test(second)) return null
      return first === 'yes' || first === 'no'
        ? { kind: first === 'yes' ? 'erase' : 'keep', asker: second }
        : null
    case 'v': {
      const picture = pictureIn(first, third)
      return picture && isVerdict(second) ? { kind: 'verdict', verdict: second, ...picture } : null
    }
    default: {
      const kind = KINDS.get(letter as 'a')
      const picture = pictureIn(first, second)
      return kind && picture ? { kind, ...picture } : null
    }
  }
}

function pictureIn(studyId: string, number: string | undefined): ButtonPicture | null {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(studyId)) return null
  if (number !== undefined && !/^[1-9]\d?$/.test(number)) return null
  return { studyId, number: number === undefined ? null : Number(number) }
}
