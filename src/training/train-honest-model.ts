import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type * as TensorFlow from '@tensorflow/tfjs'
import type { FilmReading } from '../core/gray-picture.js'
import { nameScores } from '../core/label.js'
import type { ModelManifest } from '../core/model-manifest.js'
import { baseUpTo, tailOf } from './architectures/blocks.js'
import { vgg16 } from './architectures/vgg16.js'
import { useFastConvolutions } from './fast-convolutions.js'
import type { Sample } from './data-set.js'
import { toInput } from './feature-cache.js'
import { createFilmStore, type FilmStore } from './film-store.js'
import { loadKerasBase } from './keras-base.js'
import { batches } from './order.js'
import { createOutputStore, type OutputStore } from './output-store.js'
import { copyWeights, foldImageNetScaling } from './network-weights.js'
import { honestSplit } from './split.js'
import { trainStage, type JudgedPicture, type StageFigures, type StageSettings } from './stage.js'
import type { TrainingRun } from './training-run.js'
import { writeModelFolder } from './write-model.js'

export interface HonestModelOptions {
  readonly run: Omit<TrainingRun, 'augment' | 'fit'>
  readonly reading: FilmReading
  readonly samples: readonly Sample[]
  readonly baseFile: string
  readonly featureFolder: string
  readonly outputFolder: string
  readonly plan: HonestPlan
  readonly now: () => Date
}

/** The stages, from the head alone to every layer. */
export interface HonestPlan {
  /** Side of the films in pixels, while layers are frozen and in the first model folders. */
  readonly size: number
  /** On outputs of the frozen blocks 1 to 4, of films as they are. */
  readonly head: StageSettings
  readonly block5: StageSettings
  /** On augmented films of a size of their own; the last one's is the shipped model's. */
  readonly augmented: readonly AugmentedStage[]
}

export interface AugmentedStage extends StageSettings {
  readonly size: number
  /** The last layer of the part that stays as it is and runs without gradients; null where every layer learns. */
  readonly frozenUntil: string | null
}

const isHead = (layer: string) => ['pool', 'dropout', 'predictions'].includes(layer)

export const HONEST_PLAN: HonestPlan = {
  size: 160,
  head: {
    name: 'head',
    epochs: 20,
    pictures: 4000,
    batch: 32,
    learningRate: 0.001,
    frozen: (layer) => !isHead(layer),
  },
  block5: {
    name: 'block5',
    epochs: 3,
    pictures: 4000,
    batch: 32,
    learningRate: 0.0001,
    frozen: (layer) => !isHead(layer) && !layer.startsWith('block5'),
  },
  augmented: [
    // The first two blocks see edges and grain, and are settled by ImageNet.
    {
      name: 'upper',
      epochs: 5,
      pictures: 3600,
      batch: 16,
      learningRate: 0.00005,
      frozen: () => false,
      size: 160,
      frozenUntil: 'block2_pool',
    },
    {
      name: 'every',
      epochs: 1,
      pictures: 500,
      batch: 16,
      learningRate: 0.000005,
      frozen: () => false,
      size: 192,
      frozenUntil: null,
    },
  ],
}

const LICENCE =
  'Weights: research and education only; several of the training sources are non-commercial or unstated. ' +
  'The base started from VGG16 of Simonyan and Zisserman (Visual Geometry Group, Oxford), CC BY 4.0.'

const FROZEN_UNTIL = 'block4_pool'

/**
 * The honest protocol: whole groups apart, every kind of film met as often as its rarity asks for, layers set free
 * block by block. While layers are frozen their outputs are computed once a picture; from then on every film comes
 * augmented. After each of the first two stages the network is left as a model folder of its own beside the
 * last one (`-frozen`, `-block5`), so that the stages can be compared.
 */
