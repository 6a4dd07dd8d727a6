import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { Command, Option } from '@commander-js/extra-typings'
import { loadConfig } from '../config.js'
import { Fault } from '../core/fault.js'
import { parseGate, GATE_FILE } from '../inference/gate.js'
import { gateFeatures, THUMBNAIL_SIDE } from '../inference/gate-features.js'
import { createLayersNetwork, heatmapLayerOf, loadLayers } from '../inference/layers-network.js'
import { checkModelFolder, type CheckedModelFolder } from '../inference/model-folder.js'
import { loadTensorFlow, type TensorFlow } from '../inference/tensorflow.js'
import { findArchitecture } from '../training/architectures/registry.js'
import { readDataSet } from '../training/data/data-set.js'
import { gateShape, type GateContent } from '../training/gate/gate-fit.js'
import { gateMarkdown, turnedMarkdown, uprightMarkdown } from '../training/gate/gate-markdown.js'
import { GATE_PICTURES, readOthers, scaleCounts } from '../training/gate/gate-pictures.js'
import { honestSplit } from '../training/data/split.js'
import { measureGate, trainGate, type GateSurroundings } from '../training/gate/train-gate.js'
import { writeManifest } from '../training/write-model.js'
import type { CommandContext } from './context.js'
import { wholeNumber } from './options.js'
import { createProgress } from './terminal.js'
import { createReading } from './train.js'

/** How many of an architecture's layers for gates are looked at, from the deepest on: chosen by measurement. */
const DEEPEST = 2

/** Counts up when the pictures made by code or the features change: features on disk are then computed again. */
const RECIPE = 1

export function trainGateCommand({ signal, print, say }: CommandContext): Command {
  const command = new Command('train-gate')
    .description(
      'Fit the gate of a model: is this a frontal chest film, upright, not inverted, good enough? Written into its folder.',
    )
    .argument('<model>', 'model folder')
    .requiredOption('--data <manifest>', 'manifest.csv of the data set of films')
    .option('--others <folder>', 'pictures that are no frontal chest films, with their manifest.csv')
    .option('--layers <names>', 'layers to look at, by name with commas between', (text) => text.split(','))
    .option(
      '--films <n>',
      'upright films to learn from; the numbers of all others but those of --others follow',
      wholeNumber(20),
      GATE_PICTURES.fit,
    )
    .option('--report-only', 'fit nothing: measure the gate that is there', false)
    .addOption(
      new Option('--part <part>', 'the part of the data set to measure it on')
        .choices(['val', 'test'])
        .default('val'),
    )
    .addHelpText(
      'after',
      '\nExample:\n  chestcheck train-gate models/mine --data ../shared/data/chest_xray/manifest.csv --others ../shared/data/not_frontal_chest' +
        '\n  chestcheck train-gate models/mine --data ../shared/data/chest_xray/manifest.csv --report-only --part test',
    )
  command.action(async (folder, options) => {
    const config = loadConfig()
    const checked = await checkModelFolder(folder)
    const { tf } = await loadTensorFlow()
    const split = honestSplit(await readDataSet(resolve(options.data)))
    const present = options.reportOnly ? await readGate(checked) : null
    const model = await loadLayers(tf, checked)
    try {
      const surroundings = lookThrough(tf, model, checked, {
        layers:
          present?.layers ??
          options.layers ??
          findArchitecture(checked.manifest.architecture).architecture.gateLayers.slice(-DEEPEST),
        maxPixels: config.maxPixels,
        folder: join(config.dataDir, 'training', 'gate'),
        signal,
      })
      const name = basename(checked.folder)
      const base = `bin/chestcheck.mjs train-gate models/${name} --data ../shared/data/chest_xray/manifest.csv`
      if (present) {
        const measured = await measureGate(
          present,
          { part: options.part, samples: split[options.part], turned: GATE_PICTURES.checkTurned },
          surroundings,
        )
        const title = `The gate of ${checked.id} on ${options.part}`
        const again = `Again: \`${base} --report-only --part ${options.part}\``
        await writeReport(
          checked.folder,
          `gate-report-${options.part}`,
          measured,
          [`# ${title}`, uprightMarkdown(measured.upright), turnedMarkdown(measured.turned), again].join(
            '\n\n',
          ) + '\n',
        )
        print(`refused of ${options.part}: ${share(measured.upright.all.refused)}`)
        return
      }
      if (options.others === undefined)
        throw new Fault('settings_invalid', '--others is needed to fit a gate')
      const { content, report } = await trainGate({
        ...surroundings,
        train: split.train,
        val: split.val,
        others: await readOthers(resolve(options.others)),
        counts: scaleCounts(options.films),
      })
      await installGate(checked, content)
      const command = `${base} --others ../shared/data/not_frontal_chest`
      await writeReport(
        checked.folder,
        'gate-report',
        report,
        gateMarkdown(report, `The gate of ${name}`, command),
      )
      print(`refused of the other pictures: ${share(report.others.refused)}`)
      print(`refused of val: ${share(report.upright.all.refused)}`)
      for (const { name: kind, refused } of report.leftOut)
        print(`  a kind never met, ${kind}: ${share(refused)}`)
      print(`model: ${(await checkModelFolder(folder)).id}`)
      say(`report: ${join(checked.folder, 'gate-report.md')}`)
    } finally {
      model.dispose()
    }
  })
  return command as unknown as Command
}

