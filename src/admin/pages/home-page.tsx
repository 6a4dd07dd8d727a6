import { formatPercent } from '../../core/answer.js'
import type { Told } from '../../core/wording/web-wording.js'
import type { SignedInUser } from '../auth.js'
import { formatBytes } from '../format.js'
import type { Site } from '../web.js'
import { ArrowIcon } from './icons.js'
import { Page } from './layout.js'
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
  const { home, frame } = site.web
  return (
    <Page site={site} title={home.title} user={user} current="home">
      <section class="hero">
        <div class="hero-words">
          <h1>{home.headline}</h1>
          <p class="lead">{home.lead(site.wording.product, site.wording.labels)}</p>
          <p class="actions">
            <a class="button button-primary" href="/upload">
              {frame.readFilm} <ArrowIcon />
            </a>
            {site.access === 'invited' && user === null && (
              <a class="button" href="/sign-in">
                {frame.signIn}
              </a>
            )}
          </p>
          <p class="hint">
            {site.access === 'open' ? home.noAccountNeeded : home.accountNeeded}{' '}
            {props.model === null ? home.modelStarts : site.wording.model(props.model)}
          </p>
        </div>
        <Example site={site} />
      </section>
      <HowTo site={site} maxBytes={props.maxBytes} />
      <Limits site={site} />
    </Page>
  )
}

const EXAMPLE = { COVID: 0.041, NORMAL: 0.082, PNEUMONIA: 0.877 } as const

function Example({ site }: { readonly site: Site }) {
  const { labels, statements, language } = site.wording
  const { home } = site.web
  return (
    <figure class="example">
      <div class="film film-example">
        <img src={site.asset('example-film.svg')} alt={home.exampleAlt} width="680" height="500" />
      </div>
      <div class="example-answer">
        <p class="answer-label">{labels.PNEUMONIA}</p>
        <p>{statements.PNEUMONIA}</p>
        <ScoreBars
          site={site}
          threshold={null}
          bars={(['COVID', 'NORMAL', 'PNEUMONIA'] as const).map((label) => ({
            label,
            name: labels[label],
            score: EXAMPLE[label],
            percent: formatPercent(EXAMPLE[label], language),
          }))}
        />
      </div>
      <figcaption class="hint">{home.exampleNote}</figcaption>
    </figure>
  )
}

function HowTo({ site, maxBytes }: { readonly site: Site; readonly maxBytes: number }) {
  const { how } = site.web.home
  const size = formatBytes(maxBytes, site.wording.language)
  return (
    <section class="section" aria-labelledby="how">
      <h2 id="how">{how.title}</h2>
      <ol class="steps">
        <Item told={how.names} />
        <Item told={{ title: how.send.title, text: how.send.text(size) }} />
        <Item told={how.read} />
      </ol>
      <p class="doors">{how.doors}</p>
    </section>
  )
}

function Limits({ site }: { readonly site: Site }) {
  const { limits } = site.web.home
  return (
    <section class="section" aria-labelledby="limits">
      <h2 id="limits">{limits.title}</h2>
      <ul class="limits">
        <Item told={limits.wrong} />
        <Item told={limits.classes} />
        <Item told={site.gated() ? limits.gated : limits.ungated} />
        <Item told={limits.chats} />
      </ul>
    </section>
  )
}

function Item({ told }: { readonly told: Told }) {
  return (
    <li>
      <h3>{told.title}</h3>
      <p>{told.text}</p>
    </li>
  )
}
