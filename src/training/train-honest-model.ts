import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type * as TensorFlow from '@tensorflow/tfjs'
import { Fault } from '../core/fault.js'
import type { FilmReading } from '../core/gray-picture.js'
import type { ModelManifest } from '../core/model-manifest.js'
import type { Architecture } from './architectures/architecture.js'
import { baseUpTo, tailOf } from './architectures/blocks.js'
import { averageRuns } from './average-runs.js'
import { useFastConvolutions } from './fast-convolutions.js'
import type { Sample } from './data/data-set.js'
import { toInput } from './data/feature-cache.js'
import { augmentFilm } from './augmentation/film-augmentation.js'
import { adultShares, evenOutClasses } from './class-shares.js'
import { filmsOfCopies, withCopies } from './data/copies.js'
import { createFilmStore, type FilmStore } from './data/film-store.js'
import type { HonestPlan, PolishRun } from './honest-plan.js'
import { judgeFilms, judgeStored } from './judging.js'
import { loadKerasBase } from './keras/keras-base.js'
import { createOutputStore, rememberOutputs, type OutputStore } from './data/output-store.js'
import { copyWeights, foldImageNetScaling, hashWeights } from './network-weights.js'
import { honestSplit } from './data/split.js'
import { drawEpoch, STRATA_SETTINGS } from './data/strata.js'
import { picturesDrawn, trainStage, type JudgedPicture, type StageFigures } from './stage.js'
import type { TrainingRun } from './training-run.js'
import { writeModelFolder } from './write-model.js'

export interface HonestModelOptions {
  readonly run: Omit<TrainingRun, 'augment' | 'fit'>
  readonly reading: FilmReading
  readonly samples: readonly Sample[]
  readonly baseFile: string
  readonly featureFolder: string
  readonly outputFolder: string
  readonly architecture: Architecture
  readonly plan: HonestPlan
  /** Gray pictures of nobody, from which the model keeps squares to check a quicker arithmetic by; may be empty. */
  readonly checkFilms: readonly Uint8Array[]
  readonly now: () => Date
}

const LICENCE =
  'Weights: research and education only; several of the training sources are non-commercial or unstated.'
const VGG16_LICENCE =
  ' The base started from VGG16 of Simonyan and Zisserman (Visual Geometry Group, Oxford), CC BY 4.0.'

/**
 * The honest protocol: whole groups apart, every kind of film met as often as its rarity asks for, layers set free
 * block by block. While layers are frozen their outputs are computed once a picture; from then on every film comes
 * augmented. After each of the first two stages the network is left as a model folder of its own beside the
 * last one (`-frozen`, `-block5` for VGG16), so that the stages can be compared.
 */
