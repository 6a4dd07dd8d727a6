/** One message as it stands in a chat. */
export interface ShownMessage {
  /** `time` is a line between messages. */
  readonly from: 'person' | 'bot' | 'time'
  readonly name?: string
  readonly text: string
  /** Rows of the words on them. */
  readonly buttons?: readonly (readonly string[])[]
  /** As data addresses. */
  readonly pictures?: readonly string[]
  /** Of the pictures or the file. */
  readonly caption?: string
  readonly file?: { readonly name: string; readonly bytes: number }
  /** The beginning of the message that it answers. */
  readonly reply?: string
  readonly onlyForYou?: boolean
  readonly edited?: boolean
  readonly direction?: 'rtl'
}

/** A chat at one moment. */
export interface ShownChat {
  readonly title: string
  readonly messages: readonly ShownMessage[]
}

/** One chat, or several side by side. */
export type ConversationPage = { readonly platform: 'telegram' | 'discord' } & (
  ShownChat | { readonly chats: readonly ShownChat[] }
)

export function conversationPage(page: ConversationPage): string
