import { isLanguage } from '../core/language.js'
import type { People } from '../core/people.js'
import type { Pseudonymiser } from '../core/pseudonym.js'
import type { Channel, Sender, Study } from '../core/study.js'
import { findAlias, newAlias, writeInChain } from './chain-writes.js'
import type { Prisma } from './generated/client.js'
import type { Database } from './open-database.js'
import { toStudy } from './study-columns.js'
import { MAX_PAGE } from './study-store.js'

/** Stands where it is no longer known since when somebody is admitted. */
const LONG_AGO = new Date(0)

/** What is kept of people of the chats, in the database. */
export function createPeople(options: { readonly db: Database; readonly pseudonyms: Pseudonymiser }): People {
  const { db, pseudonyms } = options
  const { client } = db
  const identify = (sender: Sender): { channel: Channel; person: string } => ({
    channel: sender.channel,
    person: pseudonyms.person(sender),
  })

  return {
    async language(sender) {
      const row = await client.preference.findUnique({ where: { channel_person: identify(sender) } })
      return isLanguage(row?.language) ? row.language : null
    },

    async chooseLanguage(sender, language) {
      const person = identify(sender)
      await client.preference.upsert({
        where: { channel_person: person },
        create: { ...person, language },
        update: { language },
      })
    },

    async studiesOf(sender, limit) {
      if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE) {
        throw new RangeError(`limit must be 1..${MAX_PAGE}`)
      }
      return listStudies(client, identify(sender), limit)
    },

    async unlink(sender, at) {
      const person = identify(sender)
      return writeInChain(db, async (transaction, append) => {
        // The events know the studies under the alias: under it they stay provable, and it leads to nobody from here on.
        const alias = (await findAlias(transaction, person.channel, person.person)) ?? newAlias()
        const cut = { person: `erased-${alias}`, chat: null, note: null }
        const studies = await listStudies(transaction, person)
        await transaction.noteWord.deleteMany({ where: { study: person } })
        await transaction.study.updateMany({ where: person, data: cut })
        const { channel, person: reviewer } = person
        const reviews = await transaction.review.updateMany({
          where: { channel, reviewer },
          data: { reviewer: cut.person, note: null },
        })
        await transaction.preference.deleteMany({ where: person })
        await transaction.personAlias.deleteMany({ where: person })
        // To the millisecond the same as in the event of the invite, it would be a link again.
        await transaction.admittedPerson.updateMany({ where: person, data: { admittedAt: LONG_AGO } })
        await append({
          kind: 'person.erased',
          at,
          actor: { kind: 'person', id: null, channel },
          subject: null,
          details: { studies: studies.length, reviews: reviews.count },
        })
        return studies.map((study) => ({ ...study, ...cut }))
      })
    },
  }
}

async function listStudies(
  client: Prisma.TransactionClient,
  person: { readonly channel: Channel; readonly person: string },
  limit?: number,
): Promise<readonly Study[]> {
  const rows = await client.study.findMany({
    where: person,
    orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
    ...(limit === undefined ? {} : { take: limit }),
  })
  return rows.map(toStudy)
}
