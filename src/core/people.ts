import type { Language } from './language.js'
import type { Sender, Study } from './study.js'

/** What is kept about people of the chats, by pseudonym. */
export interface People {
  /** The language that somebody chose; null where nobody did. */
  language(sender: Sender): Promise<Language | null>
  chooseLanguage(sender: Sender, language: Language): Promise<void>
  /** The studies that somebody sent, newest first, at most `limit` (1..200). */
  studiesOf(sender: Sender, limit: number): Promise<readonly Study[]>
  /**
   * Cuts the link between somebody and their studies: these go on under a pseudonym of their own that leads nowhere, and
   * what was kept of the person (language, notes in reviews) goes. Admission stays. Gives the studies whose link was cut, so that their
   * pictures can be erased.
   */
  unlink(sender: Sender, at: Date): Promise<readonly Study[]>
}
