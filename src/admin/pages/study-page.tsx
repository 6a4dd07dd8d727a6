import type { Child } from 'hono/jsx'
import { formatPercent } from '../../core/answer.js'
import type { Answer } from '../../core/answer.js'
import { LABELS } from '../../core/label.js'
import type { Study } from '../../core/study.js'
import type { SignedInUser } from '../auth.js'
import { formatBytes, formatMilliseconds, formatTime } from '../format.js'
import type { KeptPicture } from '../kept-picture.js'
import { heatmapCaptionOf } from '../../core/recorded-answer.js'
import type { Site } from '../web.js'
import { Films } from './film.js'
import { BackIcon } from './icons.js'
import { Page } from './layout.js'
import { CHANNEL_NAMES, TURN_NAMES } from './names.js'
import { OutcomeChip } from './outcome-chip.js'
import { ScoreBars } from './score-bars.js'

export interface StudyPageProps {
  readonly site: Site
  readonly user: SignedInUser
  readonly study: Study
  readonly answer: Answer | null
  readonly picture: KeptPicture
  readonly heatmap: KeptPicture
}

/** One study with everything that is on its record. */
export function StudyPage(props: StudyPageProps) {
  const { site, study, answer } = props
  return (
    <Page site={site} title={study.reference} user={props.user} current="studies">
      <p class="back">
        <a href="/dashboard">
          <BackIcon /> All studies
        </a>
      </p>
      <div class="page-head page-head-row">
        <h1 class="mono-title">{study.reference}</h1>
        <OutcomeChip study={study} wording={site.wording} />
      </div>
      <div class="split">
        <Films
          picture={props.picture}
          heatmap={props.heatmap}
          href={`/dashboard/studies/${study.id}`}
          alt={`The film of ${study.reference} as it was received`}
          caption={heatmapCaptionOf(study, site.wording)}
          words={site.web.result}
        />
        <div class="split-words">
          <Outcome site={site} study={study} answer={answer} />
          <Times study={study} />
        </div>
      </div>
      <Provenance study={study} />
    </Page>
  )
}

function Outcome({ site, study, answer }: Pick<StudyPageProps, 'site' | 'study' | 'answer'>) {
  return (
    <section class="card" aria-labelledby="answer">
      <h2 id="answer">Answer</h2>
      {answer === null ? (
        <p>No answer yet.</p>
      ) : (
        <>
          <p class="answer-headline">{answer.headline}</p>
          {answer.sentences.map((sentence) => (
            <p>{sentence}</p>
          ))}
        </>
      )}
      {study.code !== null && (
        <p>
          Code <code>{study.code}</code>
        </p>
      )}
      {study.scores !== null && (
        <ScoreBars
          site={site}
          threshold={study.threshold}
          bars={LABELS.map((label) => ({
            label,
            name: site.wording.labels[label],
            score: study.scores?.[label] ?? 0,
            percent: formatPercent(study.scores?.[label] ?? 0),
          }))}
        />
      )}
    </section>
  )
}

function Times({ study }: Pick<StudyPageProps, 'study'>) {
  const { timings } = study
  return (
    <section class="card" aria-labelledby="times">
      <h2 id="times">Times</h2>
      <dl class="facts facts-pairs">
        <Fact name="Received">{moment(study.receivedAt)}</Fact>
        <Fact name="Answered">{moment(study.answeredAt)}</Fact>
        <Fact name="Delivered">{moment(study.deliveredAt)}</Fact>
        {study.pictureErasedAt !== null && <Fact name="Picture erased">{moment(study.pictureErasedAt)}</Fact>}
        {timings !== null && (
          <>
            <Fact name="Waited in the queue">{formatMilliseconds(timings.queueMs)}</Fact>
            <Fact name="Decoding">{formatMilliseconds(timings.decodeMs)}</Fact>
            <Fact name="Network">{formatMilliseconds(timings.classifyMs)}</Fact>
            <Fact name="Heatmap">{formatMilliseconds(timings.heatmapMs)}</Fact>
          </>
        )}
      </dl>
    </section>
  )
}

function moment(time: Date | null): Child {
  return time === null ? 'Not yet' : <time datetime={time.toISOString()}>{formatTime(time)} UTC</time>
}

function Provenance({ study }: Pick<StudyPageProps, 'study'>) {
  const { width, height } = study
  return (
    <section class="card" aria-labelledby="provenance">
      <h2 id="provenance">Provenance</h2>
      <dl class="facts facts-columns">
        <Fact name="Channel">{CHANNEL_NAMES[study.channel]}</Fact>
        <Fact name="Person" mono>
          {study.person}
        </Fact>
        <Fact name="Chat" mono>
          {study.chat ?? '–'}
        </Fact>
        <Fact name="Format">{study.format?.toUpperCase() ?? '–'}</Fact>
        <Fact name="Pixels">{width !== null && height !== null ? `${width} × ${height}` : '–'}</Fact>
        <Fact name="Size">{study.bytes === null ? '–' : formatBytes(study.bytes)}</Fact>
        <Fact name="Recompressed on the way">
          {study.recompressed === null ? 'Not known' : study.recompressed ? 'Yes' : 'No'}
        </Fact>
        <Fact name="Checked to be a frontal chest film">
          {study.checked === null ? '–' : study.checked ? 'Yes' : 'No'}
        </Fact>
        <Fact name="Put right before reading">
          {study.turns.length === 0 ? 'Nothing' : study.turns.map((turn) => TURN_NAMES[turn]).join(', ')}
        </Fact>
        <Fact name="Model" mono>
          {study.model ?? '–'}
        </Fact>
        <Fact name="Backend">{study.backend ?? '–'}</Fact>
        <Fact name="Precision">{study.precision ?? '–'}</Fact>
        <Fact name="Preprocessing" mono>
          {study.preprocessing ?? '–'}
        </Fact>
        <Fact name="SHA-256 of the file" mono wide>
          {study.sha256 ?? '–'}
        </Fact>
        <Fact name="SHA-256 of the pixels" mono wide>
          {study.pixelsSha256 ?? '–'}
        </Fact>
        <Fact name="Study" mono wide>
          {study.id}
        </Fact>
      </dl>
    </section>
  )
}

function Fact(props: {
  readonly name: string
  readonly mono?: boolean
  readonly wide?: boolean
  readonly children: Child
}) {
  return (
    <div class={props.wide ? 'fact fact-wide' : 'fact'}>
      <dt>{props.name}</dt>
      <dd class={props.mono ? 'mono' : undefined}>{props.children}</dd>
    </div>
  )
}
