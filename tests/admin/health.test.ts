import { describe, expect, it } from 'vitest'
import { adviseHealth } from '../../src/admin/health-advice.js'
import { loadConfig } from '../../src/config.js'
import type { HealthFacts } from '../../src/core/health.js'
import { describeSettings } from '../../src/describe-settings.js'
import { createTestApp } from '../support/app.js'
import { wellHealth } from '../support/quiet-people.js'

const SECRETS = {
  SECRET_KEY: 'k'.repeat(40),
  TELEGRAM_TOKEN: '12345:telegram-token-telegram-token',
  TELEGRAM_WEBHOOK_SECRET: 'webhook-secret-of-telegram',
  DISCORD_TOKEN: 'discord.token.discord.token',
  WEBHOOK_URL: 'https://hooks.example.org/in/path-secret?key=query-secret',
  WEBHOOK_SECRET: 'w'.repeat(40),
  METRICS_TOKEN: 'metrics-token-metrics-token',
}

const inference = (other: Partial<HealthFacts['inference']>): HealthFacts => ({
  ...wellHealth,
  inference: { ...wellHealth.inference, ...other },
})

describe('what is wrong', () => {
  it('is nothing where all is well', () => {
    expect(adviseHealth(wellHealth)).toEqual([])
  })

  it.each<[string, HealthFacts, RegExp]>([
    ['inference that does not start', inference({ state: 'failed' }), /no film is read/],
    [
      'a slow backend',
      inference({ model: wellHealth.inference.model && { ...wellHealth.inference.model, backend: 'wasm' } }),
      /several times slower/,
    ],
    ['restarts', inference({ restarts: 3 }), /3 times/],
    ['a full queue', { ...wellHealth, queue: { waiting: 64, limit: 64 } }, /refused as busy/],
    [
      'a bot that was turned away',
      { ...wellHealth, bots: [{ channel: 'discord', state: 'failed', code: 'token_refused', answering: 0 }] },
      /Discord bot was turned away/,
    ],
    ['a full disk', { ...wellHealth, disk: { ...wellHealth.disk, free: 1000 } }, /Less than 1 GB/],
    [
      'pictures that stay',
      { ...wellHealth, retention: { ...wellHealth.retention, problem: 'internal' } },
      /could not be erased/,
    ],
    ['heads that are not published', { ...wellHealth, publishedHead: null }, /No head of the chain/],
  ])('is told with what to do: %s', (_, facts, words) => {
    const [first] = adviseHealth(facts)
    expect(first?.what).toMatch(words)
    expect(first?.todo.length).toBeGreaterThan(20)
  })

  it('comes with the worst first', () => {
    const facts = { ...inference({ restarts: 1, state: 'failed' }), publishedHead: null }
    expect(adviseHealth(facts).map(({ weight }) => weight)).toEqual(['fault', 'warning', 'warning'])
  })
})

describe('the Health page', () => {
  it('shows state, sizes and settings', async () => {
    const web = createTestApp()
    const html = await (await web.get('/dashboard/health', await web.as('auditor'))).text()
    for (const words of [
      'All is well',
      'scripted@0123456789ab',
      '60 GB of 200 GB',
      'RETENTION_DAYS',
      'Connected',
      '30 days',
    ])
      expect(html).toContain(words)
  })
})

describe('settings in force', () => {
  it('name every setting, and show no secret nor an address that may carry one', () => {
    const config = loadConfig({ ...SECRETS, PUBLIC_URL: 'https://films.example.org' }, '/nonexistent')
    const shown = describeSettings(config)
    const text = JSON.stringify(shown)
    for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret)
    expect(text).not.toMatch(/path-secret|query-secret/)
    for (const name of Object.keys(SECRETS)) {
      const value = shown.find((setting) => setting.name === name)?.value
      expect(value, name).toBe(name === 'WEBHOOK_URL' ? 'https://hooks.example.org' : 'set')
    }
    const bare = describeSettings(loadConfig({}, '/nonexistent'))
    expect(bare.find(({ name }) => name === 'TELEGRAM_TOKEN')?.value).toBe('not set')
  })
})
