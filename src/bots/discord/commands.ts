import type { RESTPutAPIApplicationCommandsJSONBody } from 'discord.js'
import {
  ApplicationCommandOptionType as Option,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType as Context,
  Locale,
} from 'discord.js'
import { LANGUAGES } from '../../core/language.js'
import type { Language } from '../../core/language.js'
import type { Command, Wording } from '../../core/wording/wording.js'

/** The attachment options of /xray, in order; the first is required. As many as a message of Discord holds. */
export const PICTURE_OPTIONS = [
  'picture',
  'picture2',
  'picture3',
  'picture4',
  'picture5',
  'picture6',
  'picture7',
  'picture8',
  'picture9',
  'picture10',
] as const

/** Discord's names of the languages. It has none for Arabic; such people see English menus and may choose with /language. */
const LOCALES: Readonly<Record<Language, readonly Locale[]>> = {
  en: [],
  es: [Locale.SpanishES, Locale.SpanishLATAM],
  fr: [Locale.French],
  pt: [Locale.PortugueseBR],
  de: [Locale.German],
  hi: [Locale.Hindi],
  ar: [],
}

/** Characters, by Discord's documentation of commands. */
const DESCRIPTION_LIMIT = 100
const NAME_LIMIT = 32
const CODE_LIMIT = 100

type Wordings = Readonly<Record<Language, Wording>>

/**
 * The commands as they are registered: the slash commands and the entry in the menu of a message. Slash commands keep
 * their names in every language, because help texts and Telegram name them too; what they do is told in each.
 */
export function discordCommands(wordings: Wordings): RESTPutAPIApplicationCommandsJSONBody {
  const described = (of: (wording: Wording) => string) => ({
    description: of(wordings.en).slice(0, DESCRIPTION_LIMIT),
    description_localizations: localised(wordings, of, DESCRIPTION_LIMIT),
  })
  const slash = (name: Command) => ({
    ...EVERYWHERE,
    type: ApplicationCommandType.ChatInput as const,
    name,
    ...described((wording) => wording.commands[name]),
  })
  const pictures = PICTURE_OPTIONS.map((name, index) => ({
    type: Option.Attachment as const,
    name,
    ...described(({ options }) => (index === 0 ? options.picture : options.furtherPicture)),
    required: index === 0,
  }))
  const onlyForMe = { type: Option.Boolean as const, name: 'private', required: false }
  const code = { type: Option.String as const, name: 'code', required: true, max_length: CODE_LIMIT }
  const language = { type: Option.String as const, name: 'language', required: false }
  return [
    {
      ...slash('xray'),
      options: [...pictures, { ...onlyForMe, ...described(({ options }) => options.onlyForMe) }],
    },
    { ...slash('join'), options: [{ ...code, ...described(({ options }) => options.code) }] },
    {
      ...slash('language'),
      options: [
        {
          ...language,
          ...described(({ options }) => options.language),
          choices: LANGUAGES.map((value) => ({ name: wordings[value].languageName, value })),
        },
      ],
    },
    ...(['start', 'help', 'about', 'privacy', 'status', 'mine', 'delete'] as const).map(slash),
    {
      ...EVERYWHERE,
      type: ApplicationCommandType.Message as const,
      name: wordings.en.options.readThis.slice(0, NAME_LIMIT),
      name_localizations: localised(wordings, ({ options }) => options.readThis, NAME_LIMIT),
    },
  ]
}

/** In servers and in the chat with the bot, where it was added to the server. */
const EVERYWHERE = {
  contexts: [Context.Guild, Context.BotDM],
  integration_types: [ApplicationIntegrationType.GuildInstall],
}

function localised(
  wordings: Wordings,
  of: (wording: Wording) => string,
  limit: number,
): Partial<Record<Locale, string>> {
  return Object.fromEntries(
    LANGUAGES.flatMap((language) =>
      LOCALES[language].map((locale) => [locale, of(wordings[language]).slice(0, limit)]),
    ),
  )
}
