import type { ScoreBar } from '../../core/answer.js'
import { formatPercent } from '../../core/answer.js'
import type { Site } from '../web.js'

/** Scores as bars. The percentage is text; the drawing repeats it, with a tick where the threshold lies. */
export function ScoreBars(props: {
  readonly site: Site
  readonly bars: readonly ScoreBar[]
  readonly threshold: number | null
}) {
  const { bars, threshold } = props
  const { web, wording } = props.site
  const highest = Math.max(...bars.map((bar) => bar.score))
  const leading = bars.find((bar) => bar.score === highest)
  return (
    <div class="scores">
      <dl class="bars">
        {bars.map((bar) => (
          <div class={bar === leading ? 'bar bar-highest' : 'bar'}>
            <dt>{bar.name}</dt>
            <dd>{bar.percent}</dd>
            <Track score={bar.score} threshold={bar === leading ? threshold : null} />
          </div>
        ))}
      </dl>
      {threshold !== null && leading && (
        <p class="hint">
          <span class="tick-sample" aria-hidden="true" />{' '}
          {web.result.thresholdFor(leading.name, formatPercent(threshold, wording.language))}
        </p>
      )}
    </div>
  )
}

function Track(props: { readonly score: number; readonly threshold: number | null }) {
  const width = Math.min(100, Math.max(0, props.score * 100)).toFixed(2)
  return (
    <svg class="track" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class="track-ground" width="100" height="8" />
      <rect class="track-fill" width={width} height="8" />
      {props.threshold !== null && <Tick at={props.threshold} />}
    </svg>
  )
}

/** Drawn twice, so that it stands out from the bar and from the ground alike. */
function Tick(props: { readonly at: number }) {
  const x = (props.at * 100).toFixed(2)
  return (
    <>
      <line class="track-tick-halo" x1={x} x2={x} y1="0" y2="8" vector-effect="non-scaling-stroke" />
      <line class="track-tick" x1={x} x2={x} y1="0" y2="8" vector-effect="non-scaling-stroke" />
    </>
  )
}
