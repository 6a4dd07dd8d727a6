// What the benchmarks of the record share.
import { FIRST_PREVIOUS_HASH } from '../dist/core/audit-chain.js'
import { hashEvent } from '../dist/store/audit-line.js'
import { canonicalDetails } from '../dist/store/chain-writes.js'

const KINDS = ['study.received', 'study.answered', 'study.delivered']
const START = Date.UTC(2026, 0, 1)

/** A sound stream of `count` events, of the size that events have, in batches of a thousand. */
export function* makeEvents(count) {
  let previousHash = FIRST_PREVIOUS_HASH
  let batch = []
  for (let seq = 1; seq <= count; seq += 1) {
    const study = Math.ceil(seq / KINDS.length)
    const kind = KINDS[(seq - 1) % KINDS.length]
    const unhashed = {
      seq,
      at: new Date(START + seq * 1000),
      kind,
      actorKind: kind === 'study.received' ? 'person' : 'program',
      actorId: kind === 'study.received' ? (study % 5000).toString(16).padStart(16, '0') : null,
      actorChannel: kind === 'study.received' ? 'telegram' : null,
      subject: `00000000-0000-4000-8000-${study.toString(16).padStart(12, '0')}`,
      details: detailsOf(kind, study),
      previousHash,
    }
    previousHash = hashEvent(unhashed)
    batch.push({ ...unhashed, hash: previousHash })
    if (batch.length === 1000 || seq === count) {
      yield batch
      batch = []
    }
  }
}

function detailsOf(kind, study) {
  const reference = `CC-${study.toString(32).toUpperCase().padStart(8, '2')}`
  const shared = { reference, channel: 'telegram' }
  const sha256 = study.toString(16).padStart(64, 'a')
  if (kind === 'study.received') {
    return canonicalDetails({ ...shared, sha256, bytes: 123456, recompressed: true })
  }
  if (kind === 'study.delivered') return canonicalDetails(shared)
  return canonicalDetails({
    ...shared,
    outcome: 'finding',
    label: 'PNEUMONIA',
    scoreCovid: 0.012345678901234,
    scoreNormal: 0.023456789012345,
    scorePneumonia: 1 / (1 + 1 / study),
    threshold: 0.61,
    code: null,
    format: 'jpeg',
    width: 1280,
    height: 1024,
    pixelsSha256: sha256,
    heatmapSha256: sha256,
    model: 'reference-vgg16@0123456789ab',
    backend: 'native',
    precision: 'bfloat16',
    preprocessing: 'gray-232-1',
    checked: true,
    turns: '',
    queueMs: 1.25,
    decodeMs: 14.5,
    classifyMs: 88.125,
    heatmapMs: 21.5,
  })
}

/** The most memory that this process ever had, in MiB. */
export const peakMemory = () => Math.round(process.resourceUsage().maxRSS / 1024)
