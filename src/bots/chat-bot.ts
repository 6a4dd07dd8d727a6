/** A bot of one chat platform, as the program runs it. */
export interface ChatBot {
  /**
   * Connects. Resolves once the first attempt has an end, and never rejects: a platform that cannot be reached is
   * tried again in the background, and a token that is refused ends in the state `failed`.
   */
  start(): Promise<void>
  /**
   * Takes nothing new, finishes what is running (up to a limit) and disconnects. May be called before `start`
   * ended, and twice.
   */
  stop(): Promise<void>
  status(): BotStatus
}

export interface BotStatus {
  readonly state: BotState
  /** Why the bot is not running, as a code; null while it is. */
  readonly code: string | null
  /** Messages being answered at the moment. */
  readonly running: number
}

/** `failed` is for good: the token was refused, and an operator has to act. */
export type BotState = 'stopped' | 'connecting' | 'running' | 'retrying' | 'failed'

/** How long `stop` waits for the answers that are being made, in milliseconds. */
export const STOP_LIMIT_MS = 20_000
