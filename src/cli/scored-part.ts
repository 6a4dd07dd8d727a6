import { join, relative, resolve } from 'node:path'
import type { Config } from '../config.js'
import { programFolder } from '../config.js'
import { type Classifier, loadClassifier } from '../inference/classifier.js'
import { checkModelFolder, type CheckedModelFolder } from '../inference/model-folder.js'
import { loadTensorFlow } from '../inference/tensorflow.js'
import { readDataSet, type Sample } from '../training/data/data-set.js'
import type { ChangedView, ChangePicture } from '../training/shortcut/run-shortcut-test.js'
import { scoreSamples } from '../training/evaluation/score-samples.js'
import type { ScoredPicture } from '../training/evaluation/scores-file.js'
import { honestSplit, referenceSplit, type Split } from '../training/data/split.js'
import { splitName } from '../training/data/split-name.js'
import type { CommandContext } from './context.js'
import { createProgress } from './terminal.js'

export const PROTOCOLS = ['reference', 'honest'] as const
export const PARTS = ['val', 'test'] as const

/** Which pictures of which data set. */
export interface PartChoice {
  readonly data: string
  readonly protocol: (typeof PROTOCOLS)[number]
  readonly part: (typeof PARTS)[number]
}

/** A part of a data set, read. */
export interface DataPart extends PartChoice {
  readonly split: Split
  readonly samples: readonly Sample[]
  /** As reports name it. */
  readonly name: string
  /** The options that choose it again. */
  readonly options: string
}

export async function loadPart({ data, protocol, part }: PartChoice): Promise<DataPart> {
  const split = (protocol === 'reference' ? referenceSplit : honestSplit)(await readDataSet(resolve(data)))
  return {
    data,
    protocol,
    part,
    split,
    samples: split[part],
    name: splitName(protocol, part),
    options: `--data ${fromProgram(data)} --protocol ${protocol} --part ${part}`,
  }
}

/** A path as seen from the program's folder, so that a report shows the same command on every machine. */
export function fromProgram(path: string): string {
  return relative(programFolder, resolve(path)).replaceAll('\\', '/')
}

/** A checked model whose network is loaded when a picture has to be read, and not before. */
export interface ScoringModel {
  readonly checked: CheckedModelFolder
  /**
   * Scores samples of the part; what was scored before is taken from `DATA_DIR`. `view` names a change of the pictures.
   */
  score(
    part: DataPart,
    samples: readonly Sample[],
    view?: { readonly name: ChangedView; readonly change: ChangePicture },
  ): Promise<readonly ScoredPicture[]>
  /** Where the scores of a part are kept. */
  scoresFile(part: PartChoice, view?: ChangedView): string
  close(): void
}

/** @throws Fault `model_folder_invalid` */
export async function openModel(
  folder: string,
  config: Config,
  { signal, say }: Pick<CommandContext, 'signal' | 'say'>,
): Promise<ScoringModel> {
  const checked = await checkModelFolder(folder)
  let loading: Promise<Classifier> | null = null
  const open = () => {
    loading ??= loadTensorFlow().then(async (found) => {
      say(`${checked.id} on TensorFlow ${found.version}, ${found.backend}`)
      return loadClassifier(found, checked, { maxPixels: config.maxPixels })
    })
    return loading
  }
  const scoresFile = ({ protocol, part }: PartChoice, view?: ChangedView) =>
    join(config.dataDir, 'scores', checked.id, `${protocol}-${part}${view ? `-${view}` : ''}.jsonl`)
  return {
    checked,
    scoresFile,
    score: (part, samples, view) =>
      scoreSamples({
        samples,
        modelId: checked.id,
        open,
        file: scoresFile(part, view?.name),
        ...(view ? { change: view.change, what: `reading, ${view.name}` } : {}),
        progress: createProgress(),
        signal,
      }),
    close() {
      // A network that could not be loaded was reported where it was asked for.
      loading?.then(
        (classifier) => {
          classifier.dispose()
        },
        () => undefined,
      )
    },
  }
}
