import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../src/config.js'

const folder = mkdtempSync(join(tmpdir(), 'chestcheck-config-'))

function problemsOf(environment: NodeJS.ProcessEnv): string {
  try {
    loadConfig(environment, folder)
  } catch (error) {
    return (error as Error).message
  }
  return ''
}

describe('settings', () => {
  it('need nothing: without any, the pages are served on this machine alone and by invitation', () => {
    expect(loadConfig({}, folder)).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      publicUrl: 'http://127.0.0.1:8080',
      access: 'invited',
      retentionDays: 30,
      telegram: null,
      discord: null,
    })
  })

  it('names every wrong setting at once and shows no value', () => {
    const message = problemsOf({
      PORT: '99999',
      ACCESS: 'everybody-secret',
      SECRET_KEY: 'short-secret',
      PUBLIC_URL: 'ftp://secret.example',
      DISCORD_GUILDS: 'secret',
      RETENTION_DAYS: 'secret',
    })
    for (const name of ['PORT', 'ACCESS', 'SECRET_KEY', 'PUBLIC_URL', 'DISCORD_GUILDS', 'RETENTION_DAYS']) {
      expect(message).toContain(name)
    }
    expect(message).not.toContain('secret')
    expect(message).not.toContain('99999')
  })

  it('refuse a database that is not supported instead of ignoring it', () => {
    expect(problemsOf({ DATABASE_URL: 'postgresql://localhost/x' })).toMatch(/DATABASE_URL: .*not supported/)
  })

  it('ask Telegram for messages, unless a webhook secret is set', () => {
    const TELEGRAM_TOKEN = '1:a'
    expect(loadConfig({ TELEGRAM_TOKEN }, folder).telegram?.webhookSecret).toBeNull()
    const PUBLIC_URL = 'https://films.example.org:8443/'
    const TELEGRAM_WEBHOOK_SECRET = 'secret-of_16-char'
    const { telegram } = loadConfig({ TELEGRAM_TOKEN, PUBLIC_URL, TELEGRAM_WEBHOOK_SECRET }, folder)
    expect(telegram?.webhookSecret).toBe(TELEGRAM_WEBHOOK_SECRET)
  })

  it.each([
    ['no address', {}],
    ['an address without https', { PUBLIC_URL: 'http://films.example.org' }],
    ['a port that Telegram does not call', { PUBLIC_URL: 'https://films.example.org:8080' }],
  ])('refuse a webhook secret with %s, unless another server stands in for Telegram', (_, more) => {
    const environment = { TELEGRAM_WEBHOOK_SECRET: 'a'.repeat(16), ...more }
    expect(problemsOf(environment)).toMatch(/^TELEGRAM_WEBHOOK_SECRET: needs a PUBLIC_URL/)
    expect(problemsOf({ ...environment, TELEGRAM_API_ROOT: 'http://127.0.0.1:9' })).toBe('')
  })

  it.each(['too-short', 'a'.repeat(257), `${'a'.repeat(20)} b`])('refuse the webhook secret %s', (secret) => {
    const message = problemsOf({ TELEGRAM_WEBHOOK_SECRET: secret, PUBLIC_URL: 'https://films.example.org' })
    expect(message).toMatch(/^TELEGRAM_WEBHOOK_SECRET: must have 16 to 256/)
    expect(message).not.toContain(secret)
  })

  it('limit what a person and a chat may send in an hour', () => {
    expect(loadConfig({}, folder)).toMatchObject({ ratePerson: 60, rateChat: 240 })
    expect(loadConfig({ RATE_PERSON: '5', RATE_CHAT: '9' }, folder)).toMatchObject({
      ratePerson: 5,
      rateChat: 9,
    })
    expect(problemsOf({ RATE_PERSON: '0', RATE_CHAT: '1.5' })).toMatch(/RATE_PERSON[\s\S]*RATE_CHAT/)
  })

  it('take at most 500 characters to add to the disclaimer', () => {
    expect(loadConfig({}, folder).disclaimerAddition).toBeNull()
    expect(loadConfig({ DISCLAIMER_ADDITION: ' Ward 3 only. ' }, folder).disclaimerAddition).toBe(
      'Ward 3 only.',
    )
    expect(problemsOf({ DISCLAIMER_ADDITION: 'x'.repeat(501) })).toBe(
      'DISCLAIMER_ADDITION: must have 500 characters or fewer',
    )
  })

  it('takes a secret from the file that NAME_FILE names', () => {
    const file = join(folder, 'token')
    writeFileSync(file, '123:abc\n')
    expect(loadConfig({ TELEGRAM_TOKEN_FILE: file }, folder).telegram?.token).toBe('123:abc')
  })

  it('refuses a setting given twice, and a file that cannot be read', () => {
    expect(problemsOf({ TELEGRAM_TOKEN: 'a', TELEGRAM_TOKEN_FILE: 'b' })).toContain('both set')
    expect(problemsOf({ SECRET_KEY_FILE: join(folder, 'missing') })).toContain(
      'SECRET_KEY_FILE cannot be read',
    )
  })

  it('reads .env, under what the environment says', () => {
    const own = mkdtempSync(join(tmpdir(), 'chestcheck-config-'))
    writeFileSync(join(own, '.env'), 'PORT=1234\nHOST=0.0.0.0\n')
    expect(loadConfig({ HOST: '127.0.0.1' }, own)).toMatchObject({ port: 1234, host: '127.0.0.1' })
  })

  it('serves the model that was promoted, unless MODEL_DIR names another, and the first one where none was', () => {
    const models = mkdtempSync(join(tmpdir(), 'chestcheck-models-'))
    const modelDir = (environment: NodeJS.ProcessEnv) => loadConfig(environment, folder, models).modelDir
    expect(modelDir({})).toBe(join(models, 'reference-vgg16'))
    const promotion = {
      format: 1,
      model: 'mine',
      id: 'mine@0123456789ab',
      promotedAt: '2026-11-23T00:00:00.000Z',
      promotedBy: null,
      replaced: null,
      forced: false,
    }
    writeFileSync(join(models, 'live.json'), JSON.stringify(promotion))
    expect(modelDir({})).toBe(join(models, 'mine'))
    expect(modelDir({ MODEL_DIR: '/elsewhere' })).toBe('/elsewhere')
    writeFileSync(join(models, 'live.json'), '{}')
    expect(() => modelDir({})).toThrow(expect.objectContaining({ code: 'model_folder_invalid' }))
  })

  it('counts an empty value as not set', () => {
    expect(loadConfig({ TELEGRAM_TOKEN: '' }, folder).telegram).toBeNull()
  })
})
