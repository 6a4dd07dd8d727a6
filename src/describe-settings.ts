import type { Config } from './config.js'
import type { NamedValue } from './core/health.js'

/**
 * The settings in force, defaults included, for people who run the program. A secret is only said to be set or not; of an
 * address that may carry one, the server alone is shown.
 */
export function describeSettings(config: Config): readonly NamedValue[] {
  const { telegram, discord, webhook } = config
  const values: Readonly<Record<string, string | number | null>> = {
    HOST: config.host,
    PORT: config.port,
    PUBLIC_URL: serverOf(config.publicUrl),
    DATA_DIR: config.dataDir,
    DATABASE_URL: config.databaseFile,
    MODEL_DIR: config.modelDir,
    ACCESS: config.access,
    RETENTION_DAYS: config.retentionDays,
    QUEUE_LIMIT: config.queueLimit,
    MAX_BYTES: config.maxBytes,
    MAX_PIXELS: config.maxPixels,
    RATE_PERSON: config.ratePerson,
    RATE_CHAT: config.rateChat,
    RATE_CLIENT: config.rateClient,
    TF_THREADS: config.tfThreads === 0 ? 'one a core' : config.tfThreads,
    LOG_LEVEL: config.logLevel,
    DISCLAIMER_ADDITION: config.disclaimerAddition,
    SECRET_KEY: masked(config.secretKey),
    TELEGRAM_TOKEN: masked(telegram?.token),
    TELEGRAM_API_ROOT: telegram && serverOf(telegram.apiRoot),
    TELEGRAM_WEBHOOK_SECRET: masked(telegram?.webhookSecret),
    DISCORD_TOKEN: masked(discord?.token),
    DISCORD_API_ROOT: discord && serverOf(discord.apiRoot),
    DISCORD_GUILDS: discord && (discord.guilds.length === 0 ? 'all' : discord.guilds.length),
    WEBHOOK_URL: webhook && serverOf(webhook.url),
    WEBHOOK_SECRET: masked(webhook?.secret),
    METRICS_TOKEN: masked(config.metricsToken),
  }
  return Object.entries(values).map(([name, value]) => ({
    name,
    value: value === null ? 'not set' : String(value),
  }))
}

function masked(secret: string | null | undefined): 'set' | null {
  return secret === null || secret === undefined || secret === '' ? null : 'set'
}

function serverOf(address: string): string {
  return URL.canParse(address) ? new URL(address).origin : 'set'
}
