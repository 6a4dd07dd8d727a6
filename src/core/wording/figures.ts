import type { Language } from '../language.js'

/** The words for a count by the plural rules of a language; `#` stands for the number. */
export type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>

/** How one language writes numbers, counts and times. Digits are 0 to 9 in each, so that they can be compared and copied. */
export interface Figures {
  /** With one decimal at most. */
  readonly number: (value: number) => string
  /** A share in 0..1 with one decimal: `93.0 %`. */
  readonly percent: (share: number) => string
  /** Day and minute in UTC. */
  readonly time: (moment: Date) => string
  /** The form for `count`, with the number in it. */
  readonly count: (count: number, forms: Forms) => string
  /** Seconds up to a minute and a half, whole minutes from there on. */
  readonly duration: (seconds: number, forms: { readonly seconds: Forms; readonly minutes: Forms }) => string
}

const MINUTES_FROM_SECONDS = 90

/** What stands between a number and its percent sign; a space that does not break where there is one. */
const BEFORE_PERCENT: Readonly<Record<Language, string>> = {
  en: ' ',
  es: '\u00a0',
  fr: '\u00a0',
  pt: '',
  de: '\u00a0',
  hi: '',
  ar: '',
}

const LOCALES: Readonly<Record<Language, string>> = {
  en: 'en-GB',
  es: 'es',
  fr: 'fr',
  pt: 'pt-BR',
  de: 'de',
  hi: 'hi-u-nu-latn',
  ar: 'ar-u-nu-latn',
}

function figuresOf(language: Language): Figures {
  const locale = LOCALES[language]
  const rules = new Intl.PluralRules(locale)
  const plain = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  const decimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const moment = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
    hourCycle: 'h23',
  })
  const count = (value: number, forms: Forms): string =>
    (forms[rules.select(value)] ?? forms.other).replaceAll('#', plain.format(value))
  return {
    number: (value) => plain.format(value),
    percent: (share) => `${decimal.format(share * 100)}${BEFORE_PERCENT[language]}%`,
    time: (at) => moment.format(at),
    count,
    duration: (seconds, forms) =>
      seconds < MINUTES_FROM_SECONDS
        ? count(Math.ceil(seconds), forms.seconds)
        : count(Math.ceil(seconds / 60), forms.minutes),
  }
}

export const FIGURES: Readonly<Record<Language, Figures>> = {
  en: figuresOf('en'),
  es: figuresOf('es'),
  fr: figuresOf('fr'),
  pt: figuresOf('pt'),
  de: figuresOf('de'),
  hi: figuresOf('hi'),
  ar: figuresOf('ar'),
}
