/** One message's place among the messages of its chat. */
export interface Place {
  /** Resolves once everything that came before is done with. */
  first(): Promise<void>
  /** Lets the next one go. May be called twice. */
  done(): void
}

/** Keeps the answers of each chat in the order in which its messages came, however long each takes. */
export function createInOrder(): (chat: string) => Place {
  const last = new Map<string, Promise<void>>()
  return (chat) => {
    const before = last.get(chat) ?? Promise.resolve()
    let done: () => void = () => undefined
    const own = new Promise<void>((resolve) => {
      done = resolve
    })
    const all = before.then(() => own)
    last.set(chat, all)
    void all.then(() => {
      if (last.get(chat) === all) last.delete(chat)
    })
    return { first: () => before, done }
  }
}
