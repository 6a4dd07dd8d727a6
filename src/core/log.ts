/** Only plain values: a log line never carries an error object, an update, a picture, a token, a name or a caption. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>

export interface Log {
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
}

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }
