import type { Buttons } from '../../../src/bots/reply-line.js'

/** Something that happened in a chat of the tiny platform. */
export interface LoopbackUpdate {
  readonly id: string
  readonly person: string
  readonly chat: string
  readonly locale: string | null
  readonly addressed: boolean
  readonly text: string
  readonly files: readonly string[]
  /** Data of a pressed button, and the message it stands under. */
  readonly press: { readonly data: string; readonly message: number } | null
}

interface Message {
  readonly versions: string[]
  buttons: Buttons
}

/** What a bot may do on the platform. */
export interface LoopbackConnection {
  send(text: string, buttons: Buttons): Promise<number>
  edit(message: number, change: { readonly text?: string; readonly buttons: Buttons }): Promise<void>
  showPictures(count: number): Promise<void>
  sendFile(name: string): Promise<void>
  acknowledge(text: string | null): Promise<void>
  buttonsOf(message: number): Buttons
  fetch(file: string): Promise<Uint8Array>
}

/** A chat platform in memory: updates that are not taken come again, and messages that can be edited. */
export function createLoopbackServer() {
  const messages: Message[] = []
  const pending: LoopbackUpdate[] = []
  const sent = new Map<string, LoopbackUpdate>()
  const stored = new Map<string, Uint8Array>()
  const sentFiles: string[] = []
  let shown = 0
  let acknowledged = 0
  let onUpdate: ((update: LoopbackUpdate) => Promise<void>) | null = null

  async function deliver(update: LoopbackUpdate): Promise<void> {
    pending.push(update)
    const take = onUpdate
    if (take === null) return
    await take(update)
    pending.splice(pending.indexOf(update), 1)
  }

  return {
    messages,
    sentFiles,
    shown: () => shown,
    acknowledged: () => acknowledged,
    store(file: Uint8Array): string {
      const id = `file-${stored.size + 1}`
      stored.set(id, file)
      return id
    },
    async put(update: LoopbackUpdate): Promise<void> {
      sent.set(update.id, update)
      await deliver(update)
    },
    async repeat(id: string): Promise<void> {
      const update = sent.get(id)
      if (update) await deliver(update)
    },
    /** `disconnect` cuts a bot off: its calls never come back. */
    connect(take: (update: LoopbackUpdate) => Promise<void>) {
      let alive = true
      const call = <T>(work: () => T): Promise<T> =>
        alive ? Promise.resolve().then(work) : new Promise<T>(() => undefined)
      const connection: LoopbackConnection = {
        send: (text, buttons) => call(() => messages.push({ versions: [text], buttons }) - 1),
        edit: (index, { text, buttons }) =>
          call(() => {
            const message = messages[index]
            if (!message) throw new Error('no such message')
            if (text !== undefined && message.versions.at(-1) !== text) message.versions.push(text)
            message.buttons = buttons
          }),
        showPictures: (count) => call(() => void (shown += count)),
        sendFile: (name) => call(() => void sentFiles.push(name)),
        acknowledge: () => call(() => void (acknowledged += 1)),
        buttonsOf: (index) => messages[index]?.buttons ?? [],
        fetch: (file) =>
          call(() => {
            const bytes = stored.get(file)
            if (!bytes) throw new Error('404')
            return bytes
          }),
      }
      onUpdate = take
      const connected = Promise.all(pending.splice(0).map(deliver))
      return {
        connection,
        connected,
        disconnect: (): void => {
          alive = false
          if (onUpdate === take) onUpdate = null
        },
      }
    },
  }
}

export type LoopbackServer = ReturnType<typeof createLoopbackServer>
