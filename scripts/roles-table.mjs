// Writes docs/roles.md: every route by every role, made from the routes themselves, each cell tried.
// Usage: node scripts/roles-table.mjs
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from './bootstrap.mjs'

const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', 'routes-by-role'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, ROLES_TABLE: 'write' } },
)
process.exitCode = status ?? 1
