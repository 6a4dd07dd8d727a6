import type { HealthFacts } from '../core/health.js'

/** Something that is not as it should be, and what to do about it. */
export interface Advice {
  /** `fault`: people get no answers, or the record is at risk. `warning`: it will become so, or is slower than it could be. */
  readonly weight: 'fault' | 'warning'
  readonly what: string
  readonly todo: string
}

const GIGABYTE = 1e9
const LOW_SHARE = 0.1
const HOUR_MS = 60 * 60 * 1000
const CHANNELS = { telegram: 'Telegram', discord: 'Discord' } as const

/** Everything that is wrong, the worst first, in words for whoever has to act. Empty where all is well. */
export function adviseHealth(facts: HealthFacts): readonly Advice[] {
  const found = [
    ...ofInference(facts),
    ...ofQueue(facts),
    ...ofBots(facts),
    ...ofDisk(facts),
    ...ofRecord(facts),
  ]
  return found.sort((a, b) => Number(b.weight === 'fault') - Number(a.weight === 'fault'))
}

function* ofInference({ inference }: HealthFacts): Generator<Advice> {
  const { state, model, restarts, nativeProblem, graphProblem, gated } = inference
  if (state === 'failed' || state === 'closed') {
    yield {
      weight: 'fault',
      what: 'The inference process does not start: no film is read.',
      todo: 'Run “chestcheck doctor”, which says why, then start the program again. Films that came in are kept, and read afterwards.',
    }
  }
  if (state === 'restarting') {
    yield {
      weight: 'warning',
      what: 'The inference process died and is being started again.',
      todo: 'Nothing, if it is ready within a minute: the film at hand is tried again.',
    }
  }
  if (restarts > 0) {
    yield {
      weight: 'warning',
      what: `The inference process was started again ${restarts === 1 ? 'once' : `${restarts} times`} since the program started.`,
      todo: 'Look for “inference” in the log. Too little memory is the usual reason: give the machine more, or lower MAX_PIXELS.',
    }
  }
  if (model?.backend === 'wasm') {
    yield {
      weight: 'warning',
      what: `Native TensorFlow is not used, so films are read several times slower${nativeProblem === null ? '' : `: ${nativeProblem}`}.`,
      todo: 'Run “chestcheck doctor” and follow what it says about native TensorFlow.',
    }
  }
  if (graphProblem !== null) {
    yield {
      weight: 'warning',
      what: `The network runs layer by layer, at half its speed or less: ${graphProblem}.`,
      todo: 'Check that DATA_DIR can be written to and has room, then start the program again.',
    }
  }
  if (model !== null && !gated) {
    yield {
      weight: 'warning',
      what: 'No gate judges whether a picture is a chest radiograph.',
      todo: 'Promote a model that has a gate.',
    }
  }
}

function* ofQueue({ queue }: HealthFacts): Generator<Advice> {
  if (queue.waiting >= queue.limit) {
    yield {
      weight: 'fault',
      what: 'The queue is full: new films are refused as busy.',
      todo: 'It empties by itself. If it happens often, use a faster machine, or raise QUEUE_LIMIT and let people wait longer.',
    }
  }
}

function* ofBots({ bots }: HealthFacts): Generator<Advice> {
  for (const { channel, state, code } of bots) {
    const name = CHANNELS[channel]
    const because = code === null ? '' : ` (${code.replaceAll('_', ' ')})`
    if (state === 'failed') {
      yield {
        weight: 'fault',
        what: `The ${name} bot was turned away for good${because}.`,
        todo: `Check ${channel.toUpperCase()}_TOKEN: it may have been renewed or withdrawn. Then start the program again.`,
      }
    }
    if (state === 'retrying') {
      yield {
        weight: 'warning',
        what: `${name} cannot be reached at the moment${because}.`,
        todo: 'Check the network of this machine. It is tried again by itself.',
      }
    }
  }
}

function* ofDisk({ disk }: HealthFacts): Generator<Advice> {
  const { free, total } = disk
  if (free === null || total === null) return
  if (free < GIGABYTE) {
    yield {
      weight: 'fault',
      what: 'Less than 1 GB of disk is free. When it is full, nothing can be recorded, so nothing is answered.',
      todo: 'Make room now, or lower RETENTION_DAYS.',
    }
  } else if (free / total < LOW_SHARE) {
    yield {
      weight: 'warning',
      what: 'Less than a tenth of the disk is free.',
      todo: 'Make room, or lower RETENTION_DAYS so that pictures are erased sooner.',
    }
  }
}

function* ofRecord({ retention, publishedHead, at, startedAt }: HealthFacts): Generator<Advice> {
  if (retention.problem !== null) {
    yield {
      weight: 'fault',
      what: `Pictures could not be erased when they were due (${retention.problem.replaceAll('_', ' ')}).`,
      todo: 'Check that the folder of pictures can be written to. It is tried again every hour.',
    }
  }
  const running = at.getTime() - startedAt.getTime()
  const age = publishedHead === null ? Infinity : at.getTime() - publishedHead.at.getTime()
  if (running > 2 * HOUR_MS && age > 25 * HOUR_MS) {
    yield {
      weight: 'warning',
      what: 'No head of the chain was published for a day.',
      todo: 'Check that audit-heads.jsonl in DATA_DIR can be written to.',
    }
  }
}
