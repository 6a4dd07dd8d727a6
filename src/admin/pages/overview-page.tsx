import type { AgainstPeriod, Overview } from '../overview.js'
import type { FigureRange } from '../figure-range.js'
import { rangeQuery } from '../figure-range.js'
import { CHANNELS } from '../../core/study.js'
import type { DayFigures } from '../../core/record-figures.js'
import { FIGURES } from '../../core/wording/figures.js'
import type { SignedInUser } from '../auth.js'
import { filmsOf } from '../attention.js'
import type { Site } from '../web.js'
import { CHANNEL_NAMES } from './names.js'
import { Page } from './layout.js'
import { Attention } from './overview-attention.js'
import { type ChartPart, CountBars, StackedColumns } from './overview-charts.js'
import { DriftCard } from './overview-drift.js'
import { LivePanel } from './overview-live.js'
import { RangeChoice, dayName, spanWords } from './overview-range.js'

export interface OverviewPageProps {
  readonly site: Site
  readonly user: SignedInUser
  readonly range: FigureRange
  readonly by: 'outcome' | 'channel'
  readonly overview: Overview
}

const { number, percent } = FIGURES.en

/** From below: what was found, then what was not. */
export const OUTCOME_PARTS = [
  { key: 'COVID', name: 'COVID', tone: 'covid' },
  { key: 'PNEUMONIA', name: 'PNEUMONIA', tone: 'pneumonia' },
  { key: 'NORMAL', name: 'NORMAL', tone: 'normal' },
  { key: 'uncertain', name: 'Not sure', tone: 'uncertain' },
  { key: 'refused', name: 'Refused', tone: 'refused' },
  { key: 'fault', name: 'Fault', tone: 'fault' },
] as const satisfies readonly ChartPart[]

const CHANNEL_TONES = ['covid', 'pneumonia', 'normal', 'uncertain', 'refused'] as const

const CHANNEL_PARTS: readonly ChartPart[] = CHANNELS.map((channel, index) => ({
  key: channel,
  name: CHANNEL_NAMES[channel],
  tone: CHANNEL_TONES[index % CHANNEL_TONES.length] ?? 'normal',
}))

/** What an administrator reads first: what stands out, then what the days came to, then what comes in now. */
export function OverviewPage(props: OverviewPageProps) {
  const { site, user, range, overview } = props
  return (
    <Page
      site={site}
      title="Overview"
      user={user}
      current="overview"
      styles={['overview.css']}
      script="live.js"
    >
      <div class="page-head">
        <h1>Overview</h1>
        <p class="meta">{spanWords(range)}</p>
      </div>
      <Attention notices={overview.notices} />
      <RangeChoice
        range={range}
        action="/dashboard"
        keep={{ by: props.by === 'channel' ? 'channel' : null }}
      />
      <Tiles overview={overview} range={range} />
      <div class="overview-grid">
        <div class="overview-main">
          <Volume {...props} />
          <div class="overview-pair">
            <Channels overview={overview} range={range} />
            <Refusals overview={overview} range={range} />
          </div>
          <DriftCard drift={overview.drift} />
        </div>
        <LivePanel site={site} live={overview.live} />
      </div>
    </Page>
  )
}

function Tiles({ overview, range }: Pick<OverviewPageProps, 'overview' | 'range'>) {
  const { films, uncertain, refused, agreement, latency } = overview
  return (
    <dl class="tiles">
      <Tile name="Films" value={number(films.now)} note={change(films, range)} />
      <Tile
        name="Reviewers agree"
        value={agreement === null ? '–' : percent(agreement.value)}
        note={
          agreement === null
            ? 'Nobody has reviewed an answer in these days.'
            : `95 % interval ${percent(agreement.low)} to ${percent(agreement.high)}, ${FIGURES.en.count(agreement.n, { one: '# review', other: '# reviews' })}`
        }
      />
      <Tile
        name="Not sure"
        value={uncertain === null ? '–' : percent(uncertain.value)}
        note={uncertain === null ? 'No film was read.' : `of ${number(uncertain.n)} films that were read`}
      />
      <Tile
        name="Refused"
        value={refused === null ? '–' : percent(refused.value)}
        note={refused === null ? 'No film came in.' : `of ${number(refused.n)} films that came in`}
      />
      <Tile
        name="Time to the answer"
        value={seconds(latency.p50)}
        note={
          latency.p50 === null
            ? 'No answer in these days.'
            : `half within this; 9 in 10 within ${seconds(latency.p90)}, 99 in 100 within ${seconds(latency.p99)}`
        }
      />
    </dl>
  )
}

