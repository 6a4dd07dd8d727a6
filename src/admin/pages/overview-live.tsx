import type { ReaderStatus } from '../../core/examination.js'
import type { LiveAnswer, LiveState } from '../live-news.js'
import type { Site } from '../web.js'
import { AlertIcon, BarredIcon, DotIcon, QuestionIcon, RingIcon } from './icons.js'

/** What came in last, and how the network stands. Drawn as of now; the script keeps it so while the page is open. */
export function LivePanel({ site, live }: { readonly site: Site; readonly live: LiveState }) {
  const { answers, reader } = live
  return (
    <section class="card live" aria-labelledby="live" data-live="/dashboard/live">
      <div class="card-head">
        <h2 id="live">Latest answers</h2>
        <p class="live-state" data-live-state role="status" hidden />
      </div>
      <dl class="live-reader">
        <div>
          <dt>Network</dt>
          <dd data-live-network>{NETWORK_WORDS[reader.state]}</dd>
        </div>
        <div>
          <dt>Waiting to be read</dt>
          <dd data-live-waiting>{`${reader.waiting} of ${reader.limit}`}</dd>
        </div>
      </dl>
      <p class="live-more" data-live-more hidden>
        <span data-live-count /> <a href="">Update the figures</a>
      </p>
      <ul class="live-list" data-live-list>
        {answers.map((answer) => (
          <Answer answer={answer} />
        ))}
      </ul>
      {answers.length === 0 && (
        <p class="card-empty" data-live-empty>
          No film was answered yet. <a href="/upload">{site.web.frame.readFilm}</a>
        </p>
      )}
      <LiveSigns />
    </section>
  )
}

export const NETWORK_WORDS: Readonly<Record<ReaderStatus['state'], string>> = {
  starting: 'Starting',
  ready: 'Ready',
  restarting: 'Starting again',
  failed: 'Not running',
  closed: 'Stopping',
}

function Answer({ answer }: { readonly answer: LiveAnswer }) {
  return (
    <li class="live-answer">
      <span class={`chip chip-${answer.tone}`}>
        {SIGNS[answer.tone]}
        {answer.outcome}
      </span>
      <a href={answer.href}>{answer.reference}</a>
      <span class="live-from">
        {answer.channel}, <time datetime={answer.at}>{answer.time}</time>
      </span>
    </li>
  )
}

const SIGNS = {
  normal: <RingIcon />,
  finding: <DotIcon />,
  uncertain: <QuestionIcon />,
  refused: <BarredIcon />,
  fault: <AlertIcon />,
} as const

/** The signs for the script to copy: it draws nothing of its own. */
function LiveSigns() {
  return (
    <>
      {Object.entries(SIGNS).map(([tone, sign]) => (
        <template data-live-sign={tone}>{sign}</template>
      ))}
    </>
  )
}
