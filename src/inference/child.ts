// The inference process: native TensorFlow and libvips live here, so that a forward pass never holds the main event
// loop and a crash in native code takes nothing else along. Started by createReader; not imported by anybody.
import { unread } from '../core/examination.js'
import { faultCode } from '../core/fault.js'
import type { ChildMessage, ChildOptions, ReadRequest } from './child-protocol.js'
import { loadClassifier } from './classifier.js'
import { checkModelFolder } from './model-folder.js'
import { openFrozen } from './saved-model-network.js'
import { loadTensorFlow } from './tensorflow.js'

const options = JSON.parse(process.argv[2] ?? '{}') as ChildOptions

function send(message: ChildMessage): void {
  process.send?.(message)
}

// Ctrl-C in a terminal reaches the whole process group: the parent decides when this process ends.
process.on('SIGINT', () => undefined)
process.on('disconnect', () => process.exit(0))

try {
  const checked = await checkModelFolder(options.modelFolder)
  const loaded = await loadTensorFlow(options.backend === 'best' ? undefined : options.backend)
  let graphProblem: string | null = null
  const frozen =
    options.graphFolder !== null && loaded.backend === 'native'
      ? openFrozen(options.graphFolder, (reason) => {
          graphProblem = reason
        })
      : undefined
  const classifier = await loadClassifier(loaded, checked, { ...options, openNetwork: frozen })
  process.on('message', (request: ReadRequest) => {
    void classifier
      .examine(request.bytes)
      .catch((error: unknown) => unread({ kind: 'fault', code: faultCode(error) }))
      .then((examination) => {
        const tensors = classifier.tensorCount()
        send({ type: 'examined', id: request.id, examination, tensors, rss: process.memoryUsage.rss() })
      })
  })
  const { version, nativeProblem } = loaded
  const { identity: model, gated } = classifier
  send({ type: 'ready', model, gated, version, nativeProblem, graphProblem })
} catch (error) {
  send({
    type: 'failed',
    code: faultCode(error),
    message: error instanceof Error ? error.message : 'unknown',
  })
  process.exitCode = 1
  process.disconnect()
}
