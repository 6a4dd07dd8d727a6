import { basename, join } from 'node:path'
import { startReader } from './compose.js'
import type { Config } from './config.js'
import { programFolder } from './config.js'
import type { Examination } from './core/examination.js'
import type { Log } from './core/log.js'

/**
 * Reads a picture with another model than the one that is served: by a reader of its own, which is closed afterwards. One at
 * a time, because each holds a whole network; a second one waits for the first. `model` is the name of a folder on the
 * shelf of models, and has to be one of those that the shelf lists.
 * Rejects with the fault `model_folder_invalid` where the model cannot be started.
 */
export function composeRerun(
  config: Config,
  log: Log,
): (model: string, bytes: Uint8Array) => Promise<Examination> {
  let before: Promise<unknown> = Promise.resolve()
  return (model, bytes) => {
    const run = before.then(async () => {
      const reader = startReader(config, log, { modelDir: folderOf(model, config) })
      try {
        await reader.ready()
        return await reader.read(bytes)
      } finally {
        await reader.close()
      }
    })
    before = run.catch(() => undefined)
    return run
  }
}

/** The served model may lie elsewhere than the others. */
function folderOf(model: string, { modelDir }: Config): string {
  return model === basename(modelDir) ? modelDir : join(programFolder, 'models', model)
}
