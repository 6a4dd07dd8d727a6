import type { Language } from '../language.js'
import { arabic } from './arabic.js'
import { english } from './english.js'
import { french } from './french.js'
import { german } from './german.js'
import { hindi } from './hindi.js'
import { portuguese } from './portuguese.js'
import { spanish } from './spanish.js'
import type { Wording } from './wording.js'

/** Every language that is spoken here. */
export const WORDINGS: Readonly<Record<Language, Wording>> = {
  en: english,
  es: spanish,
  fr: french,
  pt: portuguese,
  de: german,
  hi: hindi,
  ar: arabic,
}
