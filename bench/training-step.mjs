// Milliseconds a picture of a training step of VGG16's blocks 3 to 5, with TensorFlow's own convolutions and with ours,
// in one run. Usage: node bench/training-step.mjs [side] [rounds]   (after `npm run setup`)
import { loadTensorFlow } from '../dist/inference/tensorflow.js'
import { baseUpTo, tailOf } from '../dist/training/architectures/blocks.js'
import { vgg16 } from '../dist/training/architectures/vgg16.js'
import { useFastConvolutions } from '../dist/training/fast-convolutions.js'
import { compile } from '../dist/training/reference-training.js'

const side = Number(process.argv[2] ?? 160)
const rounds = Number(process.argv[3] ?? 5)
const BATCH = 16
const { tf } = await loadTensorFlow('native')
const network = vgg16.build(tf, { head: 'pooled', size: side, seed: 1 })
const front = baseUpTo(tf, network, 'block2_pool')
const tail = tailOf(tf, network, 'block2_pool')
compile(tf, tail, 1e-5)
const input = tf.randomUniform([BATCH, side, side, 3])
const targets = tf
  .oneHot(
    Array.from({ length: BATCH }, (_, index) => index % 3),
    3,
  )
  .toFloat()

async function measure() {
  const times = []
  for (let round = 0; round <= rounds; round += 1) {
    const started = performance.now()
    const features = front.predict(input)
    await tail.trainOnBatch(features, targets)
    features.dispose()
    times.push((performance.now() - started) / BATCH)
  }
  // The first round warms up.
  return times.slice(1).sort((a, b) => a - b)[Math.floor(rounds / 2)]
}

const standard = await measure()
useFastConvolutions(tf)
const fast = await measure()
const figures = `TensorFlow's ${standard.toFixed(0)} ms, ours ${fast.toFixed(0)} ms, ratio ${(standard / fast).toFixed(2)}`
console.log(`a picture of ${side} pixels, median of ${rounds} steps of ${BATCH}: ${figures}`)
