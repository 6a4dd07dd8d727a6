// One way of running the network, in a process of its own. Started by saved-model.mjs.
import { createLayersNetwork, heatmapLayerOf, loadLayers } from '../dist/inference/layers-network.js'
import { checkModelFolder } from '../dist/inference/model-folder.js'
import { createSavedModelNetwork } from '../dist/inference/saved-model-network.js'
import { loadTensorFlow } from '../dist/inference/tensorflow.js'

const [kind, modelFolder, cacheFolder] = process.argv.slice(2)
const { tf } = await loadTensorFlow('native')
const folder = await checkModelFolder(modelFolder)
const heatmapLayer = 'block5_conv3'

async function createNetwork() {
  if (kind === 'layers') {
    const model = await loadLayers(tf, folder)
    return createLayersNetwork({ tf, model, gateLayers: [], heatmapLayer: heatmapLayerOf(model, folder) })
  }
  const options = { tf, folder, pooledLayers: [], heatmapLayer, cacheFolder, precision: kind }
  const made = await createSavedModelNetwork(options)
  if (made.kind === 'declined') throw new Error(made.reason)
  return made.network
}

const network = await createNetwork()
const { inputSize } = network
const square = Uint8Array.from({ length: inputSize ** 2 }, (_, at) => (at * 7919 + (at >> 5) * 31) % 256)
network.forward([square])
process.on('message', () => {
  const processor = process.cpuUsage()
  const started = performance.now()
  network.forward([square])
  const passed = performance.now() - started
  const { user, system } = process.cpuUsage(processor)
  process.send({ passed, processor: (user + system) / 1000, rss: process.memoryUsage.rss() })
})
process.send('warm')
