/** A call that the Bot API refuses. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly description: string,
    readonly parameters?: { readonly retry_after?: number; readonly migrate_to_chat_id?: number },
  ) {
    super(description)
  }
}

const USUAL: Readonly<Record<number, string>> = {
  400: 'Bad Request: refused',
  401: 'Unauthorized',
  403: 'Forbidden: bot was blocked by the user',
  404: 'Not Found',
  409: 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
  429: 'Too Many Requests: retry later',
}

/** What the real one says with a status. */
export const usualError = (status: number, retryAfter?: number): ApiError =>
  new ApiError(
    status,
    USUAL[status] ?? 'Internal Server Error',
    retryAfter === undefined ? undefined : { retry_after: retryAfter },
  )
