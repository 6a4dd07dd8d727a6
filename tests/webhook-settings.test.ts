import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../src/config.js'

const folder = mkdtempSync(join(tmpdir(), 'chestcheck-config-'))
const WEBHOOK_SECRET = 's'.repeat(32)

function problemsOf(environment: NodeJS.ProcessEnv): string {
  try {
    loadConfig(environment, folder)
  } catch (error) {
    return (error as Error).message
  }
  return ''
}

describe('the settings of the webhook', () => {
  it('name no server unless one is given', () => {
    expect(loadConfig({}, folder)).toMatchObject({ webhook: null, metricsToken: null, rateClient: 1200 })
  })

  it.each([
    'https://archive.example.org/x?key=1',
    'https://10.0.0.7:8443/',
    'http://localhost:3000/',
    'http://127.0.0.1/',
    'http://[::1]:80/',
  ])('take %s', (WEBHOOK_URL) => {
    expect(loadConfig({ WEBHOOK_URL, WEBHOOK_SECRET }, folder).webhook).toEqual({
      url: WEBHOOK_URL,
      secret: WEBHOOK_SECRET,
    })
  })

  it.each([
    'http://archive.example.org/',
    'https://ann:pass@example.org/',
    'ftp://example.org',
    'nowhere',
    'http://127.0.0.1.example.org/',
  ])('refuse %s without showing it', (WEBHOOK_URL) => {
    const problems = problemsOf({ WEBHOOK_URL, WEBHOOK_SECRET })
    expect(problems).toContain('WEBHOOK_URL')
    expect(problems).not.toContain(WEBHOOK_URL)
  })

  it('refuse half of the pair, and a secret that is too short', () => {
    expect(problemsOf({ WEBHOOK_URL: 'https://example.org/' })).toContain('both or neither')
    expect(problemsOf({ WEBHOOK_SECRET })).toContain('both or neither')
    expect(problemsOf({ WEBHOOK_URL: 'https://example.org/', WEBHOOK_SECRET: 'short' })).toContain(
      'WEBHOOK_SECRET',
    )
    expect(problemsOf({ METRICS_TOKEN: 'short' })).toContain('METRICS_TOKEN')
  })
})
