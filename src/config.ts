import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { z } from 'zod'
import { Fault } from './core/fault.js'
import { readLiveModel } from './inference/live-model.js'

/** Every setting of the program, checked. The rest of the code receives values from here. */
export interface Config {
  readonly port: number
  readonly host: string
  /** Where people reach the web pages, without a slash at the end. */
  readonly publicUrl: string
  readonly dataDir: string
  /** The SQLite file. */
  readonly databaseFile: string
  /** `MODEL_DIR`, or else the model that was promoted. */
  readonly modelDir: string
  readonly access: 'invited' | 'open'
  /** Days for which pictures are kept; 0 keeps none once the answer is recorded. */
  readonly retentionDays: number
  readonly secretKey: string | null
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  readonly telegram: {
    readonly token: string
    readonly apiRoot: string
    /** Has Telegram send updates to `publicUrl`; null asks for them by long polling. */
    readonly webhookSecret: string | null
  } | null
  readonly discord: {
    readonly token: string
    readonly apiRoot: string
    readonly guilds: readonly string[]
  } | null
  /** The server that is told of every answer; null for none. */
  readonly webhook: { readonly url: string; readonly secret: string } | null
  /** Who has it may read `/metrics`; null lets only direct connections from this machine. */
  readonly metricsToken: string | null
  /** What is added to the disclaimer of every answer; null for nothing. */
  readonly disclaimerAddition: string | null
  /** Pictures an hour. */
  readonly ratePerson: number
  readonly rateChat: number
  /** Pictures an hour that one client of the programming interface may send. */
  readonly rateClient: number
  readonly queueLimit: number
  readonly maxBytes: number
  readonly maxPixels: number
  /** Threads of native TensorFlow; 0 takes one a core. */
  readonly tfThreads: number
}

/** Served where no model was promoted. */
const FIRST_MODEL = 'reference-vgg16'

/** The program's folder: models, pages' assets and migrations lie there. */
export const programFolder = resolve(import.meta.dirname, '..')

const whole = (low: number, high: number) => z.coerce.number().int().min(low).max(high)
const address = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''))
const token = z.string().regex(/^\S+$/, 'has spaces')
const TELEGRAM = 'https://api.telegram.org'
/** Ports on which Telegram calls a webhook, by its documentation of setWebhook; an address without one means 443. */
const WEBHOOK_ADDRESS = /^https:\/\/[^/:]+(:(443|80|88|8443))?(\/|$)/

const WEBHOOK_RULE = 'must be an https address without a user or password; http on this machine alone'
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** The operator chooses the address, so it may lead to a server of their own network. */
function isWebhookAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  if (username !== '' || password !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))
}

const settings = z.object({
  PORT: whole(0, 65535).default(8080),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: address.optional(),
  DATA_DIR: z.string().min(1).default(join(programFolder, 'data')),
  DATABASE_URL: z
    .string()
    .regex(/^file:.+/, 'must be file:PATH: PostgreSQL is not supported in this version')
    .optional(),
  MODEL_DIR: z.string().min(1).optional(),
  ACCESS: z.enum(['invited', 'open']).default('invited'),
  RETENTION_DAYS: whole(0, 36500).default(30),
  SECRET_KEY: z.string().min(32, 'must have 32 characters or more').optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  TELEGRAM_TOKEN: token.optional(),
  TELEGRAM_API_ROOT: address.default(TELEGRAM),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\w-]{16,256}$/, 'must have 16 to 256 characters of A-Z, a-z, 0-9, _ and -')
    .optional(),
  DISCORD_TOKEN: token.optional(),
  DISCORD_API_ROOT: address.default('https://discord.com/api'),
  DISCORD_GUILDS: z
    .string()
    .regex(/^\d+(\s*,\s*\d+)*$/, 'must be ids with commas between')
    .transform((list) => list.split(',').map((id) => id.trim()))
    .optional(),
  DISCLAIMER_ADDITION: z.string().trim().max(500, 'must have 500 characters or fewer').optional(),
  RATE_PERSON: whole(1, 1_000_000).default(60),
  RATE_CHAT: whole(1, 1_000_000).default(240),
  RATE_CLIENT: whole(1, 1_000_000).default(1200),
  WEBHOOK_URL: z.string().refine(isWebhookAddress, WEBHOOK_RULE).optional(),
  WEBHOOK_SECRET: z.string().min(32, 'must have 32 characters or more').optional(),
  METRICS_TOKEN: token.min(16, 'must have 16 characters or more').optional(),
  QUEUE_LIMIT: whole(1, 10_000).default(64),
  MAX_BYTES: whole(1024, 268_435_456).default(20_971_520),
  MAX_PIXELS: whole(16_384, 400_000_000).default(64_000_000),
  TF_THREADS: whole(0, 256).default(0),
})

type SettingName = keyof typeof settings.shape

/**
 * Reads the settings from `environment`, from the files that `NAME_FILE` names, and from `.env` in `folder` where the
 * environment does not say. An empty value counts as not set. Without `MODEL_DIR` the model is the one that `live.json`
 * in `modelsFolder` names.
 * @throws Fault `settings_invalid`, whose message names every wrong setting at once and shows no value.
 */
