import type { Language } from './language.js'
import { LANGUAGES } from './language.js'
import type { Wording } from './wording/wording.js'

/** The wordings with what an operator adds to the disclaimer. Nothing takes the disclaimer itself away. */
export function addToDisclaimer(
  wordings: Readonly<Record<Language, Wording>>,
  addition: string | null,
): Readonly<Record<Language, Wording>> {
  if (addition === null) return wordings
  const added = (language: Language): Wording => {
    const wording = wordings[language]
    return { ...wording, disclaimer: `${wording.disclaimer} ${addition}` }
  }
  return Object.fromEntries(LANGUAGES.map((language) => [language, added(language)])) as Record<
    Language,
    Wording
  >
}