export async function trainHonestModel(
  options: HonestModelOptions,
): Promise<{ readonly manifest: ModelManifest; readonly curve: readonly StageFigures[] }> {
  const { run, plan } = options
  const { tf } = run
  const films = createFilmStore(options.reading)
  const { train: listed, val, test } = honestSplit(options.samples)
  const train = await films.readable(listed)
  useFastConvolutions(tf)
  const network = vgg16.build(tf, { head: 'pooled', size: null, seed: run.seed })
  await loadKerasBase(tf, network, options.baseFile)
  foldImageNetScaling(tf, network)

  const store = createOutputStore({
    tf,
    frozen: baseUpTo(tf, createSized(tf, network, plan.size), FROZEN_UNTIL),
    size: plan.size,
    key: `vgg16-${(await sha256(options.baseFile)).slice(0, 12)}-gray-fill-2-${plan.size}-${FROZEN_UNTIL}`,
    folder: options.featureFolder,
    films,
    progress: run.progress,
    signal: run.signal,
  })
  await store.fill([...train, ...val])
  const curve: StageFigures[] = []
  // Parts of a network share its weights: what a tail learns, the network has learned.
  const tail = tailOf(tf, network, FROZEN_UNTIL)
  const onStored = (learner: TensorFlow.LayersModel, outputs: Pick<OutputStore, 'read'>) => ({
    run,
    network: learner,
    train,
    input: (samples: readonly Sample[]) => outputs.read(samples),
    judge: () => judgeStored(tf, learner, outputs, val),
  })
  const save = async (
    suffix: string,
    size: number,
    note: string,
    validation: readonly JudgedPicture[],
  ): Promise<ModelManifest> => {
    const sized = createSized(tf, network, size)
    const manifest = await writeModelFolder({
      tf,
      network: sized,
      folder: `${options.outputFolder}${suffix}`,
      validation,
      created: options.now(),
      licence: LICENCE,
      preprocessing: { version: 'gray-fill-2', size },
      architecture: 'vgg16-pooled',
      training: {
        protocol: `honest: ${note}`,
        pictures: {
          train: train.length,
          unreadable: listed.length - train.length,
          val: val.length,
          test: test.length,
        },
        note: 'Adult pneumonias are few (339 of 7974 training pictures) and come nearly all from one source with text-mined labels.',
      },
    })
    sized.dispose()
    return manifest
  }
  const head = tailOf(tf, network, 'pool')
  const pooled = rememberOutputs(tf, tailOf(tf, network, FROZEN_UNTIL, 'pool'), store, [...train, ...val])
  curve.push(...(await trainStage(onStored(head, pooled), plan.head)))
  await save('-frozen', plan.size, 'head alone on the frozen base', await judgeStored(tf, tail, store, val))
  curve.push(...(await trainStage(onStored(tail, store), plan.block5)))
  await save('-block5', plan.size, 'block 5 and head', await judgeStored(tf, tail, store, val))

  for (const settings of plan.augmented) {
    const { size, frozenUntil } = settings
    const front = frozenUntil === null ? null : baseUpTo(tf, network, frozenUntil)
    const learner = frozenUntil === null ? network : tailOf(tf, network, frozenUntil)
    const input = async (samples: readonly Sample[], epoch: number) => {
      const squares = await films.augmented(samples, size, `${run.seed}:${settings.name}:${epoch}`)
      return tf.tidy(() =>
        front ? (front.predict(toInput(tf, squares)) as TensorFlow.Tensor) : toInput(tf, squares),
      )
    }
    const judge = () => judgeFilms(options, films, network, val, size)
    curve.push(...(await trainStage({ run, network: learner, train, input, judge }, settings)))
  }
  const size = plan.augmented.at(-1)?.size ?? plan.size
  const validation = await judgeFilms(options, films, network, val, size)
  const manifest = await save('', size, 'head, block 5, then every layer on augmented films', validation)
  return { manifest, curve }
}

function createSized(
  tf: typeof TensorFlow,
  network: TensorFlow.LayersModel,
  size: number,
): TensorFlow.LayersModel {
  const sized = vgg16.build(tf, { head: 'pooled', size, blank: true })
  copyWeights(network, sized)
  return sized
}

async function judgeStored(
  tf: typeof TensorFlow,
  tail: TensorFlow.LayersModel,
  store: Pick<OutputStore, 'read'>,
  samples: readonly Sample[],
): Promise<readonly JudgedPicture[]> {
  const judged: JudgedPicture[] = []
  for (const batch of batches(samples, 32)) {
    const input = await store.read(batch)
    const rows = tf.tidy(() => (tail.predict(input) as TensorFlow.Tensor2D).arraySync())
    input.dispose()
    judged.push(
      ...batch.map(({ label, population }, index) => ({
        label,
        population,
        scores: nameScores(rows[index] ?? []),
      })),
    )
  }
  return judged
}

/**
 * What further layers make of stored outputs, for a few numbers a picture: computed at the first reading, all at once, and
 * kept in memory.
 */
function rememberOutputs(
  tf: typeof TensorFlow,
  further: TensorFlow.LayersModel,
  store: OutputStore,
  samples: readonly Sample[],
): Pick<OutputStore, 'read'> {
  const compute = async (): Promise<ReadonlyMap<string, number[]>> => {
    const rows = new Map<string, number[]>()
    for (const batch of batches(samples, 32)) {
      const input = await store.read(batch)
      const values = tf.tidy(() => (further.predict(input) as TensorFlow.Tensor2D).arraySync())
      input.dispose()
      batch.forEach(({ path }, index) => rows.set(path, values[index] ?? []))
    }
    return rows
  }
  let computed: Promise<ReadonlyMap<string, number[]>> | null = null
  return {
    async read(wanted) {
      const rows = await (computed ??= compute())
      return tf.tensor2d(wanted.map(({ path }) => rows.get(path) ?? []))
    },
  }
}

async function judgeFilms(
  { run: { tf, progress, signal } }: Pick<HonestModelOptions, 'run'>,
  films: FilmStore,
  network: TensorFlow.LayersModel,
  samples: readonly Sample[],
  size: number,
): Promise<readonly JudgedPicture[]> {
  const judged: JudgedPicture[] = []
  progress.start('reading', samples.length)
  for (const batch of batches(samples, 16)) {
    signal.throwIfAborted()
    const squares = await films.plain(batch, size)
    const rows = tf.tidy(() => (network.predict(toInput(tf, squares)) as TensorFlow.Tensor2D).arraySync())
    judged.push(
      ...batch.map(({ label, population }, index) => ({
        label,
        population,
        scores: nameScores(rows[index] ?? []),
      })),
    )
    progress.advance(judged.length)
  }
  progress.end()
  return judged
}

async function sha256(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
}
