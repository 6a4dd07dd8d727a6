import type { Child } from 'hono/jsx'
import { formatPercent } from '../../core/answer.js'
import type { Answer } from '../../core/answer.js'
import { LABELS } from '../../core/label.js'
import type { Study } from '../../core/study.js'
import { formatBytes, formatMilliseconds, formatTime } from '../format.js'
import { NO_QUERY, studyListAddress } from '../study-query.js'
import type { Site } from '../web.js'
import { CHANNEL_NAMES, codeName, TURN_NAMES } from './names.js'
import { ScoreBars } from './score-bars.js'

/** What was answered, in the words that the sender got, with the scores and the threshold. */
export function StudyAnswer(props: {
  readonly site: Site
  readonly study: Study
  readonly answer: Answer | null
}) {
  const { site, study, answer } = props
  return (
    <section class="card" aria-labelledby="answer">
      <h2 id="answer">Answer</h2>
      {answer === null ? (
        <p>
          No answer yet. <a href={`/dashboard/studies/${study.id}`}>Look again</a>
        </p>
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
          {study.outcome === 'refused' ? 'Refused' : 'Failed'} as: {codeName(study.code)}{' '}
          <code class="hint">{study.code}</code>
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
      {study.scores !== null && study.outcome === 'refused' && (
        <p class="hint">The network ran before the refusal. The sender was not told these scores.</p>
      )}
      {study.note !== null && (
        <div class="said">
          <h3>Note of the sender</h3>
          <p class="said-text">{study.note}</p>
        </div>
      )}
    </section>
  )
}

export function StudyTimes({ study }: { readonly study: Study }) {
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

/** Where the picture came from and what read it. */
export function StudyProvenance({ study }: { readonly study: Study }) {
  const { width, height } = study
  return (
    <section class="card" aria-labelledby="provenance">
      <h2 id="provenance">Provenance</h2>
      <dl class="facts facts-columns">
        <Fact name="Channel">{CHANNEL_NAMES[study.channel]}</Fact>
        <Fact name="Person" mono>
          <a href={studyListAddress({ ...NO_QUERY, person: study.person })} data-copy>
            {study.person}
          </a>
        </Fact>
        <Fact name="Chat" mono>
          {study.chat ?? '–'}
        </Fact>
        <Fact name="Format">{study.format?.toUpperCase() ?? '–'}</Fact>
        <Fact name="Pixels">{width !== null && height !== null ? `${width} × ${height}` : '–'}</Fact>
        <Fact name="Size">{study.bytes === null ? '–' : formatBytes(study.bytes)}</Fact>
        <Fact name="Mean brightness">
          {study.brightness === null ? '–' : `${Math.round(study.brightness * 100)} %`}
        </Fact>
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
          {study.model === null ? (
            '–'
          ) : (
            <a href={`/dashboard/models/${encodeURIComponent(study.model.split('@')[0] ?? '')}`} data-copy>
              {study.model}
            </a>
          )}
        </Fact>
        <Fact name="Backend">{study.backend ?? '–'}</Fact>
        <Fact name="Precision">{study.precision ?? '–'}</Fact>
        <Fact name="Preprocessing" mono>
          {study.preprocessing ?? '–'}
        </Fact>
        <Fact name="SHA-256 of the file" mono wide>
          <Copied text={study.sha256} />
        </Fact>
        <Fact name="SHA-256 of the pixels" mono wide>
          <Copied text={study.pixelsSha256} />
        </Fact>
        <Fact name="Study" mono wide>
          <Copied text={study.id} />
        </Fact>
      </dl>
    </section>
  )
}

/** A value that the script gives a button to copy it. */
export function Copied({ text }: { readonly text: string | null }) {
  return text === null ? <>–</> : <span data-copy>{text}</span>
}

export function Fact(props: {
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
