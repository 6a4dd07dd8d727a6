import type { Answer } from '../../core/answer.js'
import type { Study } from '../../core/study.js'
import { FIGURES } from '../../core/wording/figures.js'
import type { Site } from '../web.js'
import { AlertIcon, BarredIcon, InfoIcon } from './icons.js'
import { Chip } from './outcome-chip.js'
import { ScoreBars } from './score-bars.js'

/** An answer laid out: what it says, its scores, the disclaimer, what to quote. */
export function AnswerCard(props: {
  readonly site: Site
  readonly answer: Answer
  /** Null where nothing was recorded. */
  readonly study: Pick<Study, 'threshold' | 'receivedAt'> | null
}) {
  const { answer, study, site } = props
  const { result } = site.web
  const short = answer.tone === 'finding' || answer.tone === 'uncertain'
  return (
    <div class={`answer answer-${answer.tone}`}>
      {answer.tone === 'refused' && <Chip tone="refused" icon={<BarredIcon />} text={result.notRead} />}
      {answer.tone === 'fault' && <Chip tone="fault" icon={<AlertIcon />} text={result.ourFailure} />}
      <h1 class={short ? 'answer-label' : 'answer-sentence'}>{answer.headline}</h1>
      {answer.sentences.map((sentence) => (
        <p class="answer-text">{sentence}</p>
      ))}
      {answer.bars.length > 0 && (
        <ScoreBars site={site} bars={answer.bars} threshold={study?.threshold ?? null} />
      )}
      <p class="notice">
        <InfoIcon />
        <span>{answer.disclaimer}</span>
      </p>
      <p class="reference">
        <span>{answer.reference}</span>
        {answer.model !== null && <span>{answer.model}</span>}
        {study !== null && (
          <span>{result.received(FIGURES[site.wording.language].time(study.receivedAt))}</span>
        )}
      </p>
    </div>
  )
}
