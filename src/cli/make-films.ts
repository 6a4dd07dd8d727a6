import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Command, InvalidArgumentError } from '@commander-js/extra-typings'
import { loadConfig } from '../config.js'
import type { FilmReading } from '../core/gray-picture.js'
import { isLabel, LABELS, type Label } from '../core/label.js'
import { decodePicture } from '../inference/decode.js'
import { fitToNetwork } from '../inference/preprocess.js'
import { readDataSet } from '../training/data/data-set.js'
import { describeFilms } from '../training/films/describe-films.js'
import { makeSampleFilms } from '../training/sample-films.js'
import type { CommandContext } from './context.js'
import { wholeNumber } from './options.js'
import { createProgress } from './terminal.js'

export function makeFilmsCommand({ signal, print }: CommandContext): Command {
  const command = new Command('make-films')
    .description(
      'Make one sample film a class that belongs to nobody, from a statistical model of training pictures.',
    )
    .requiredOption('--data <manifest>', 'manifest.csv of the data set; its honest training part is used')
    .option('--out <folder>', 'where the films and their README.md go', 'samples')
    .option('--population <name>', 'whose pictures', 'adult')
    .option(
      '--pictures <n>',
      'pictures of a class that its model is made of at most',
      wholeNumber(3, 2000),
      300,
    )
    .option('--seed <n>', 'other pictures and other draws', wholeNumber(0), 1)
    .option('--pick <label=n...>', 'which draw becomes the film of a class', parsePick, DRAWN_FIRST)
    .option('--draws <n>', 'further draws to choose from', wholeNumber(0, 100), 0)
    .addHelpText(
      'after',
      '\nExample:\n  chestcheck make-films --data ../shared/data/chest_xray/manifest.csv --out films --draws 12\n  chestcheck make-films --data ../shared/data/chest_xray/manifest.csv --pick COVID=3 --pick NORMAL=7',
    )
  command.action(async (options) => {
    const config = loadConfig()
    const films = await makeSampleFilms({
      samples: await readDataSet(resolve(options.data)),
      population: options.population,
      pictures: options.pictures,
      seed: options.seed,
      picks: options.pick,
      draws: options.draws,
      out: options.out,
      reading: createReading(config.maxPixels),
      progress: createProgress(),
      signal,
    })
    const picks = films.map(({ label, pick }) => ` --pick ${label}=${pick}`).join('')
    const call = `bin/chestcheck.mjs make-films --data ../shared/data/chest_xray/manifest.csv --population ${options.population} --pictures ${options.pictures} --seed ${options.seed}${picks}`
    await writeFile(join(options.out, 'README.md'), describeFilms(films, options.population, call))
    for (const { file, bytes, n, distance } of films) {
      print(
        `${file}: ${bytes} bytes, of ${n} pictures; likest patient ${distance.film.toFixed(3)}, ` +
          `patients to each other ${distance.patientsMedian.toFixed(3)} (middle) to ${distance.patientsHighest.toFixed(3)} (highest)`,
      )
    }
  })
  return command
}

const DRAWN_FIRST: Readonly<Record<Label, number>> = { COVID: 1, NORMAL: 1, PNEUMONIA: 1 }

function parsePick(text: string, before: Readonly<Record<Label, number>>): Readonly<Record<Label, number>> {
  const [label, number] = text.split('=')
  const draw = Number(number)
  if (!isLabel(label) || !Number.isInteger(draw) || draw < 1)
    throw new InvalidArgumentError(
      `It must be one of ${LABELS.join(', ')}, an equals sign and a number from 1.`,
    )
  return { ...before, [label]: draw }
}

/** Serving's own decoding and fitting. */
function createReading(maxPixels: number): FilmReading {
  return {
    async decode(bytes) {
      const decoded = await decodePicture(bytes, { maxPixels })
      if (decoded.kind === 'refused') return null
      return { width: decoded.facts.width, height: decoded.facts.height, pixels: decoded.pixels }
    },
    fit: (picture, size) => fitToNetwork(picture, { version: 'gray-fill-1', size }),
  }
}
