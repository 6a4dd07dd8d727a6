import { formatPercent } from '../../core/answer.js'
import type { SignedInUser } from '../auth.js'
import { formatBytes } from '../format.js'
import type { Site } from '../web.js'
import { ArrowIcon } from './icons.js'
import { Page } from './layout.js'
import { READ_FORMATS } from './names.js'
import { ScoreBars } from './score-bars.js'

export interface HomePageProps {
  readonly site: Site
  readonly user: SignedInUser | null
  /** The model that answers now; null while it starts. */
  readonly model: string | null
  readonly maxBytes: number
}

/** What it is, how to use it, and what it cannot do. */
export function HomePage(props: HomePageProps) {
  const { site, user } = props
  return (
    <Page site={site} title="Chest radiograph screening" user={user} current="home">
      <section class="hero">
        <div class="hero-words">
          <h1>A first look at a chest film, in seconds</h1>
          <p class="lead">
            {site.wording.product} reads a frontal chest radiograph and answers COVID, NORMAL or PNEUMONIA
            with a score for each, or says in plain words why it could not. Every answer goes on a record that
            your administrators can read.
          </p>
          <p class="actions">
            <a class="button button-primary" href="/upload">
              Read a film <ArrowIcon />
            </a>
            {site.access === 'invited' && user === null && (
              <a class="button" href="/sign-in">
                Sign in
              </a>
            )}
          </p>
          <p class="hint">
            {site.access === 'open'
              ? 'No account is needed here.'
              : 'This server is for people with an account.'}{' '}
            {props.model === null ? 'The model is starting.' : site.wording.model(props.model)}
          </p>
        </div>
        <Example site={site} />
      </section>
      <HowTo maxBytes={props.maxBytes} />
      <Limits gated={site.gated()} />
    </Page>
  )
}

const EXAMPLE = { COVID: 0.041, NORMAL: 0.082, PNEUMONIA: 0.877 } as const

function Example({ site }: { readonly site: Site }) {
  const { labels, statements } = site.wording
  return (
    <figure class="example">
      <div class="film film-example">
        <img
          src={site.asset('example-film.svg')}
          alt="Drawing of a frontal chest film"
          width="680"
          height="500"
        />
      </div>
      <div class="example-answer">
        <p class="answer-label">{labels.PNEUMONIA}</p>
        <p>{statements.PNEUMONIA}</p>
        <ScoreBars
          threshold={null}
          bars={(['COVID', 'NORMAL', 'PNEUMONIA'] as const).map((label) => ({
            label,
            name: labels[label],
            score: EXAMPLE[label],
            percent: formatPercent(EXAMPLE[label]),
          }))}
        />
      </div>
      <figcaption class="hint">
        An answer as it looks. The film is a drawing and the numbers are made up.
      </figcaption>
    </figure>
  )
}

function HowTo(props: { readonly maxBytes: number }) {
  return (
    <section class="section" aria-labelledby="how">
      <h2 id="how">How to use it</h2>
      <ol class="steps">
        <li>
          <h3>Take the names off</h3>
          <p>Crop or cover name, date of birth and number. The film alone is enough.</p>
        </li>
        <li>
          <h3>Send the frontal film</h3>
          <p>
            One PA or AP view as {READ_FORMATS}, up to {formatBytes(props.maxBytes)}. The exported file is
            better than a photograph of a screen.
          </p>
        </li>
        <li>
          <h3>Read the answer with a clinician</h3>
          <p>
            You get a label, three scores and a reference to quote, or a sentence that says what to send
            instead.
          </p>
        </li>
      </ol>
      <p class="doors">
        The same reader answers here, in Telegram and Discord where your administrator connected them, and on
        the command line.
      </p>
    </section>
  )
}

function Limits({ gated }: { readonly gated: boolean }) {
  return (
    <section class="section" aria-labelledby="limits">
      <h2 id="limits">What it cannot do</h2>
      <ul class="limits">
        <li>
          <h3>It can be wrong</h3>
          <p>
            A score is how much the film looks like those the model learned from, not the chance of an
            illness.
          </p>
        </li>
        <li>
          <h3>It knows three classes</h3>
          <p>
            A fracture, a tumour or a misplaced tube still gets one of the three labels. NORMAL rules nothing
            out.
          </p>
        </li>
        <li>
          {gated ? (
            <>
              <h3>It can take another picture for a chest film</h3>
              <p>
                What does not look like an upright frontal chest film is turned away. Now and then one gets
                through, and then its label means nothing.
              </p>
            </>
          ) : (
            <>
              <h3>It does not yet check that it sees a chest</h3>
              <p>
                This version has no test for that. A hand, a side view or a holiday photograph gets a label
                too, and the label means nothing.
              </p>
            </>
          )}
        </li>
        <li>
          <h3>Chats are not made for health data</h3>
          <p>
            Telegram and Discord keep what is sent to them, and neither promises the care that health data
            asks for. Send only films that show no name.
          </p>
        </li>
      </ul>
    </section>
  )
}
