import type { AppParts } from '../../src/admin/web.js'
import type { HealthFacts } from '../../src/core/health.js'

/** A program that is well, at eight o'clock of a Monday. */
export const wellHealth: HealthFacts = {
  at: new Date('2026-11-23T08:00:00Z'),
  startedAt: new Date('2026-11-20T07:00:00Z'),
  queue: { waiting: 0, limit: 64 },
  inference: {
    state: 'ready',
    model: {
      id: 'scripted@0123456789ab',
      backend: 'native',
      precision: 'float32',
      preprocessing: 'v1',
    },
    gated: true,
    restarts: 0,
    version: '2.21.0',
    nativeProblem: null,
    graphProblem: null,
    tensors: 41,
    memory: 812_000_000,
  },
  bots: [
    { channel: 'telegram', state: 'running', code: null, answering: 1 },
    { channel: 'discord', state: 'off', code: null, answering: 0 },
  ],
  disk: {
    free: 60_000_000_000,
    total: 200_000_000_000,
    database: 41_000_000,
    pictures: { files: 1204, bytes: 310_000_000, at: new Date('2026-11-23T07:58:00Z') },
  },
  versions: [
    { name: 'ChestCheck', value: '0.1.0' },
    { name: 'Node.js', value: 'v20.20.2' },
  ],
  migrations: { applied: 4, last: '20261123123318_add_dashboard' },
  retention: { days: 30, lastRun: new Date('2026-11-23T07:00:00Z'), erased: 12, problem: null },
  publishedHead: { seq: 812, hash: 'ab'.repeat(32), at: new Date('2026-11-23T07:30:00Z') },
  settings: [
    { name: 'RETENTION_DAYS', value: '30' },
    { name: 'TELEGRAM_TOKEN', value: 'set' },
  ],
}

/** Nobody is invited and nobody admitted. */
export const quietPeople: Pick<AppParts, 'accountInvites' | 'admissionBook' | 'health' | 'heads'> = {
  accountInvites: {
    issue: () => Promise.resolve('token'),
    open: () => Promise.resolve([]),
    find: () => Promise.resolve(null),
    claim: () => Promise.resolve(null),
    release: () => Promise.resolve(),
    finish: () => Promise.resolve(),
    revoke: () => Promise.resolve(false),
  },
  admissionBook: {
    issue: () => Promise.resolve('CODE'),
    invites: () => Promise.resolve([]),
    revoke: () => Promise.resolve(false),
    admitted: () => Promise.resolve([]),
    dismiss: () => Promise.resolve(false),
    places: () => Promise.resolve([]),
    remove: () => Promise.resolve(false),
    allow: () => Promise.resolve(true),
    disallow: () => Promise.resolve(false),
  },
  health: () => Promise.resolve(wellHealth),
  heads: () => Promise.resolve([]),
}