export function loadConfig(
  environment: NodeJS.ProcessEnv = process.env,
  folder: string = process.cwd(),
  modelsFolder: string = join(programFolder, 'models'),
): Config {
  const problems: string[] = []
  const merged = { ...readDotEnv(folder), ...withoutEmpty(environment) }
  const given: Record<string, string> = {}
  for (const name of Object.keys(settings.shape) as SettingName[]) {
    const file = merged[`${name}_FILE`]
    const value = merged[name]
    if (file !== undefined && value !== undefined) problems.push(`${name} and ${name}_FILE are both set`)
    else if (file !== undefined) {
      const secret = readSecret(file)
      if (secret === null) problems.push(`${name}_FILE cannot be read`)
      else given[name] = secret
    } else if (value !== undefined) given[name] = value
  }
  const parsed = settings.safeParse(given)
  if (!parsed.success) {
    problems.push(...parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${plainProblem(issue)}`))
  }
  problems.push(...webhookProblems(given))
  if ((given['WEBHOOK_URL'] === undefined) !== (given['WEBHOOK_SECRET'] === undefined)) {
    problems.push('WEBHOOK_URL and WEBHOOK_SECRET: give both or neither')
  }
  if (problems.length > 0 || !parsed.success) throw new Fault('settings_invalid', problems.join('\n'))
  const model = parsed.data.MODEL_DIR ?? join(modelsFolder, readLiveModel(modelsFolder)?.model ?? FIRST_MODEL)
  return toConfig(parsed.data, resolve(model))
}

/** What a webhook needs besides its secret. Another server than Telegram's own may call any address. */
function webhookProblems(given: Readonly<Record<string, string>>): readonly string[] {
  const { TELEGRAM_WEBHOOK_SECRET: secret, TELEGRAM_API_ROOT: apiRoot, PUBLIC_URL: publicUrl = '' } = given
  if (secret === undefined || (apiRoot !== undefined && apiRoot !== TELEGRAM)) return []
  return WEBHOOK_ADDRESS.test(publicUrl)
    ? []
    : ['TELEGRAM_WEBHOOK_SECRET: needs a PUBLIC_URL with https, on port 443, 80, 88 or 8443']
}

function toConfig(valid: z.infer<typeof settings>, modelDir: string): Config {
  const dataDir = resolve(valid.DATA_DIR)
  return {
    port: valid.PORT,
    host: valid.HOST,
    publicUrl:
      valid.PUBLIC_URL ?? `http://${valid.HOST === '0.0.0.0' ? 'localhost' : valid.HOST}:${valid.PORT}`,
    dataDir,
    databaseFile: valid.DATABASE_URL
      ? resolve(valid.DATABASE_URL.slice('file:'.length))
      : join(dataDir, 'chestcheck.db'),
    modelDir,
    access: valid.ACCESS,
    retentionDays: valid.RETENTION_DAYS,
    secretKey: valid.SECRET_KEY ?? null,
    logLevel: valid.LOG_LEVEL,
    telegram: valid.TELEGRAM_TOKEN
      ? {
          token: valid.TELEGRAM_TOKEN,
          apiRoot: valid.TELEGRAM_API_ROOT,
          webhookSecret: valid.TELEGRAM_WEBHOOK_SECRET ?? null,
        }
      : null,
    discord: valid.DISCORD_TOKEN
      ? { token: valid.DISCORD_TOKEN, apiRoot: valid.DISCORD_API_ROOT, guilds: valid.DISCORD_GUILDS ?? [] }
      : null,
    disclaimerAddition: valid.DISCLAIMER_ADDITION || null,
    ratePerson: valid.RATE_PERSON,
    rateChat: valid.RATE_CHAT,
    rateClient: valid.RATE_CLIENT,
    webhook:
      valid.WEBHOOK_URL === undefined || valid.WEBHOOK_SECRET === undefined
        ? null
        : { url: valid.WEBHOOK_URL, secret: valid.WEBHOOK_SECRET },
    metricsToken: valid.METRICS_TOKEN ?? null,
    queueLimit: valid.QUEUE_LIMIT,
    maxBytes: valid.MAX_BYTES,
    maxPixels: valid.MAX_PIXELS,
    tfThreads: valid.TF_THREADS,
  }
}

/** Zod's own messages may show the value that was given; ours never do. */
function plainProblem(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return issue.origin === 'string' ? issue.message : `must be at least ${String(issue.minimum)}`
    case 'too_big':
      return issue.origin === 'string' ? issue.message : `must be at most ${String(issue.maximum)}`
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`
    case 'invalid_format':
      return issue.format === 'url' ? 'must be an http or https address' : issue.message
    case 'invalid_type':
      return 'must be a whole number'
    case 'custom':
      return issue.message
    default:
      return 'is not valid'
  }
}

function withoutEmpty(environment: NodeJS.ProcessEnv): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
}

function readDotEnv(folder: string): Record<string, string | undefined> {
  const file = join(folder, '.env')
  return existsSync(file) ? withoutEmpty(parseEnv(readFileSync(file, 'utf8'))) : {}
}

function readSecret(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return null
  }
}
