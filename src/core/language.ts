export const LANGUAGES = ['en', 'es', 'fr', 'pt', 'de', 'hi', 'ar'] as const

export type Language = (typeof LANGUAGES)[number]

export function isLanguage(text: unknown): text is Language {
  return LANGUAGES.some((language) => language === text)
}

/**
 * The language for a locale as a platform or a browser names it (`pt-BR`, `de`, `zh_TW`); English for those that are not
 * spoken here, and where nothing is known.
 */
export function languageOf(locale: string | null | undefined): Language {
  const [first] = (locale ?? '').toLowerCase().split(/[-_]/)
  return isLanguage(first) ? first : 'en'
}
