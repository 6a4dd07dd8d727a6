import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const source = fileURLToPath(new URL('../../src/', import.meta.url))

/** Every file and package that `file` imports, directly or not. */
function importsOf(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/(?:from|import) '([^']+)'/g)) {
    if (name.startsWith('.')) importsOf(resolve(dirname(file), name.replace(/\.js$/, '.ts')), seen)
    else seen.add(name)
  }
  return seen
}

describe.each([
  ['telegram', ['telegraf', 'telegraf/types']],
  ['discord', ['discord.js']],
])('the %s door', (door, sdk) => {
  const imports = [...importsOf(`${source}bots/${door}/bot.ts`)]

  it('needs its own SDK and nothing else from outside', () => {
    const packages = imports.filter((name) => !name.startsWith('/') && !name.startsWith('node:'))
    expect(packages.filter((name) => !sdk.includes(name))).toEqual([])
    expect(packages.length).toBeGreaterThan(0)
  })

  it('reaches no part of the program but the core and the bots', () => {
    const files = imports.filter((name) => name.startsWith('/')).map((name) => name.slice(source.length))
    expect(files.filter((name) => !/^(core|bots)\//.test(name))).toEqual([])
    expect(files.some((name) => name.startsWith('core/'))).toBe(true)
  })
})
