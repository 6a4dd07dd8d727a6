import type { Hono } from 'hono'
import { faultCode } from '../../core/fault.js'
import type { AuditDetails } from '../../core/audit.js'
import { EVENT_COLUMNS } from '../exports/event-columns.js'
import { readEvents } from '../exports/event-line.js'
import { eventQuery } from '../exports/event-query.js'
import { writeCsv } from '../exports/csv.js'
import { createFhirWriter } from '../exports/fhir.js'
import { studyColumns } from '../exports/study-columns.js'
import { studyLine } from '../exports/study-record.js'
import { textStream } from '../exports/text-stream.js'
import { writeLines } from '../exports/write-lines.js'
import type { Guard } from '../guard.js'
import { MessagePage } from '../pages/message-page.js'
import { page } from '../render.js'
import { toSignIn } from '../sessions.js'
import type { Sites } from '../sites.js'
import { FILTER_NAMES, parseStudyQuery, toConditions, type StudyQuery } from '../study-query.js'
import { userActor } from '../user-actor.js'
import type { AppParts, WebContext, WebEnv } from '../web.js'

const FORMATS = {
  csv: { extension: 'csv', type: 'text/csv; charset=utf-8; header=present' },
  jsonl: { extension: 'jsonl', type: 'application/jsonl; charset=utf-8' },
  fhir: { extension: 'fhir.ndjson', type: 'application/fhir+ndjson; charset=utf-8' },
} as const

type Format = keyof typeof FORMATS

/** The record as files, streamed: of a filter's studies, and of the events. Each is an event itself, written before the first byte. */
export function mountExports(app: Hono<WebEnv>, parts: AppParts, sites: Sites, guard: Guard): void {
  const { studies, audit, publicUrl, log, now } = parts
  const fhir = createFhirWriter(publicUrl)

  const turnAway = (c: WebContext, status: 400 | 403, text: string): Promise<Response> =>
    page(
      c,
      <MessagePage
        site={sites.dashboard}
        user={c.get('user')}
        told={{ title: 'Nothing was exported', text }}
        action={{ href: '/dashboard/studies', label: 'To the studies' }}
      />,
      status,
    )

  async function send(
    c: WebContext,
    what: 'studies' | 'events',
    format: Format,
    details: AuditDetails,
    write: () => AsyncIterable<string>,
  ): Promise<Response> {
    const user = c.get('user')
    if (user === null) return toSignIn(c)
    const at = now()
    await audit.append({
      kind: 'record.exported',
      at,
      actor: userActor(user),
      subject: null,
      details: { what, format, ...details },
    })
    const { extension, type } = FORMATS[format]
    const stamp = at.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
    const body = textStream(write(), (end, error) => {
      if (end === 'broken') log.error('export.broken', { what, format, code: faultCode(error) })
      else log.info('export.ended', { what, format, end })
    })
    return new Response(body, {
      headers: {
        'Content-Type': type,
        'Content-Disposition': `attachment; filename="chestcheck-${what}-${stamp}Z.${extension}"`,
        'Cache-Control': 'private, no-store',
      },
    })
  }

  for (const format of ['csv', 'jsonl', 'fhir'] as const) {
    app.get(`/dashboard/export/studies.${FORMATS[format].extension}`, guard('record.export'), async (c) => {
      const { query, problems } = parseStudyQuery(c.req.query())
      if (problems.length > 0) return turnAway(c, 400, wrongFilters(problems.map(({ name }) => name)))
      const notes = c.req.query('notes') === '1'
      if (notes && c.get('user')?.role !== 'admin') {
        return turnAway(c, 403, 'Only administrators may export what people wrote with their pictures.')
      }
      const details = { filter: filterOf(query), notes: notes && format !== 'fhir' }
      return send(c, 'studies', format, details, () => {
        const found = studies.stream(toConditions(query))
        if (format === 'csv') return writeCsv(found, studyColumns({ notes }), { bom: wantsBom(c) })
        if (format === 'jsonl') return writeLines(found, (study) => studyLine(study, { notes }))
        return writeLines(
          answeredOnly(found, (study) => fhir.study(study)),
          (resource) => JSON.stringify(resource),
        )
      })
    })

    app.get(`/dashboard/export/events.${FORMATS[format].extension}`, guard('record.export'), async (c) => {
      const { conditions, filter, problems } = eventQuery(c.req.query())
      if (problems.length > 0) return turnAway(c, 400, wrongFilters(problems))
      if (format === 'jsonl' && filter !== '') {
        return turnAway(
          c,
          400,
          'As JSON Lines the events are exported whole: a part of the chain proves nothing.',
        )
      }
      return send(c, 'events', format, { filter }, () => {
        if (format === 'jsonl') return writeLines(audit.lines(), (line) => line)
        const events = readEvents(audit.lines(), conditions)
        return format === 'csv'
          ? writeCsv(events, EVENT_COLUMNS, { bom: wantsBom(c) })
          : writeLines(events, (event) => JSON.stringify(fhir.event(event)))
      })
    })
  }
}

async function* answeredOnly<Row, Written>(
  batches: AsyncIterable<readonly Row[]>,
  write: (row: Row) => Written | null,
): AsyncGenerator<readonly Written[]> {
  for await (const rows of batches) {
    yield rows.map(write).filter((written) => written !== null)
  }
}

/** Excel takes a file without it for one of another time. Every CSV reader can drop it. */
function wantsBom(c: WebContext): boolean {
  return c.req.query('bom') !== '0'
}

/** What was asked for, without what somebody typed and without what leads to a person: events are kept for ever. */
function filterOf(query: StudyQuery): string {
  const named = FILTER_NAMES.flatMap((name) => {
    const value = query[name]
    if (value === null) return []
    return [[name, name === 'text' || name === 'person' ? '*' : value] as [string, string]]
  })
  return new URLSearchParams(named).toString()
}

function wrongFilters(names: readonly string[]): string {
  return `The address asks for values that cannot be: ${names.join(', ')}. What would come of it is not what you meant.`
}
