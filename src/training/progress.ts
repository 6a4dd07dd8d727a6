/** Told of progress through a long job. `done` counts up to `total`. */
export interface Progress {
  start(what: string, total: number): void
  advance(done: number, note?: string): void
  end(): void
}

export const noProgress: Progress = { start: () => undefined, advance: () => undefined, end: () => undefined }
