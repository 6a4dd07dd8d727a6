import type * as TensorFlow from '@tensorflow/tfjs'
import sharp from 'sharp'
import type { GrayPicture } from '../../src/core/gray-picture.js'

/** Where something lies on a picture: shares of its width and height in 0..1, from the left and the top. */
export interface Place {
  readonly x: number
  readonly y: number
}

const BACKGROUND = 40
const BAR = 150
const SPOT = 255

/** A dark picture with a gray bar along its top, which shows what is up, and a bright spot at `place`. */
export function drawSpot(width: number, height: number, place: Place): GrayPicture {
  const pixels = new Uint8Array(width * height)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const distance = Math.hypot((x + 0.5) / width - place.x, (y + 0.5) / height - place.y)
      pixels[y * width + x] = distance < 0.08 ? SPOT : y < height * 0.12 ? BAR : BACKGROUND
    }
  }
  return { width, height, pixels }
}

export const opened = ({ width, height, pixels }: GrayPicture) =>
  sharp(pixels, { raw: { width, height, channels: 1 } }).toColourspace('b-w')

/**
 * A network that calls a picture PNEUMONIA the more of it is brighter than the bar of {@link drawSpot}, and NORMAL the
 * darker it is. Its weights are written by hand.
 */
export function buildSpotNetwork(tf: typeof TensorFlow, size: number): TensorFlow.LayersModel {
  const network = tf.sequential({
    layers: [
      tf.layers.conv2d({
        name: 'spots',
        filters: 2,
        kernelSize: 3,
        strides: 2,
        padding: 'same',
        activation: 'relu',
        inputShape: [size, size, 3],
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }),
      tf.layers.dense({ units: 3, activation: 'softmax' }),
    ],
  })
  tf.tidy(() => {
    const brightAndDark = Array.from({ length: 27 }, () => [1 / 27, -1 / 27]).flat()
    network.layers[0]?.setWeights([tf.tensor4d(brightAndDark, [3, 3, 3, 2]), tf.tensor1d([-0.8, 0.3])])
    network.layers[3]?.setWeights([
      tf.tensor2d([
        [0, 0, 200],
        [0, 5, 0],
      ]),
      tf.tensor1d([0, 0, 0]),
    ])
  })
  return network
}

/** Where a heatmap over a picture of these sides is brightest: the middle of what comes near its brightest pixel. */
export async function peakOf(
  heatmap: Uint8Array,
  { width, height }: Pick<GrayPicture, 'width' | 'height'>,
): Promise<Place> {
  const { data, info } = await sharp(heatmap).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  // The strip with the scale is right of the picture.
  const film = Math.round((info.height * width) / height)
  const grayAt = (x: number, y: number) => data[(y * info.width + x) * info.channels] ?? 0
  let [brightest, sumX, sumY, count] = [0, 0, 0, 0]
  for (let y = 0; y < info.height; y += 1)
    for (let x = 0; x < film; x += 1) brightest = Math.max(brightest, grayAt(x, y))
  for (let y = 0; y < info.height; y += 1) {
    for (let x = 0; x < film; x += 1) {
      if (grayAt(x, y) < brightest - 12) continue
      sumX += x + 0.5
      sumY += y + 0.5
      count += 1
    }
  }
  return { x: sumX / count / film, y: sumY / count / info.height }
}
