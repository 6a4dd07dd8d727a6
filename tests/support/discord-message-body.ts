import { ApiError } from './discord-errors.js'
import type { DiscordMessage } from './discord-messages.js'
import type { SentFile } from './multipart.js'

/** What a request says about a message, checked as Discord checks it. */
export interface MessageChange {
  /** Null leaves the words as they are. */
  readonly text: string | null
  readonly body: Readonly<Record<string, unknown>>
  readonly files: readonly SentFile[]
}

/** Refuses with 50035 what Discord documents as too long, too many or empty. */
export function readChange(given: unknown, files: readonly SentFile[], mayBeEmpty: boolean): MessageChange {
  const body = fieldsOf(given)
  const { content, components = [] } = body
  if (content !== undefined && (typeof content !== 'string' || content.length > 2000)) refuse()
  checkComponents(components)
  const text = typeof content === 'string' && content !== '' ? content : null
  if (text === null && files.length === 0 && !mayBeEmpty) refuse()
  return { text, body, files }
}

/** Carries a change out: what it leaves out stays. */
export function applyChange(message: DiscordMessage, { text, body, files }: MessageChange): void {
  message.thinking = false
  if (text !== null) message.content = text
  if (Array.isArray(body['components'])) message.components = body['components'] as unknown[]
  if (Array.isArray(body['embeds'])) message.embeds = body['embeds'] as unknown[]
  // The list of attachments holds what is kept and what comes new; without it files are added.
  if (Array.isArray(body['attachments'])) message.uploads = files
  else message.uploads = [...message.uploads, ...files]
}

/** By Discord's documentation of components: at most 5 rows of 5 buttons, with words and data that differ. */
function checkComponents(components: unknown): void {
  if (!Array.isArray(components) || components.length > 5) refuse()
  const data = components.flatMap((row: unknown) => {
    const { type, components: buttons } = fieldsOf(row)
    if (type !== 1 || !Array.isArray(buttons) || buttons.length < 1 || buttons.length > 5) refuse()
    return buttons.map((button: unknown) => checkButton(fieldsOf(button)))
  })
  if (new Set(data).size !== data.length) refuse()
}

function checkButton({ type, style, label, custom_id: data }: Readonly<Record<string, unknown>>): string {
  if (type !== 2 || typeof style !== 'number') refuse()
  if (typeof label !== 'string' || label.length < 1 || label.length > 80) refuse()
  if (typeof data !== 'string' || data.length < 1 || data.length > 100) refuse()
  return data
}

function refuse(): never {
  throw new ApiError(400, 50035)
}

export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {}
}
