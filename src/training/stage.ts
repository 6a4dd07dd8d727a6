import { join } from 'node:path'
import type * as TensorFlow from '@tensorflow/tfjs'
import { loadCheckpoint, saveCheckpoint } from './checkpoint.js'
import type { Labelled } from '../core/calibration.js'
import { logLoss } from '../core/calibration.js'
import { LABELS, highestLabel } from '../core/label.js'
import type { Sample } from './data/data-set.js'
import { batches } from './data/order.js'
import { compile } from './reference-training.js'
import { createRunningMean, type RunningMean } from './running-mean.js'
import { drawEpoch, STRATA_SETTINGS } from './data/strata.js'
import { step, type TrainingRun } from './training-run.js'

/** One stretch of training: which layers learn, from how many pictures, how fast. */
export interface StageSettings {
  /** Names the stage's checkpoints. */
  readonly name: string
  readonly epochs: number
  /** Pictures drawn for an epoch. */
  readonly pictures: number
  readonly batch: number
  /** The rate after the warm-up; it falls along a cosine to a hundredth at the end. */
  readonly learningRate: number
  /** Epochs over which the rate falls, where that is more than those that are trained. */
  readonly fallsOver?: number
  /** What the stage leaves: the weights of the epoch with the least validation loss (not said), or the last ones. */
  readonly keep?: 'best' | 'last'
  /**
   * Share of itself that a running mean of the weights keeps at each step. Where given, that mean is judged and kept:
   * steps at a high rate scatter about it (Polyak & Juditsky 1992).
   */
  readonly averaging?: number
  /** Layers that stay as they are. */
  readonly frozen: (layer: string) => boolean
}

/** What one epoch of a stage came to. Losses in nats. */
export interface StageFigures {
  readonly stage: string
  readonly epoch: number
  readonly trainLoss: number
  /** Mean of the log loss over every class of every population: small kinds count as much as large ones. */
  readonly valLoss: number
  readonly valAccuracy: number
  /** Mean sensitivity over the classes, among adults and pictures of unknown age. */
  readonly valAdults: number
  readonly valChildren: number
}

interface StageState {
  readonly steps: number
  readonly loss: number
  /** Null before the first whole epoch. */
  readonly best: number | null
  readonly curve: readonly StageFigures[]
}

export interface StageParts {
  readonly run: Pick<TrainingRun, 'tf' | 'folder' | 'seed' | 'progress' | 'signal'>
  readonly network: TensorFlow.LayersModel
  readonly train: readonly Sample[]
  /** The pictures of an epoch, from 1, always of the same number; by default rare kinds count for more. */
  readonly draw?: (epoch: number) => readonly Sample[]
  /** The network's input for a batch; disposed of after the step. */
  readonly input: (samples: readonly Sample[], epoch: number) => Promise<TensorFlow.Tensor>
  /** Scores of the validation pictures as the network stands. */
  readonly judge: () => Promise<readonly JudgedPicture[]>
}

export interface JudgedPicture extends Labelled {
  readonly population: string
}

/** Part of each target given to the other classes: some of the labels are text-mined and wrong. */
const SMOOTHING = 0.06
const WARM_UP_STEPS = 30
const CHECKPOINT_EVERY = 25

/**
 * Trains `network` through one stage and leaves in it the weights that the settings ask to keep. A killed run goes on
 * after its last checkpoint.
 */
