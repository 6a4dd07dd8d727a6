/** What can break on our side. Branch on the code; the message is for a developer's eyes. */
export type FaultCode =
  | 'model_folder_invalid'
  | 'inference_unavailable'
  | 'inference_crashed'
  | 'inference_timeout'
  | 'settings_invalid'
  | 'record_missing'
  | 'record_broken'
  | 'picture_missing'
  | 'picture_unreadable'
  | 'data_set_invalid'
  | 'weights_invalid'
  | 'internal'

/** An error of ours with a code. `cause` keeps what was caught, for the log's code and nothing more. */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly code: FaultCode

  constructor(code: FaultCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}

/** The code of anything caught: ours, or `internal` for what nobody foresaw. */
export function faultCode(error: unknown): FaultCode {
  return error instanceof Fault ? error.code : 'internal'
}
