// Takes docs/images/telegram-chat.png and discord-chat.png: the real bots, the platforms' stand-ins of the tests, drawn films.
// Usage: node scripts/screenshot-conversations.mjs
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from './bootstrap.mjs'

const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', 'conversation-record'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, SCREENSHOTS: join(root, 'docs', 'images') } },
)
process.exitCode = status ?? 1
