import type { StudySearch } from '../core/note-words.js'
import type { StudyCursor } from '../core/study.js'
import { Prisma } from './generated/client.js'
import type { StudyTerm, StudyTerms } from './study-terms.js'

type Client = Pick<Prisma.TransactionClient, '$queryRaw'>

/** Up to so many rows are cheap to gather and sort, however far apart they lie. */
const FEW_ROWS = 5_000

/** Beyond every character: what begins with a text lies from the text to the text with this behind it. */
const LAST_CHARACTER = '\u{10FFFF}'

export interface StudyIdQuery {
  readonly terms: StudyTerms
  readonly after: StudyCursor | null
  readonly limit: number
}

/**
 * The ids of the studies that fit, newest first. It walks the index of one condition, which then has the right order, and
 * looks at the others on the way: `COALESCE` keeps a database from walking one of theirs. Which is walked is decided by
 * counting, up to a bound, so that a rare value is found at once however many rows the others have. The statements are
 * the same for SQLite and PostgreSQL; there, text that begins so is found by an index in the collation "C".
 */
export async function findStudyIds(client: Client, query: StudyIdQuery): Promise<readonly string[]> {
  const { terms, after, limit } = query
  const bounds = boundsOf(query)
  const search = terms.search && (await planSearch(client, terms.search))
  const driver = search?.isRare === true ? null : await chooseDriver(client, terms.equal, bounds)
  const others = terms.equal.filter((term) => term !== driver)
  const until = await leap(client, terms.equal, bounds)
  if (until === 'nothing') return []
  const where = Prisma.join(
    [
      ...(driver ? [equals(driver)] : []),
      ...others.map(equalsUnindexed),
      ...(search && !search.isRare ? [search.filter] : []),
      ...(search?.oldest ? [Prisma.sql`s."receivedAt" >= ${search.oldest}`] : []),
      ...bounds,
      ...(until === null ? [] : [Prisma.sql`s."receivedAt" <= ${until}`]),
      ...(after === null ? [] : [olderThan(after)]),
      Prisma.sql`1 = 1`,
    ],
    ' AND ',
  )
  const rows = search?.isRare
    ? await client.$queryRaw<{ id: string }[]>`
        SELECT s."id" FROM (${search.candidates}) w JOIN "Study" s ON s."id" = w."id"
        WHERE ${where} ORDER BY w."receivedAt" DESC, w."id" DESC LIMIT ${limit}`
    : await client.$queryRaw<{ id: string }[]>`
        SELECT s."id" FROM "Study" s WHERE ${where} ORDER BY s."receivedAt" DESC, s."id" DESC LIMIT ${limit}`
  return rows.map(({ id }) => id)
}

function boundsOf({ terms: { from, to }, after }: StudyIdQuery): readonly Prisma.Sql[] {
  return [
    ...(from === null ? [] : [Prisma.sql`s."receivedAt" >= ${from}`]),
    ...(to === null ? [] : [Prisma.sql`s."receivedAt" < ${to}`]),
    ...(after === null ? [] : [Prisma.sql`s."receivedAt" <= ${after.receivedAt}`]),
  ]
}

/** What the bound on the time lets through of the page before. */
function olderThan({ receivedAt, id }: StudyCursor): Prisma.Sql {
  return Prisma.sql`(s."receivedAt" < ${receivedAt} OR s."id" < ${id})`
}

/** Names come from {@link StudyTerm}, never from outside. */
const columnOf = ({ column }: StudyTerm): Prisma.Sql => Prisma.raw(`s."${column}"`)

function equals(term: StudyTerm): Prisma.Sql {
  return term.value === null
    ? Prisma.sql`${columnOf(term)} IS NULL`
    : Prisma.sql`${columnOf(term)} = ${term.value}`
}

function equalsUnindexed(term: StudyTerm): Prisma.Sql {
  return Prisma.sql`COALESCE(${columnOf(term)}, '') = ${term.value ?? ''}`
}

/** The first condition that leaves few studies, or else the first. */
async function chooseDriver(
  client: Client,
  terms: readonly StudyTerm[],
  bounds: readonly Prisma.Sql[],
): Promise<StudyTerm | null> {
  if (terms.length > 1) {
    for (const term of terms) {
      const where = Prisma.join([equals(term), ...bounds], ' AND ')
      const few = await isFew(client, Prisma.sql`SELECT 1 FROM "Study" s WHERE ${where}`, FEW_ROWS)
      if (few) return term
    }
  }
  return terms[0] ?? null
}

async function isFew(client: Client, rows: Prisma.Sql, bound: number): Promise<boolean> {
  const [counted] = await client.$queryRaw<{ n: bigint | number }[]>`
    SELECT COUNT(*) AS "n" FROM (${rows} LIMIT ${bound + 1}) few`
  return Number(counted?.n ?? 0) <= bound
}

