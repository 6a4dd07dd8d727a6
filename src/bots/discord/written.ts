import { isLanguage } from '../../core/language.js'
import type { Incoming, IncomingPictures } from '../incoming.js'

/** What a message says besides its pictures. */
export type Written = Exclude<Incoming, IncomingPictures>

/** People, roles and the bot itself, as Discord writes them into a text. They are ids, and no part of what was said. */
const MENTIONS = /\s*<@[!&]?\d+>\s*/g

/** The words of a message without mentions and without the command that pictures need not have; null for none. */
export function noteOf(content: string): string | null {
  const words = plainWords(content).replace(/^[/!]?xray\b\s*/i, '')
  return words === '' ? null : words
}

/**
 * A command that was written as plain words: slash commands may be registered for some servers alone. Null where the
 * message is no command. Without its slash a command has to stand alone, so that "help me" is not one.
 */
export function writtenCommand(content: string): Written | null {
  const match = /^([/!]?)([a-z]+)(?:\s+([\s\S]*))?$/i.exec(plainWords(content).replace(/[.?!]+$/, ''))
  if (!match) return null
  const [, slash = '', name = '', rest = ''] = match
  const command = name.toLowerCase()
  switch (command) {
    case 'join':
      return { kind: 'join', code: rest.trim() }
    case 'language': {
      const language = rest.trim().toLowerCase()
      return { kind: 'language', language: isLanguage(language) ? language : null }
    }
    case 'start':
    case 'help':
    case 'about':
    case 'privacy':
    case 'status':
    case 'mine':
    case 'delete':
      return slash === '' && rest !== '' ? null : { kind: 'command', command }
    default:
      return null
  }
}

/** Whether the bot's name stands in the text, and not only in the head of a reply. */
export function namesBot(content: string, me: string, role: string | null): boolean {
  const named = [`<@${me}>`, `<@!${me}>`, ...(role === null ? [] : [`<@&${role}>`])]
  return named.some((mention) => content.includes(mention))
}

const plainWords = (content: string): string => content.replaceAll(MENTIONS, ' ').trim()