export async function trainHonestModel(
  options: HonestModelOptions,
): Promise<{ readonly manifest: ModelManifest; readonly curve: readonly StageFigures[] }> {
  const { run, plan, architecture } = options
  const { tf } = run
  const films = createFilmStore(options.reading)
  const { train: listed, val, test } = honestSplit(options.samples)
  const train = await films.readable(listed)
  useFastConvolutions(tf)
  const network = architecture.build(tf, { head: 'pooled', size: null, seed: run.seed })
  await loadKerasBase(tf, network, options.baseFile)
  if (architecture.name === 'vgg16') foldImageNetScaling(tf, network)

  /** What the network gives up to the last block, for films of a size; `weights` names its weights as they are. */
  const storeOutputs = async (
    size: number,
    weights: string,
    samples: readonly Sample[],
    shown: Pick<FilmStore, 'plain'> = films,
  ): Promise<OutputStore> => {
    const store = createOutputStore({
      tf,
      frozen: baseUpTo(tf, createSized(tf, architecture, network, size), plan.storedUntil),
      size,
      key: `${architecture.name}-${weights.slice(0, 12)}-gray-fill-2-${size}-${plan.storedUntil}`,
      folder: options.featureFolder,
      films: shown,
      progress: run.progress,
      signal: run.signal,
    })
    await store.fill(samples)
    return store
  }
  const store = await storeOutputs(plan.size, await sha256(options.baseFile), [...train, ...val])
  const curve: StageFigures[] = []
  // Parts of a network share its weights: what a tail learns, the network has learned.
  const tail = tailOf(tf, network, plan.storedUntil)
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
    const sized = createSized(tf, architecture, network, size)
    const manifest = await writeModelFolder({
      tf,
      network: sized,
      folder: `${options.outputFolder}${suffix}`,
      validation,
      created: options.now(),
      licence: architecture.name === 'vgg16' ? `${LICENCE}${VGG16_LICENCE}` : LICENCE,
      preprocessing: { version: 'gray-fill-2', size },
      architecture: `${architecture.name}-pooled`,
      checkSquares: await checkSquares(options, size),
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
  const pooled = rememberOutputs(tf, tailOf(tf, network, plan.storedUntil, 'pool'), store, [...train, ...val])
  curve.push(...(await trainStage(onStored(head, pooled), plan.head)))
  await save('-frozen', plan.size, 'head alone on the frozen base', await judgeStored(tf, tail, store, val))
  curve.push(...(await trainStage(onStored(tail, store), plan.lastBlock)))
  await save(
    `-${plan.lastBlock.name}`,
    plan.size,
    `${plan.lastBlock.name} and head`,
    await judgeStored(tf, tail, store, val),
  )

  for (const settings of plan.augmented) {
    const { size, frozenUntil, mildShare } = settings
    const front = frozenUntil === null ? null : baseUpTo(tf, network, frozenUntil)
    const learner = frozenUntil === null ? network : tailOf(tf, network, frozenUntil)
    const input = async (samples: readonly Sample[], epoch: number) => {
      const squares = await films.augmented(samples, size, `${run.seed}:${settings.name}:${epoch}`, mildShare)
      return tf.tidy(() =>
        front ? (front.predict(toInput(tf, squares)) as TensorFlow.Tensor) : toInput(tf, squares),
      )
    }
    const judge = () => judgeFilms(run, films, network, val, size)
    curve.push(...(await trainStage({ run, network: learner, train, input, judge }, settings)))
  }
  const { size, runs, mildShare } = plan.polish
  const strata = { ...STRATA_SETTINGS, pictures: plan.polish.pictures }
  const drawn: Sample[] = []
  const settle = async ({ name, copies }: PolishRun): Promise<void> => {
    const learned = withCopies(train, copies)
    const judged = withCopies(val, copies)
    const settled = await storeOutputs(
      size,
      hashWeights(baseUpTo(tf, network, plan.storedUntil)),
      [...picturesDrawn(learned, plan.polish, run.seed), ...judged],
      filmsOfCopies(films, { mildShare, donors: train }),
    )
    const polishing = {
      ...onStored(tail, settled),
      train: learned,
      judge: () => judgeStored(tf, tail, settled, judged),
    }
    curve.push(...(await trainStage(polishing, { ...plan.polish, name })))
    drawn.push(...drawEpoch(learned, strata, String(run.seed), 1))
  }
  await averageRuns(
    tf,
    tail,
    runs.map((each) => () => settle(each)),
  )
  evenOutClasses(tf, network, adultShares(drawn))

  const validation = await judgeFilms(run, films, network, val, size)
  const manifest = await save(
    '',
    size,
    [
      `head, ${plan.lastBlock.name}`,
      `${plan.augmented.map(({ name }) => name).join(', ')} on augmented films`,
      `${runs.map(({ name }) => name).join(', ')}, each from there, their weights averaged`,
      'classes evened out',
    ].join('; '),
    validation,
  )
  return { manifest, curve }
}

function createSized(
  tf: typeof TensorFlow,
  architecture: Architecture,
  network: TensorFlow.LayersModel,
  size: number,
): TensorFlow.LayersModel {
  const sized = architecture.build(tf, { head: 'pooled', size, blank: true })
  copyWeights(network, sized)
  return sized
}

/** Each film as it is and in three changed shapes. */
async function checkSquares(
  { reading, checkFilms }: Pick<HonestModelOptions, 'reading' | 'checkFilms'>,
  size: number,
): Promise<readonly Uint8Array[]> {
  const squares: Uint8Array[] = []
  for (const [index, bytes] of checkFilms.entries()) {
    const film = await reading.decode(bytes)
    if (!film) throw new Fault('data_set_invalid', 'a film to check by cannot be read')
    squares.push(await reading.fit(film, size))
    for (const seed of [1, 2, 3]) {
      const pixels = await augmentFilm(film, size, `check:${index}:${seed}`)
      squares.push(await reading.fit({ width: size, height: size, pixels }, size))
    }
  }
  return squares
}

async function sha256(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
}
