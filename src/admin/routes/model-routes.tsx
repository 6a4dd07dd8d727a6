import type { Hono } from 'hono'
import { parseFigureRange } from '../figure-range.js'
import { readForm, smallForms } from '../forms.js'
import type { Guard } from '../guard.js'
import { guardedUser } from '../guarded-user.js'
import { gatherModelAtWork } from '../model-figures.js'
import { ComparePage } from '../pages/compare-page.js'
import { MessagePage } from '../pages/message-page.js'
import { ModelPage } from '../pages/model-page.js'
import { ModelsPage } from '../pages/models-page.js'
import { PromotePage } from '../pages/models-promote-page.js'
import { page } from '../render.js'
import type { Sites } from '../sites.js'
import { userActor } from '../user-actor.js'
import type { AppParts, WebContext, WebEnv } from '../web.js'
import type { ModelDossier, PromotionRefusal } from '../../core/model-shelf.js'

/** The models that are there, what each scored and how it does, and which one is to answer. */
export function mountModels(app: Hono<WebEnv>, parts: AppParts, sites: Sites, guard: Guard): void {
  const { models, figures, reader, audit, now } = parts
  const site = sites.dashboard
  const served = (): string | null => reader.status().model?.id ?? null
  const tooLong = (c: WebContext): Promise<Response> =>
    page(c, <MessagePage site={site} user={c.get('user')} told={site.web.messages.longForm} />, 413)

  app.get('/dashboard/models', guard('record.read'), async (c) => {
    const user = guardedUser(c)
    const [shelf, answered] = await Promise.all([models.list(), figures.models()])
    return page(
      c,
      <ModelsPage
        site={site}
        user={user}
        models={shelf.models}
        broken={shelf.broken}
        answered={answered}
        live={models.live()}
        served={served()}
        pinned={models.pinned}
      />,
    )
  })

  app.get('/dashboard/models/compare', guard('record.read'), async (c) => {
    const user = guardedUser(c)
    const [a, b] = await Promise.all([
      models.find(c.req.query('a') ?? ''),
      models.find(c.req.query('b') ?? ''),
    ])
    if (a === null || b === null) return c.notFound()
    return page(c, <ComparePage site={site} user={user} a={a} b={b} />)
  })

  app.get('/dashboard/models/:name', guard('record.read'), async (c) => {
    const user = guardedUser(c)
    const model = await models.find(c.req.param('name'))
    if (model === null) return c.notFound()
    const range = parseFigureRange({ days: '90', ...c.req.query() }, now())
    const [work, answered] = await Promise.all([gatherModelAtWork(parts, model, range), figures.models()])
    return page(
      c,
      <ModelPage
        site={site}
        user={user}
        model={model}
        work={work}
        range={range}
        live={models.live()}
        served={served()}
        films={answered.find((one) => one.model === model.id)?.studies ?? 0}
      />,
    )
  })

  app.get('/dashboard/models/:name/drawings/:drawing', guard('record.read'), async (c) => {
    const svg = await models.drawing(c.req.param('name'), c.req.param('drawing'))
    return svg === null ? c.notFound() : drawingResponse(svg)
  })

  const ask = (
    c: WebContext,
    model: ModelDossier,
    refusal: PromotionRefusal | null,
    status: 200 | 409 = 200,
  ): Promise<Response> =>
    page(
      c,
      <PromotePage
        site={site}
        user={guardedUser(c)}
        model={model}
        live={models.live()}
        pinned={models.pinned}
        refusal={refusal}
      />,
      status,
    )

  app.get('/dashboard/models/:name/promote', guard('models.promote'), async (c) => {
    const model = await models.find(c.req.param('name'))
    return model?.promotable ? ask(c, model, null) : c.notFound()
  })

  app.post('/dashboard/models/:name/promote', guard('models.promote'), smallForms(tooLong), async (c) => {
    const user = guardedUser(c)
    const name = c.req.param('name')
    const form = await readForm(c)
    const force = form('confirm').trim() === name
    const promotion = await models.promote({ name, id: form('id'), by: user.name, force })
    if (promotion.kind === 'promoted') {
      const { live, from } = promotion
      await audit.append({
        kind: 'model.promoted',
        at: now(),
        actor: userActor(user),
        subject: null,
        details: { from, to: live.id, forced: live.forced },
      })
      return c.redirect(`/dashboard/models/${name}`, 303)
    }
    const model = await models.find(name)
    return model?.promotable ? ask(c, model, promotion.why, 409) : c.notFound()
  })
}

/** A drawing of a model's folder: it may run nothing, load nothing and be framed by nobody. */
function drawingResponse(svg: string): Response {
  return new Response(svg, {
    headers: {
      'Content-Type': 'image/svg+xml; charset=utf-8',
      'Content-Security-Policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
      'Cache-Control': 'private, max-age=300',
    },
  })
}
