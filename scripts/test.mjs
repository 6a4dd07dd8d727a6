// `npm test`: the same bootstrap as `npm start`, then types, lint, format and every test. Arguments go to vitest.
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bootstrapOrExit, root } from './bootstrap.mjs'

function run(title, script, args) {
  process.stdout.write(`\n▸ ${title}\n`)
  const started = performance.now()
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', script), ...args], {
      cwd: root,
      stdio: 'inherit',
    })
    child.on('exit', (code) => {
      process.stdout.write(
        `  ${title}: ${code === 0 ? 'ok' : 'FAILED'} in ${((performance.now() - started) / 1000).toFixed(0)} s\n`,
      )
      resolve(code === 0)
    })
  })
}

await bootstrapOrExit()
const only = process.argv.slice(2)
const scratch = await mkdtemp(join(tmpdir(), 'chestcheck-test-'))
const report = join(scratch, 'report.json')
let passed = true
if (only.length === 0) {
  passed = (await run('types', 'typescript/bin/tsc', ['--noEmit'])) && passed
  passed = (await run('lint', 'eslint/bin/eslint.js', ['.', '--max-warnings', '0'])) && passed
  passed =
    (await run('format', 'prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.'])) && passed
}
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
passed = (await run('tests', 'vitest/vitest.mjs', ['run', ...reporters, ...only])) && passed

const counted = await readFile(report, 'utf8').then(JSON.parse, () => null)
await rm(scratch, { recursive: true, force: true })
if (counted === null || counted.numTotalTests === 0) {
  process.stdout.write('no test was run\n')
  passed = false
} else {
  const skipped = counted.numPendingTests + counted.numTodoTests
  if (process.env.CI === 'true' && skipped > 0) {
    process.stdout.write('in CI nothing may be skipped\n')
    passed = false
  }
  process.stdout.write(
    `\ntests: ${counted.numPassedTests} passed, ${counted.numFailedTests} failed, ${skipped} skipped\n`,
  )
}
process.exitCode = passed ? 0 : 1
