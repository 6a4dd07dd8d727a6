/** What is searched of a note: its first words, each up to so many characters. */
const MOST_WORDS = 200
const MOST_CHARACTERS = 40

/** Marks that are left out of European writing when people search; other scripts need theirs. */
const ACCENTS = /[\u0300-\u036f]/gu
const WORDS = /[\p{L}\p{M}\p{N}]+/gu

/** The distinct words of a text as they are searched: small letters, without accents, in one Unicode form (NFKC). */
export function noteWords(text: string): readonly string[] {
  const plain = text.normalize('NFKD').toLowerCase().replace(ACCENTS, '').normalize('NFKC')
  const words = plain.match(WORDS) ?? []
  const cut = words.map((word) => Array.from(word).slice(0, MOST_CHARACTERS).join(''))
  return [...new Set(cut)].slice(0, MOST_WORDS)
}

/**
 * What somebody looks for. A study fits when its note has a word that begins so for each of `words`, where there is one, or
 * when its reference begins with `reference`.
 */
export interface StudySearch {
  readonly words: readonly string[]
  readonly reference: string | null
}

/** The fewest characters that are taken for the beginning of a reference where its `CC-` is left out. */
const BARE_REFERENCE = /^[2-9A-Z]{4,8}$/

/** Reads what somebody typed; null where it is blank. `CC-` begins a reference and no word. */
export function readSearch(text: string): StudySearch | null {
  const typed = text.trim()
  if (typed === '') return null
  const upper = typed.toUpperCase()
  if (upper.startsWith('CC-')) return { words: [], reference: upper }
  return { words: noteWords(typed), reference: BARE_REFERENCE.test(upper) ? `CC-${upper}` : null }
}

/** Whether a study is what was looked for: the rule that every store follows. */
export function fitsSearch(study: { reference: string; note: string | null }, search: StudySearch): boolean {
  const { words, reference } = search
  if (reference !== null && study.reference.startsWith(reference)) return true
  if (words.length === 0 || study.note === null) return false
  const own = noteWords(study.note)
  return words.every((word) => own.some((other) => other.startsWith(word)))
}