/**
 * With several conditions no study that fits is newer than the newest of each: where to begin. A model that is retired, or a
 * channel that was closed, is so passed by at once. Null where there is nothing to gain.
 */
async function leap(
  client: Client,
  terms: readonly StudyTerm[],
  bounds: readonly Prisma.Sql[],
): Promise<Date | 'nothing' | null> {
  if (terms.length < 2) return null
  let earliest: Date | null = null
  for (const term of terms) {
    const where = Prisma.join([equals(term), ...bounds], ' AND ')
    const [newest] = await client.$queryRaw<{ receivedAt: Date }[]>`
      SELECT s."receivedAt" FROM "Study" s WHERE ${where} ORDER BY s."receivedAt" DESC, s."id" DESC LIMIT 1`
    if (newest === undefined) return 'nothing'
    if (earliest === null || newest.receivedAt < earliest) earliest = newest.receivedAt
  }
  return earliest
}

interface SearchPlan {
  /** Whether the candidates are few enough to be gathered and sorted. */
  readonly isRare: boolean
  /** Ids and times of all that fit, each once. */
  readonly candidates: Prisma.Sql
  /** The same as a condition on a study that is looked at. */
  readonly filter: Prisma.Sql
  /** Where a walk from the newest study may end: notes go with their pictures, so that no old study has one. Null: nowhere. */
  readonly oldest: Date | null
}

async function planSearch(client: Client, { words, reference }: StudySearch): Promise<SearchPlan> {
  const rare = await findRareWord(client, words)
  const first = rare ?? words[0]
  const parts: Prisma.Sql[] = []
  const filters: Prisma.Sql[] = []
  if (first !== undefined) {
    const others = words.filter((word) => word !== first)
    parts.push(Prisma.sql`
      SELECT DISTINCT n."studyId" AS "id", n."receivedAt" FROM "NoteWord" n
      WHERE ${Prisma.join([begins('n."word"', first), ...others.map((word) => hasWord('n."studyId"', word))], ' AND ')}`)
    const all = words.map((word) => hasWord('s."id"', word))
    filters.push(Prisma.sql`(${Prisma.join(all, ' AND ')})`)
  }
  if (reference !== null) {
    parts.push(Prisma.sql`
      SELECT f."id", f."receivedAt" FROM "Study" f WHERE ${begins('f."reference"', reference)}`)
    filters.push(begins(`COALESCE(s."reference", '')`, reference))
  }
  if (parts.length === 0) {
    const nothing = Prisma.sql`SELECT f."id", f."receivedAt" FROM "Study" f WHERE 1 = 0`
    return { isRare: true, candidates: nothing, filter: Prisma.sql`1 = 0`, oldest: null }
  }
  const fewWords = first === undefined || rare !== undefined
  const fewReferences = reference === null || (await isFewReferences(client, reference))
  const isRare = fewWords && fewReferences
  return {
    isRare,
    candidates: Prisma.join(parts, ' UNION '),
    filter: Prisma.sql`(${Prisma.join(filters, ' OR ')})`,
    oldest: !isRare && fewReferences ? await findOldest(client, reference) : null,
  }
}

/** When the oldest study was received that has a note or a reference that begins so; null where there is none. */
async function findOldest(client: Client, reference: string | null): Promise<Date | null> {
  const [noted] = await client.$queryRaw<{ receivedAt: Date }[]>`
    SELECT n."receivedAt" FROM "NoteWord" n ORDER BY n."receivedAt" LIMIT 1`
  if (reference === null) return noted?.receivedAt ?? null
  const [referred] = await client.$queryRaw<{ receivedAt: Date }[]>`
    SELECT f."receivedAt" FROM "Study" f WHERE ${begins('f."reference"', reference)} ORDER BY f."receivedAt" LIMIT 1`
  const times = [noted, referred].flatMap((row) => (row ? [row.receivedAt.getTime()] : []))
  return times.length === 0 ? null : new Date(Math.min(...times))
}

async function findRareWord(client: Client, words: readonly string[]): Promise<string | undefined> {
  // The longest is the likeliest to be rare.
  for (const word of [...words].sort((a, b) => b.length - a.length)) {
    const rows = Prisma.sql`SELECT 1 FROM "NoteWord" n WHERE ${begins('n."word"', word)}`
    if (await isFew(client, rows, FEW_ROWS)) return word
  }
  return undefined
}

function isFewReferences(client: Client, reference: string): Promise<boolean> {
  const rows = Prisma.sql`SELECT 1 FROM "Study" f WHERE ${begins('f."reference"', reference)}`
  return isFew(client, rows, FEW_ROWS)
}

function begins(expression: string, text: string): Prisma.Sql {
  const column = Prisma.raw(expression)
  return Prisma.sql`(${column} >= ${text} AND ${column} < ${text + LAST_CHARACTER})`
}

function hasWord(study: string, word: string): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT 1 FROM "NoteWord" o WHERE o."studyId" = ${Prisma.raw(study)} AND ${begins('o."word"', word)})`
}
