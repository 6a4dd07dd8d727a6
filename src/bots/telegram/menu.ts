import type { BotCommand } from 'telegraf/types'
import type { Language } from '../../core/language.js'
import { LANGUAGES } from '../../core/language.js'
import type { Log } from '../../core/log.js'
import type { Wording } from '../../core/wording/wording.js'
import { COMMANDS } from '../../core/wording/wording.js'
import type { TelegramCalls } from './calls.js'
import { callFailure } from './error-code.js'

export interface MenuParts {
  readonly calls: TelegramCalls
  readonly wordings: Readonly<Record<Language, Wording>>
  readonly log: Log
}

/**
 * Sets the menu beside the input field, in every language and in English for all others, where it is not set so
 * already. Never rejects: without the menu the commands work as well.
 */
export async function announceCommands({ calls, wordings, log }: MenuParts): Promise<void> {
  try {
    await announce(calls, wordings.en, {})
    for (const language of LANGUAGES) await announce(calls, wordings[language], { language_code: language })
  } catch (error) {
    log.warn('menu.not_set', { channel: 'telegram', code: callFailure(error).code })
  }
}

async function announce(
  calls: TelegramCalls,
  wording: Wording,
  whom: { readonly language_code?: Language },
): Promise<void> {
  const commands = COMMANDS.map((command) => ({ command, description: wording.commands[command] }))
  const standing = await calls.call('getMyCommands', whom, { repeatable: true })
  if (!isSame(standing, commands))
    await calls.call('setMyCommands', { ...whom, commands }, { repeatable: true })
}

const isSame = (some: readonly BotCommand[], others: readonly BotCommand[]): boolean =>
  some.length === others.length &&
  some.every(
    ({ command, description }, index) =>
      command === others[index]?.command && description === others[index].description,
  )
