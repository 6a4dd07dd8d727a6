import { readdir, readFile, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { Command } from '@commander-js/extra-typings'
import { composeScreening, openRecords, startReader } from '../compose.js'
import { loadConfig } from '../config.js'
import { composeAnswer } from '../core/answer.js'
import { unread, workMs } from '../core/examination.js'
import { AttachmentTooLarge, newReference, type Screened } from '../core/screening.js'
import { english } from '../core/wording/english.js'
import { createLog } from '../logger.js'
import type { CommandContext } from './context.js'
import { wholeNumber } from './options.js'
import { createHeatmapFolder } from './save-heatmaps.js'

export function classifyCommand({ signal, print, say }: CommandContext): Command {
  const command = new Command('classify')
    .description('Read picture files, or the files of folders, and print an answer for each.')
    .argument('<paths...>', 'files and folders')
    .option('--jsonl', 'one JSON object a file instead of text', false)
    .option('--model <folder>', 'another model folder')
    .option('--no-record', 'keep no study and no picture')
    .option('--no-gate', 'answer even where the gate would refuse')
    .option('--heatmap <folder>', 'write NAME.heatmap.png for each reading into this folder')
    .option('--batch <n>', 'pictures in flight at once', wholeNumber(1, 64), 4)
    .addHelpText('after', '\nExample:\n  chestcheck classify --jsonl films/ > answers.jsonl')
  command.action(async (paths, options) => {
    const config = loadConfig()
    const log = createLog(config.logLevel === 'info' ? 'warn' : config.logLevel)
    const records = options.record ? await openRecords(config) : null
    const queueLimit = Math.max(config.queueLimit, options.batch)
    const reader = startReader({ ...config, queueLimit }, log, {
      modelDir: options.model,
      gate: options.gate,
      heatmaps: options.record || options.heatmap !== undefined,
    })
    try {
      await reader.ready()
      const saveHeatmap = options.heatmap === undefined ? null : await createHeatmapFolder(options.heatmap)
      const screening = records && composeScreening(config, records, reader, log)
      const sender = { channel: 'shell', person: userInfo().username, chat: null } as const

      const examine = async (file: string): Promise<Screened> => {
        const fetchFile = async (maxBytes: number): Promise<Uint8Array> => {
          if ((await stat(file)).size > maxBytes) throw new AttachmentTooLarge()
          return readFile(file)
        }
        if (screening) {
          return screening.screen(sender, { declaredBytes: null, recompressed: null, fetch: fetchFile })
        }
        const bytes = await fetchFile(config.maxBytes).catch((error: unknown) => error)
        if (bytes instanceof Uint8Array) {
          return { studyId: null, reference: newReference(), examination: await reader.read(bytes) }
        }
        const code = bytes instanceof AttachmentTooLarge ? 'too_large' : 'download_failed'
        return {
          studyId: null,
          reference: newReference(),
          examination: unread({ kind: 'refused', code, scores: null }),
        }
      }

      for await (const { file, screened } of inOrder(listFiles(paths), options.batch, examine, signal)) {
        const { heatmap } = screened.examination
        if (saveHeatmap && heatmap) await saveHeatmap(file, heatmap)
        print(options.jsonl ? toJsonLine(file, screened) : toText(file, screened))
        if (screening && screened.studyId !== null) await screening.delivered(screened.studyId)
      }
    } finally {
      await reader.close()
      await records?.database.close()
    }
    if (signal.aborted) say('Stopped before the last file.')
    signal.throwIfAborted()
  })
  return command as unknown as Command
}

/** The files named and those in the folders named, folders in the order of their names. */
async function* listFiles(paths: readonly string[]): AsyncGenerator<string> {
  for (const path of paths) {
    const isFolder = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    )
    if (!isFolder) yield path
    else {
      const entries = await readdir(path, { withFileTypes: true, recursive: true })
      const files = entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
      yield* files.sort()
    }
  }
}

/** Keeps up to `width` pictures in flight and gives the answers in the order of the files. */
async function* inOrder(
  files: AsyncIterable<string>,
  width: number,
  examine: (file: string) => Promise<Screened>,
  signal: AbortSignal,
): AsyncGenerator<{ file: string; screened: Screened }> {
  const flying: Promise<{ file: string; screened: Screened }>[] = []
  for await (const file of files) {
    if (signal.aborted) break
    flying.push(examine(file).then((screened) => ({ file, screened })))
    if (flying.length >= width) yield await (flying.shift() as (typeof flying)[number])
  }
  for (const answer of flying) yield await answer
}

/** The line that other programs rely on. `scores` is there whenever the network ran. */
function toJsonLine(file: string, { examination }: Screened): string {
  const { outcome, model, timings } = examination
  const scores = 'scores' in outcome ? outcome.scores : null
  return JSON.stringify({
    file,
    outcome: outcome.kind,
    label: outcome.kind === 'finding' ? outcome.label : null,
    scores,
    code: 'code' in outcome ? outcome.code : null,
    model: model?.id ?? null,
    ms: Math.round(workMs(timings) * 10) / 10,
  })
}

function toText(file: string, screened: Screened): string {
  const answer = composeAnswer(screened, null, english)
  const bars = answer.bars.map(({ name, percent }) => `  ${name.padEnd(10)} ${percent.padStart(7)}`)
  return [
    file,
    `  ${answer.headline}`,
    ...answer.sentences.map((text) => `  ${text}`),
    ...bars,
    `  ${answer.disclaimer}`,
    '',
  ].join('\n')
}