/** The network and serving's own code, as training takes them. */
function lookThrough(
  tf: typeof TensorFlow,
  model: TensorFlow.LayersModel,
  checked: CheckedModelFolder,
  {
    layers,
    maxPixels,
    folder,
    signal,
  }: { layers: readonly string[]; maxPixels: number; folder: string; signal: AbortSignal },
): GateSurroundings {
  const network = createLayersNetwork({
    tf,
    model,
    gateLayers: layers,
    heatmapLayer: heatmapLayerOf(model, checked),
  })
  const { preprocessing } = checked.manifest
  const channels = layers.map((name) => {
    const shape = model.layers.find((layer) => layer.name === name)?.outputShape.at(-1)
    return typeof shape === 'number' ? shape : 0
  })
  return {
    shape: gateShape(layers, channels, THUMBNAIL_SIDE ** 2),
    size: network.inputSize,
    reading: createReading(preprocessing.version, maxPixels),
    forward: (squares) => network.forward(squares).map(({ pooled }) => pooled),
    describe: gateFeatures,
    parse: parseGate,
    featureFile: join(folder, `${weightsHash(checked, layers)}.features`),
    progress: createProgress(),
    signal,
  }
}

function filesWithoutGate({ files }: CheckedModelFolder['manifest']): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).filter(([name]) => name !== GATE_FILE))
}

/** Names the network, its preprocessing and the layers: a gate in the folder does not change it. */
function weightsHash({ manifest }: CheckedModelFolder, layers: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([filesWithoutGate(manifest), manifest.preprocessing, layers, RECIPE]))
    .digest('hex')
    .slice(0, 16)
}

/**
 * Writes `gate.json` and names it, with its hash, in the manifest, which makes another model of the folder. Killed in
 * between, the folder is one without a gate.
 */
async function installGate({ folder, manifest }: CheckedModelFolder, content: GateContent): Promise<void> {
  const text = `${JSON.stringify(content)}\n`
  parseGate(JSON.parse(text))
  const files = filesWithoutGate(manifest)
  await writeManifest(folder, { ...manifest, files })
  await writeFile(join(folder, GATE_FILE), text)
  const sha256 = createHash('sha256').update(text).digest('hex')
  await writeManifest(folder, { ...manifest, files: { ...files, [GATE_FILE]: sha256 } })
}

async function readGate({ folder, manifest }: CheckedModelFolder): Promise<GateContent> {
  if (!(GATE_FILE in manifest.files)) throw new Fault('model_folder_invalid', 'the model has no gate')
  const content: unknown = JSON.parse(await readFile(join(folder, GATE_FILE), 'utf8'))
  parseGate(content)
  return content as GateContent
}

async function writeReport(folder: string, name: string, report: object, text: string): Promise<void> {
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify(report, null, 2)}\n`)
  await writeFile(join(folder, `${name}.md`), text)
}

function share(figure: { value: number; low: number; high: number; n: number } | null): string {
  if (figure === null) return 'none to count'
  const percent = (value: number) => (value * 100).toFixed(2)
  return `${percent(figure.value)} % (${percent(figure.low)} to ${percent(figure.high)}, n ${figure.n})`
}