function Tile(props: { readonly name: string; readonly value: string; readonly note: string }) {
  return (
    <div class="tile">
      <dt>{props.name}</dt>
      <dd class="tile-value">{props.value}</dd>
      <dd class="tile-note">{props.note}</dd>
    </div>
  )
}

function change({ now, before }: AgainstPeriod, { days }: FigureRange): string {
  const span = FIGURES.en.count(days, { one: 'the day before', other: 'the # days before' })
  if (before === 0) return now === 0 ? `none in ${span} either` : `none in ${span}`
  const words = now === before ? 'as many as' : now > before ? 'more than' : 'fewer than'
  const share = now === before ? '' : `${percent(Math.abs(now - before) / before)} `
  return `${share}${words} in ${span} (${number(before)})`
}

/** Milliseconds as people say them. */
function seconds(ms: number | null): string {
  if (ms === null) return '–'
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`
}

function Volume({ overview, range, by }: OverviewPageProps) {
  const parts: readonly ChartPart[] = by === 'channel' ? CHANNEL_PARTS : OUTCOME_PARTS
  const query = rangeQuery(range)
  const empty = overview.days.every((day) => filmsOf(day) === 0)
  return (
    <section class="card" aria-labelledby="volume">
      <div class="card-head">
        <h2 id="volume">Films by day</h2>
        <nav class="switch" aria-label="What the columns show">
          <a href={`/dashboard?${query}`} aria-current={by === 'outcome' ? 'true' : undefined}>
            By answer
          </a>
          <a href={`/dashboard?${query}&by=channel`} aria-current={by === 'channel' ? 'true' : undefined}>
            By channel
          </a>
        </nav>
      </div>
      {empty ? (
        <p class="card-empty">No film came in on these days.</p>
      ) : (
        <StackedColumns
          title={by === 'channel' ? 'Films by day and channel' : 'Films by day and answer'}
          rows="Day"
          parts={parts}
          columns={overview.days.map((day) => ({
            name: dayName(day.day),
            href: studiesOf(day.day, day.day),
            counts: countsOf(day, by),
          }))}
        />
      )}
    </section>
  )
}

function countsOf(day: DayFigures, by: OverviewPageProps['by']): Readonly<Record<string, number>> {
  return by === 'channel' ? day.channels : day.outcomes
}

function Channels({ overview, range }: Pick<OverviewPageProps, 'overview' | 'range'>) {
  const all = overview.channels.reduce((sum, { count }) => sum + count, 0)
  return (
    <section class="card" aria-labelledby="channels">
      <h2 id="channels">By channel</h2>
      {all === 0 ? (
        <p class="card-empty">Nothing yet.</p>
      ) : (
        <CountBars
          rows={overview.channels
            .filter(({ count }) => count > 0)
            .map(({ channel, count }) => ({
              name: CHANNEL_NAMES[channel],
              count,
              share: count / all,
              href: `${studiesOf(range.from, range.to)}&channel=${channel}`,
              tone: 'normal',
            }))}
        />
      )}
    </section>
  )
}

function Refusals({ overview, range }: Pick<OverviewPageProps, 'overview' | 'range'>) {
  const all = overview.refusals.reduce((sum, { count }) => sum + count, 0)
  return (
    <section class="card" aria-labelledby="refusals">
      <h2 id="refusals">Refused, by reason</h2>
      {all === 0 ? (
        <p class="card-empty">Every film that came in was read.</p>
      ) : (
        <CountBars
          rows={overview.refusals.map(({ code, count }) => ({
            name: REFUSAL_NAMES[code] ?? code,
            count,
            share: count / all,
            href: `${studiesOf(range.from, range.to)}&outcome=refused&code=${encodeURIComponent(code)}`,
            tone: 'normal',
          }))}
        />
      )}
    </section>
  )
}

/** The list of studies of some days. */
function studiesOf(from: string, to: string): string {
  return `/dashboard/studies?from=${from}&to=${to}`
}

const REFUSAL_NAMES: Readonly<Record<string, string>> = {
  unsupported_format: 'Not a kind of picture that is read',
  corrupt_image: 'Damaged picture',
  too_large: 'Too large',
  too_small: 'Too small',
  not_frontal_chest: 'Not a frontal chest film',
  lateral_view: 'Lateral view',
  poor_quality: 'Too poor to read',
  wrong_modality: 'Not a radiograph',
  download_failed: 'Could not be fetched from the chat',
  not_allowed: 'Sender not admitted',
  busy: 'Queue was full',
  rate_limited: 'Too many from one sender',
}
