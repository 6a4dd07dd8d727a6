import { noteWords } from '../core/note-words.js'
import type { ReceivedStudy } from '../core/study.js'
import type { Prisma } from './generated/client.js'

/** What is kept of a note: nothing where no picture is kept. */
export function keptNote({ sha256, note }: Pick<ReceivedStudy, 'sha256' | 'note'>): string | null {
  return sha256 === null ? null : note
}

/** The rows by which a note is searched. */
export function noteWordRows(
  id: string,
  receivedAt: Date,
  note: string | null,
): Prisma.NoteWordCreateManyInput[] {
  return note === null ? [] : noteWords(note).map((word) => ({ studyId: id, word, receivedAt }))
}