export async function trainStage(
  parts: StageParts,
  settings: StageSettings,
): Promise<readonly StageFigures[]> {
  const { run, network } = parts
  const { tf, progress } = run
  for (const layer of network.layers) layer.trainable = !settings.frozen(layer.name)
  compile(tf, network, settings.learningRate)
  const last = join(run.folder, `${settings.name}-last.checkpoint`)
  const best = join(run.folder, `${settings.name}-best.checkpoint`)
  const averaged = join(run.folder, `${settings.name}-mean.checkpoint`)
  const { averaging } = settings
  if (averaging !== undefined) await loadCheckpoint(tf, averaged, network)
  const mean = averaging === undefined ? null : createRunningMean(tf, network, averaging)
  const save = async (): Promise<void> => {
    if (mean) await withMean(mean, () => saveCheckpoint(averaged, state, network))
    await saveCheckpoint(last, state, network)
  }
  let state: StageState = (await loadCheckpoint<StageState>(tf, last, network)) ?? {
    steps: 0,
    loss: 0,
    best: null,
    curve: [],
  }
  const strata = { ...STRATA_SETTINGS, pictures: settings.pictures }
  const draw = parts.draw ?? ((epoch) => drawEpoch(parts.train, strata, String(run.seed), epoch))
  const stepsAnEpoch = Math.floor(draw(1).length / settings.batch)
  const total = stepsAnEpoch * (settings.fallsOver ?? settings.epochs)
  while (state.curve.length < settings.epochs) {
    const epoch = state.curve.length + 1
    const plan = batches(draw(epoch), settings.batch).slice(0, stepsAnEpoch)
    progress.start(`${settings.name}, epoch ${epoch} of ${settings.epochs}`, plan.length)
    const first = state.steps - (epoch - 1) * stepsAnEpoch
    let next = parts.input(plan[first] ?? [], epoch)
    for (let index = first; index < plan.length; index += 1) {
      const input = await next
      // The next films are decoded while this step computes.
      const following = plan[index + 1]
      if (following) next = parts.input(following, epoch)
      setRate(network, rateAt(state.steps, total, settings.learningRate))
      const { loss } = await step(network, input, smoothedTargets(tf, plan[index] ?? []))
      state = { ...state, steps: state.steps + 1, loss: state.loss + loss }
      mean?.add(state.steps)
      progress.advance(index + 1, `loss ${(state.loss / (index + 1)).toFixed(3)}`)
      if (run.signal.aborted || state.steps % CHECKPOINT_EVERY === 0) await save()
      if (run.signal.aborted) (await next).dispose()
      run.signal.throwIfAborted()
    }
    progress.end()
    const judge = async (): Promise<void> => {
      const judged = summarise(await parts.judge())
      const figures = { stage: settings.name, epoch, trainLoss: state.loss / plan.length, ...judged }
      const better = state.best === null || judged.valLoss < state.best
      state = {
        ...state,
        loss: 0,
        best: better ? judged.valLoss : state.best,
        curve: [...state.curve, figures],
      }
      if (better) await saveCheckpoint(best, state, network)
    }
    await (mean ? withMean(mean, judge) : judge())
    await save()
  }
  if (settings.keep === 'last') mean?.swap()
  else await loadCheckpoint<StageState>(tf, best, network)
  mean?.dispose()
  network.optimizer.dispose()
  return state.curve
}

/**
 * Every picture that a stage may meet, once each, where `StageParts.draw` is left to its default. What is over after the
 * last whole batch of an epoch is left out of that epoch.
 */
export function picturesDrawn(
  train: readonly Sample[],
  settings: Pick<StageSettings, 'epochs' | 'pictures'>,
  seed: number,
): readonly Sample[] {
  const strata = { ...STRATA_SETTINGS, pictures: settings.pictures }
  const epochs = Array.from({ length: settings.epochs }, (_, index) => index + 1)
  return [...new Set(epochs.flatMap((epoch) => drawEpoch(train, strata, String(seed), epoch)))]
}

/** Runs `work` while the network has the mean in the place of its weights. */
async function withMean(mean: RunningMean, work: () => Promise<void>): Promise<void> {
  mean.swap()
  try {
    await work()
  } finally {
    mean.swap()
  }
}

/** Linear warm-up, then half a cosine down to a hundredth (Loshchilov & Hutter 2017). */
function rateAt(step: number, total: number, peak: number): number {
  const warm = Math.min(1, (step + 1) / WARM_UP_STEPS)
  return peak * warm * (0.01 + 0.99 * 0.5 * (1 + Math.cos((Math.PI * step) / total)))
}

/** Adam reads its rate at every step; tfjs declares it protected and has no setter. */
function setRate(network: TensorFlow.LayersModel, rate: number): void {
  ;(network.optimizer as unknown as { learningRate: number }).learningRate = rate
}

function smoothedTargets(tf: TrainingRun['tf'], samples: readonly Sample[]): TensorFlow.Tensor2D {
  return tf.tensor2d(
    samples.map(({ label }) =>
      LABELS.map((name) => SMOOTHING / LABELS.length + (name === label ? 1 - SMOOTHING : 0)),
    ),
  )
}

function summarise(pictures: readonly JudgedPicture[]): Omit<StageFigures, 'stage' | 'epoch' | 'trainLoss'> {
  const children = pictures.filter(({ population }) => population === 'child')
  const adults = pictures.filter(({ population }) => population !== 'child')
  const cells = [children, adults].flatMap((part) =>
    LABELS.map((label) => part.filter((picture) => picture.label === label)).filter(
      (cell) => cell.length > 0,
    ),
  )
  const right = (part: readonly JudgedPicture[]) =>
    part.filter(({ label, scores }) => highestLabel(scores) === label).length / part.length
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const balanced = (part: readonly JudgedPicture[]) =>
    mean(
      LABELS.map((label) => part.filter((picture) => picture.label === label))
        .filter((cell) => cell.length > 0)
        .map(right),
    )
  return {
    valLoss: mean(cells.map(logLoss)),
    valAccuracy: right(pictures),
    valAdults: balanced(adults),
    valChildren: balanced(children),
  }
}
