/** What a command may use of its surroundings. */
export interface CommandContext {
  /** Aborted by Ctrl-C or a request to end. */
  readonly signal: AbortSignal
  /** Results alone. */
  readonly print: (line: string) => void
  /** Everything else that a person reads. */
  readonly say: (line: string) => void
}
