import type { CsvColumn } from './csv.js'
import type { LineEvent } from './event-line.js'

/** The columns of the events' CSV, in order. Details differ from kind to kind, so they are one cell of JSON. */
export const EVENT_COLUMNS: readonly CsvColumn<LineEvent>[] = [
  { name: 'seq', cell: ({ seq }) => seq },
  { name: 'at', cell: ({ at }) => at },
  { name: 'kind', cell: ({ kind }) => kind },
  { name: 'actor_kind', cell: ({ actor }) => actor.kind },
  { name: 'actor_id', cell: ({ actor }) => actor.id },
  { name: 'actor_channel', cell: ({ actor }) => actor.channel },
  { name: 'subject', cell: ({ subject }) => subject },
  { name: 'details', cell: ({ details }) => JSON.stringify(details) },
  { name: 'previous_hash', cell: ({ previousHash }) => previousHash },
  { name: 'hash', cell: ({ hash }) => hash },
]
