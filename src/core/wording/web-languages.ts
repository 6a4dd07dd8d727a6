import type { Language } from '../language.js'
import type { WebWording } from './web-wording.js'
import { arabicWeb } from './web/arabic.js'
import { englishWeb } from './web/english.js'
import { frenchWeb } from './web/french.js'
import { germanWeb } from './web/german.js'
import { hindiWeb } from './web/hindi.js'
import { portugueseWeb } from './web/portuguese.js'
import { spanishWeb } from './web/spanish.js'

/** What the web pages say, in every language that is spoken here. */
export const WEB_WORDINGS: Readonly<Record<Language, WebWording>> = {
  en: englishWeb,
  es: spanishWeb,
  fr: frenchWeb,
  pt: portugueseWeb,
  de: germanWeb,
  hi: hindiWeb,
  ar: arabicWeb,
}
