import { ApiError } from './discord-errors.js'
import type { DiscordMessage, DiscordMessages } from './discord-messages.js'

/** By Discord's documentation of interactions. */
const FIRST_RESPONSE_MS = 3000
const TOKEN_MS = 15 * 60_000
const EPHEMERAL = 64

export interface Interaction {
  readonly id: string
  readonly since: number
  readonly channelId: string
  /** The message whose button was pressed. */
  readonly pressed: DiscordMessage | null
  /** The message that the answer is, once it was deferred. */
  original: DiscordMessage | null
}

/** Interactions by their tokens: 3 s for a first response, 15 minutes for everything. */
export interface DiscordInteractions {
  expect(id: string, token: string, channelId: string, pressed: DiscordMessage | null): void
  /** Defers, and gives the message that stands for the answer. */
  defer(id: string, token: string, type: number, flags: number): Interaction
  /** The interaction that may still be answered. */
  answerable(token: string): Interaction & { readonly original: DiscordMessage }
  /** Lets time pass for every interaction. */
  readonly advance: (ms: number) => void
}

/** `clock` gives milliseconds. */
export function createDiscordInteractions(
  messages: DiscordMessages,
  clock: () => number,
): DiscordInteractions {
  const interactions = new Map<string, Interaction>()
  let passed = 0
  const ageOf = ({ since }: Interaction): number => clock() + passed - since

  return {
    expect(id, token, channelId, pressed) {
      const since = clock() + passed
      interactions.set(token, { id, since, channelId, pressed, original: null })
    },
    defer(id, token, type, flags) {
      const interaction = interactions.get(token)
      if (interaction?.id !== id) throw new ApiError(404, 10062)
      if (interaction.original !== null) throw new ApiError(400, 40060)
      if (ageOf(interaction) > FIRST_RESPONSE_MS) throw new ApiError(404, 10062)
      if (type !== (interaction.pressed === null ? 5 : 6)) throw new ApiError(400, 50035)
      interaction.original =
        interaction.pressed ??
        messages.writeAsBot({
          channelId: interaction.channelId,
          ephemeral: (flags & EPHEMERAL) !== 0,
          thinking: true,
        })
      return interaction
    },
    answerable(token) {
      const interaction = interactions.get(token)
      if (!interaction?.original) throw new ApiError(404, 10015)
      if (ageOf(interaction) > TOKEN_MS) throw new ApiError(401, 50027)
      return { ...interaction, original: interaction.original }
    },
    advance(ms) {
      passed += ms
    },
  }
}
