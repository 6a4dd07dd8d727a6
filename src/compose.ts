import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from './config.js'
import { programFolder } from './config.js'
import type { Admission, AdmissionBook, InviteIssuer, PlaceKeeper } from './core/admission.js'
import { createFairTurns } from './core/fair-turns.js'
import type { Inbox } from './core/inbox.js'
import { silentLog, type Log } from './core/log.js'
import type { People } from './core/people.js'
import type { Pseudonymiser } from './core/pseudonym.js'
import type { CheckRecord } from './core/record-check.js'
import type { RecordFigures } from './core/record-figures.js'
import type { ReviewQueue, ReviewStore } from './core/review.js'
import { createScreening, type Screening, type ScreeningParts } from './core/screening.js'
import type { PictureStore, StudyStore } from './core/study.js'
import { withoutIdentity } from './inference/dicom/without-identity.js'
import { createReader, type ChildReader } from './inference/reader.js'
import { SERVING_FOLDER } from './inference/saved-model/kept-graph.js'
import { createAdmission } from './store/admission.js'
import { createAdmissionBook } from './store/admission-book.js'
import { createAuditLog } from './store/audit-log.js'
import type { AuditStream } from './core/audit.js'
import { isDemoRecord } from './store/demo-mark.js'
import { createInbox } from './store/inbox.js'
import { loadInstallationKeys, type InstallationKeys } from './store/installation-keys.js'
import { applyMigrations } from './store/migrate.js'
import { openDatabase, type Database } from './store/open-database.js'
import { createPeople } from './store/people.js'
import { createPictureStore } from './store/picture-store.js'
import { createPseudonymiser } from './store/pseudonymiser.js'
import { createRateLimits } from './store/rate-limits.js'
import { checkRecord } from './store/record-check.js'
import { createRecordFigures } from './store/record-figures.js'
import { createReviewDraw } from './store/review-draw.js'
import { createReviewQueue } from './store/review-queue.js'
import { createReviewStore } from './store/review-store.js'
import { createStudyStore } from './store/study-store.js'

/** The record, open and migrated: what every command on it shares. */
export interface Records {
  readonly database: Database
  readonly keys: InstallationKeys
  readonly studies: StudyStore
  readonly pictures: PictureStore
  readonly admission: Admission & InviteIssuer & PlaceKeeper
  readonly reviews: ReviewStore
  readonly figures: RecordFigures
  readonly queue: ReviewQueue
  readonly admissionBook: AdmissionBook
  /** Whether all of it was made by `chestcheck demo`. */
  readonly demo: boolean
  readonly people: People
  readonly inbox: Inbox
  readonly audit: AuditStream
  readonly checkRecord: CheckRecord
  readonly pseudonyms: Pseudonymiser
}

export const migrationsFolder = join(programFolder, 'prisma', 'migrations')

/** Opens the record, and makes it at the first start. Close `database` afterwards. */
export async function openRecords(config: Config, log: Log = silentLog): Promise<Records> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 })
  await applyMigrations({ file: config.databaseFile, folder: migrationsFolder })
  const keys = await loadInstallationKeys({
    secret: config.secretKey,
    file: join(config.dataDir, 'secret.key'),
  })
  const database = await openDatabase({ file: config.databaseFile })
  const pseudonyms = createPseudonymiser(keys.pseudonyms)
  const draw = createReviewDraw(keys.draw)
  return {
    database,
    keys,
    studies: createStudyStore(database, { draw, webhook: config.webhook !== null }),
    pictures: createPictureStore({ folder: join(config.dataDir, 'pictures'), key: keys.pictures }),
    reviews: createReviewStore({ db: database, draw }),
    figures: createRecordFigures({ db: database }),
    queue: createReviewQueue({ db: database }),
    admissionBook: createAdmissionBook({ db: database, now: () => new Date() }),
    demo: await isDemoRecord(database),
    people: createPeople({ db: database, pseudonyms }),
    inbox: createInbox({ db: database, key: keys.inbox, log }),
    audit: createAuditLog({ db: database, now: () => new Date() }),
    checkRecord: (onProgress) => checkRecord(database, onProgress),
    pseudonyms,
    admission: createAdmission({
      db: database,
      pseudonyms,
      key: keys.invites,
      now: () => new Date(),
      open: config.access === 'open',
      // Whoever has the shell has the machine; the web door checks its sign-in itself, and the one for programs its tokens.
      trusted: ['shell', 'web', 'api'],
    }),
  }
}

/** What one command may want otherwise of the inference process. */
export interface ReaderChoices {
  /** Another model than the settings name. */
  readonly modelDir?: string | undefined
  /** False answers even where the model's gate would refuse. */
  readonly gate?: boolean
  /** False saves the time that heatmaps take. */
  readonly heatmaps?: boolean
}

/** Starts the inference process as the settings say. */
export function startReader(config: Config, log: Log, choices: ReaderChoices = {}): ChildReader {
  const { modelDir = config.modelDir, gate = true, heatmaps = true } = choices
  return createReader({
    modelFolder: modelDir,
    gate,
    heatmaps,
    graphFolder: join(config.dataDir, SERVING_FOLDER),
    maxPixels: config.maxPixels,
    backend: 'best',
    queueLimit: config.queueLimit,
    threads: config.tfThreads,
    log,
  })
}

const HOUR_SECONDS = 60 * 60

/** How much may be sent, and whose turn it is. */
export type Traffic = Pick<ScreeningParts, 'rates' | 'turns'>

/** Everybody who is served has limits, and takes turns with the others. */
export function servedTraffic({ ratePerson, rateChat, rateClient, queueLimit }: Config): Traffic {
  const people = createRateLimits({ perPerson: ratePerson, perChat: rateChat, seconds: HOUR_SECONDS })
  const clients = createRateLimits({ perPerson: rateClient, perChat: rateClient, seconds: HOUR_SECONDS })
  return {
    rates: { take: (sender) => (sender.channel === 'api' ? clients : people).take(sender) },
    turns: createFairTurns({ limit: queueLimit }),
  }
}

/** Whoever has the shell has the machine, and says at the command how many pictures are read at one time. */
function shellTraffic(): Traffic {
  return {
    rates: { take: () => Promise.resolve(null) },
    turns: createFairTurns({ limit: Infinity, atOnce: Infinity, perLane: Infinity }),
  }
}

/** The use case on the real record and the real network; the shell's unless `traffic` says otherwise. */
export function composeScreening(
  config: Config,
  records: Records,
  reader: ChildReader,
  log: Log,
  traffic: Traffic = shellTraffic(),
): Screening {
  const { studies, pictures, admission, audit, pseudonyms } = records
  return createScreening({
    ...traffic,
    studies,
    pictures,
    admission,
    audit,
    pseudonyms,
    reader,
    log,
    now: () => new Date(),
    maxBytes: config.maxBytes,
    withoutIdentity: (file) => withoutIdentity(file, config.maxPixels),
    retainPictures: config.retentionDays > 0,
  })
}
