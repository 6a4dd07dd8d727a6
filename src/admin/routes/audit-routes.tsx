import type { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { AuditEvent } from '../../core/audit.js'
import { parseAuditQuery, toAuditFilter } from '../audit-query.js'
import type { Guard } from '../guard.js'
import { guardedUser } from '../guarded-user.js'
import { AuditPage } from '../pages/audit-page.js'
import { page } from '../render.js'
import type { Sites } from '../sites.js'
import { userActor } from '../user-actor.js'
import { createVerification } from '../verification.js'
import type { AppParts, WebEnv } from '../web.js'

/** The stream of events, for those who answer for it. */
export function mountAudit(app: Hono<WebEnv>, parts: AppParts, sites: Sites, guard: Guard): void {
  const { audit, auth, heads } = parts
  const site = sites.dashboard
  const verification = createVerification(parts)

  app.get('/dashboard/audit', guard('audit.read'), async (c) => {
    const { query, wrong } = parseAuditQuery(c.req.query())
    const subject = await findSubject(parts, query.subject)
    const shown = await audit.list(toAuditFilter(query, subject))
    const published = (await heads()).at(-1) ?? null
    return page(
      c,
      <AuditPage
        site={site}
        user={guardedUser(c)}
        query={query}
        wrong={wrong}
        events={shown.events}
        next={shown.next}
        head={await audit.head()}
        published={published}
        publishedKept={published === null || (await audit.hashOf(published.seq)) === published.hash}
        run={verification.last()}
        lastVerified={verification.last() === null ? await lastVerified(parts) : null}
        accounts={await auth.accounts.list()}
      />,
    )
  })

  app.post('/dashboard/audit/verification', guard('audit.read'), (c) => {
    verification.start(userActor(guardedUser(c)))
    return c.redirect('/dashboard/audit#verification', 303)
  })

  app.get('/dashboard/audit/verification/live', guard('audit.read'), (c) =>
    streamSSE(c, async (stream) => {
      let stop = (): void => undefined
      await new Promise<void>((resolve) => {
        const send = (): void => {
          const run = verification.last()
          if (run?.state === 'running') {
            const { events, studies, total } = run
            void stream.writeSSE({ event: 'progress', data: JSON.stringify({ events, studies, total }) })
          } else {
            stream.writeSSE({ event: 'end', data: run?.state ?? 'none' }).then(resolve, resolve)
          }
        }
        stop = verification.watch(send)
        stream.onAbort(resolve)
        parts.stopping?.addEventListener('abort', () => {
          resolve()
        })
        send()
      })
      stop()
    }),
  )
}

/** A study's reference is what people have at hand; the events know its id. */
async function findSubject({ studies }: AppParts, asked: string | null): Promise<string | null> {
  if (asked === null || !/^cc-[0-9a-z]{8}$/i.test(asked)) return asked
  const { studies: found } = await studies.list({ text: asked.toUpperCase(), limit: 1 })
  return found[0]?.id ?? asked
}

async function lastVerified({ audit }: AppParts): Promise<AuditEvent | null> {
  const { events } = await audit.list({ kind: 'record.verified', limit: 1 })
  return events[0] ?? null
}
