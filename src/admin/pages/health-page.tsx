import type { Child } from 'hono/jsx'
import type { BotHealth, HealthFacts } from '../../core/health.js'
import type { SignedInUser } from '../auth.js'
import { formatBytes } from '../format.js'
import { adviseHealth, type Advice } from '../health-advice.js'
import type { Site } from '../web.js'
import { formatCount } from './audit-words.js'
import { AlertIcon } from './icons.js'
import { Page } from './layout.js'
import { Notice, Time } from './people-parts.js'

export interface HealthPageProps {
  readonly site: Site
  readonly user: SignedInUser
  readonly facts: HealthFacts
}

const STATES: Readonly<Record<HealthFacts['inference']['state'], string>> = {
  starting: 'Starting',
  ready: 'Ready',
  restarting: 'Being started again',
  failed: 'Does not start',
  closed: 'Stopped',
}

const BOT_STATES: Readonly<Record<BotHealth['state'], string>> = {
  off: 'Not set up',
  stopped: 'Stopped',
  connecting: 'Connecting',
  running: 'Connected',
  retrying: 'Trying again',
  failed: 'Turned away',
}

/** Whether all is well, and what to do where it is not. */
export function HealthPage({ site, user, facts }: HealthPageProps) {
  const advice = adviseHealth(facts)
  return (
    <Page
      site={site}
      title="Health"
      user={user}
      current="health"
      styles={['lists.css', 'people.css', 'health.css']}
    >
      <div class="page-head">
        <h1>Health</h1>
        <p class="hint">
          As of <Time at={facts.at} /> UTC. Running since <Time at={facts.startedAt} />.
        </p>
      </div>
      {advice.length === 0 ? (
        <Notice good>All is well.</Notice>
      ) : (
        <ul class="advice">
          {advice.map((item) => (
            <AdviceItem advice={item} />
          ))}
        </ul>
      )}
      <div class="panels">
        <Inference facts={facts} />
        <Doors facts={facts} />
        <Disk facts={facts} />
        <Keeping facts={facts} />
        <Panel title="Versions">
          {facts.versions.map(({ name, value }) => (
            <Fact name={name}>{value}</Fact>
          ))}
        </Panel>
      </div>
      <section class="stack settings" aria-labelledby="settings-title">
        <h2 id="settings-title">Settings in force</h2>
        <p class="hint">Defaults included. Of a secret only whether it is set.</p>
        <dl class="settings-list">
          {facts.settings.map(({ name, value }) => (
            <div>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
    </Page>
  )
}

function AdviceItem({ advice }: { readonly advice: Advice }) {
  return (
    <li class={`notice ${advice.weight === 'fault' ? 'notice-fault' : 'notice-warning'}`}>
      <AlertIcon />
      <div>
        <p class="advice-what">{advice.what}</p>
        <p>{advice.todo}</p>
      </div>
    </li>
  )
}

function Inference({ facts: { inference, queue } }: { readonly facts: HealthFacts }) {
  const { state, model, restarts, memory, tensors } = inference
  return (
    <Panel title="Inference" chip={STATES[state]} tone={inferenceTone(state)}>
      <Fact name="Model">{model?.id ?? 'Not loaded yet'}</Fact>
      <Fact name="Backend">
        {model === null ? '–' : `${model.backend === 'native' ? 'Native' : 'WASM'}, ${model.precision}`}
      </Fact>
      <Fact name="Queue">{`${formatCount(queue.waiting)} waiting, room for ${formatCount(queue.limit)}`}</Fact>
      <Fact name="Restarts">{formatCount(restarts)}</Fact>
      <Fact name="Memory">{memory === 0 ? '–' : formatSize(memory)}</Fact>
      <Fact name="Tensors held">{formatCount(tensors)}</Fact>
    </Panel>
  )
}

function inferenceTone(state: HealthFacts['inference']['state']): string {
  if (state === 'ready') return 'chip-finding'
  return state === 'failed' || state === 'closed' ? 'chip-fault' : 'chip-uncertain'
}

function Doors({ facts: { bots } }: { readonly facts: HealthFacts }) {
  return (
    <Panel title="Chats">
      {bots.map(({ channel, state, code, answering }) => (
        <Fact name={channel === 'telegram' ? 'Telegram' : 'Discord'}>
          <span class={`chip ${botTone(state)}`}>{BOT_STATES[state]}</span>
          {state === 'running' && ` ${formatCount(answering)} being answered`}
          {code !== null && ` ${code.replaceAll('_', ' ')}`}
        </Fact>
      ))}
    </Panel>
  )
}

function botTone(state: BotHealth['state']): string {
  if (state === 'running') return 'chip-finding'
  if (state === 'failed') return 'chip-fault'
  return state === 'retrying' || state === 'connecting' ? 'chip-uncertain' : ''
}

function Disk({ facts: { disk } }: { readonly facts: HealthFacts }) {
  const { free, total, database, pictures } = disk
  return (
    <Panel title="Disk">
      <Fact name="Free">
        {free === null || total === null ? (
          'The system does not say'
        ) : (
          <>
            {formatSize(free)} of {formatSize(total)}
            <Share used={(total - free) / total} />
          </>
        )}
      </Fact>
      <Fact name="Database">{formatSize(database)}</Fact>
      <Fact name="Pictures">
        {pictures === null
          ? 'Being counted'
          : `${formatSize(pictures.bytes)} in ${formatCount(pictures.files)} files`}
      </Fact>
    </Panel>
  )
}

/** A size of a disk, which may have gigabytes. */
function formatSize(bytes: number): string {
  if (bytes < 1e9) return formatBytes(bytes)
  const gigabytes = bytes / 1e9
  return gigabytes < 1000
    ? `${gigabytes.toFixed(gigabytes < 10 ? 1 : 0)} GB`
    : `${(gigabytes / 1000).toFixed(1)} TB`
}

function Share({ used }: { readonly used: number }) {
  return (
    <svg class="track" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
      <rect class="track-ground" width="100" height="1" />
      <rect class="track-fill" width={String(Math.round(used * 100))} height="1" />
    </svg>
  )
}

function Keeping({ facts }: { readonly facts: HealthFacts }) {
  const { retention, migrations, publishedHead } = facts
  return (
    <Panel title="Record">
      <Fact name="Pictures are kept">
        {retention.days === 0 ? 'Not after the answer' : `${formatCount(retention.days)} days`}
      </Fact>
      <Fact name="Last looked for old pictures">
        {retention.lastRun === null ? (
          'Not yet'
        ) : (
          <>
            <Time at={retention.lastRun} />, {formatCount(retention.erased)} erased
          </>
        )}
      </Fact>
      <Fact name="Head of the chain published">
        {publishedHead === null ? 'Not yet' : <Time at={publishedHead.at} />}
      </Fact>
      <Fact name="Database layout">
        {formatCount(migrations.applied)} migrations, up to {migrations.last ?? 'none'}
      </Fact>
    </Panel>
  )
}

function Panel(props: {
  readonly title: string
  readonly chip?: string
  readonly tone?: string
  readonly children: Child
}) {
  return (
    <section class="card">
      <div class="section-head">
        <h2>{props.title}</h2>
        {props.chip !== undefined && <span class={`chip ${props.tone ?? ''}`}>{props.chip}</span>}
      </div>
      <dl class="facts">{props.children}</dl>
    </section>
  )
}

function Fact(props: { readonly name: string; readonly children: Child }) {
  return (
    <div class="fact">
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  )
}
