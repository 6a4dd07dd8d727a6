import type { APIMessageTopLevelComponent } from 'discord.js'
import { describe, expect, it } from 'vitest'
import { buttonsIn, rowsOf } from '../../../src/bots/discord/components.js'
import { readTaken } from '../../../src/bots/discord/taken.js'
import { namesBot, noteOf, writtenCommand } from '../../../src/bots/discord/written.js'

describe('buttons on Discord', () => {
  it('come back from a message as they went into it', () => {
    const buttons = [[{ text: 'Agree', data: 'a:1' }], [{ text: 'PDF', data: 'p:1' }]]
    expect(buttonsIn(rowsOf(buttons) as unknown as APIMessageTopLevelComponent[])).toEqual(buttons)
  })

  it("stay within Discord's five rows of five, and within a label's 80 characters", () => {
    const row = Array.from({ length: 7 }, (_, index) => ({ text: 'x'.repeat(99), data: String(index) }))
    const rows = rowsOf([[], ...Array.from({ length: 7 }, () => row)])
    expect(rows.map(({ components }) => components.length)).toEqual([5, 5, 5, 5, 5])
    expect(rows[0]?.components[0]?.label).toHaveLength(80)
  })

  it('are only ours: links and menus of others are passed by', () => {
    const link = { type: 2, style: 5, label: 'page', url: 'https://example.org' }
    const menu = { type: 3, custom_id: 'menu', options: [] }
    const text = { type: 10, content: 'words' }
    const components = [{ type: 1, components: [link, menu] }, text]
    expect(buttonsIn(components as unknown as APIMessageTopLevelComponent[])).toEqual([[]])
  })
})

describe('what somebody writes on Discord', () => {
  it.each([
    ['/help', { kind: 'command', command: 'help' }],
    ['<@42>  Help!', { kind: 'command', command: 'help' }],
    ['/mine please', { kind: 'command', command: 'mine' }],
    ['!delete', { kind: 'command', command: 'delete' }],
    ['join  AB CD-12 ', { kind: 'join', code: 'AB CD-12' }],
    ['language DE', { kind: 'language', language: 'de' }],
    ['language klingon', { kind: 'language', language: null }],
    ['/language', { kind: 'language', language: null }],
    ['delete this picture', null],
    ['helpful', null],
    ['/weather', null],
    ['', null],
  ])('is a command where it stands as one: %j', (content, command) => {
    expect(writtenCommand(content)).toEqual(command)
  })

  it.each([
    ['<@42> fever <@!7> since Monday <@&9>', 'fever since Monday'],
    ['/xray bedside', 'bedside'],
    ['/xray', null],
    ['<@42>', null],
    ['xrayed yesterday', 'xrayed yesterday'],
  ])('is a note without commands and ids of people: %j', (content, note) => {
    expect(noteOf(content)).toBe(note)
  })

  it('names the bot by itself or by its role, and nobody whose id only looks alike', () => {
    expect(namesBot('<@42> hello', '42', null)).toBe(true)
    expect(namesBot('<@!42>', '42', null)).toBe(true)
    expect(namesBot('<@&7>', '42', '7')).toBe(true)
    expect(namesBot('<@421>', '42', null)).toBe(false)
    expect(namesBot('<@&42>', '42', '7')).toBe(false)
    expect(namesBot('42', '42', null)).toBe(false)
  })
})

describe('what was kept of an event', () => {
  it.each(['', 'null', '[]', '{}', '{"version":2}', '"version"', '{"version":'])(
    'is passed by where another version wrote it: %j',
    (payload) => {
      expect(readTaken(payload)).toBeNull()
    },
  )
})
