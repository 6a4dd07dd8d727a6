import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChainReport } from '../../src/core/audit-chain.js'
import { createChainVerifier, FIRST_PREVIOUS_HASH, verifyChain } from '../../src/core/audit-chain.js'
import type { StoredEvent } from '../support/audit-stream.js'
import { linesOf, link, looseEvent, soundStream } from '../support/audit-stream.js'

const COUNT = 60
const events = soundStream(COUNT)
const lines = linesOf(events)
const event = (seq: number): StoredEvent => events[seq - 1] as StoredEvent
const head = (seq: number) => ({ seq, hash: event(seq).hash })

function verify(text: readonly string[], heads = [head(COUNT)]): ChainReport {
  const verifier = createChainVerifier(heads)
  for (const line of text) verifier.take(line)
  return verifier.end()
}

const place = fc.integer({ min: 1, max: COUNT })

describe('a stream of events', () => {
  it('passes as it was written, with heads and without', () => {
    for (const heads of [[], [head(1)], [head(7), head(COUNT), head(3)], [head(7), head(7)]]) {
      expect(verify(lines, heads)).toEqual({ broken: null, events: COUNT, last: head(COUNT) })
    }
    expect(verify([], [])).toEqual({ broken: null, events: 0, last: null })
  })

  it('goes on after a published head', () => {
    expect(verify(lines, [head(COUNT - 20)]).broken).toBeNull()
  })

  it('can be proved by anybody who has SHA-256 and RFC 8785', () => {
    let previousHash = FIRST_PREVIOUS_HASH
    for (const line of lines) {
      const { hash, ...hashed } = JSON.parse(line) as Record<string, unknown>
      expect(line).toBe(canonicalize({ hash, ...hashed }))
      expect(hashed['previousHash']).toBe(previousHash)
      expect(
        createHash('sha256')
          .update(String(canonicalize(hashed)))
          .digest('hex'),
      ).toBe(hash)
      previousHash = String(hash)
    }
  })

  it('names the first bad event of two, and looks no further', () => {
    const text = lines.with(30, 'nothing').with(10, 'nothing')
    expect(verify(text)).toEqual({
      broken: { why: 'unreadable', seq: 11, found: null },
      events: 10,
      last: head(10),
    })
  })

  it.each(['', '{}', 'null', '[]', '7', '"x"', '{"seq":"3"}', '{"seq":3.5,"hash":"","previousHash":""}'])(
    'calls the line %j unreadable',
    (line) => {
      expect(verify(lines.with(2, line)).broken).toEqual({ why: 'unreadable', seq: 3, found: null })
    },
  )

  it('does not pass an event that is written in another way, or that says a thing twice', () => {
    const line = lines[4] ?? ''
    const reordered = JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(line) as object).reverse()))
    const twice = line.replace('"kind":', '"kind":"user.changed","kind":')
    const spaced = line.replace('"kind":', '"kind": ')
    for (const changed of [reordered, twice, spaced]) {
      expect(JSON.parse(changed)).toEqual(JSON.parse(line))
      expect(verify(lines.with(4, changed)).broken).toEqual({ why: 'edited', seq: 5, found: 5 })
    }
  })

  it('is verified as it comes in', async () => {
    const progress: number[] = []
    async function* batches() {
      yield lines.slice(0, 25)
      await Promise.resolve()
      yield lines.slice(25)
    }
    const report = await verifyChain(batches(), {
      heads: [head(COUNT)],
      onProgress: (done) => progress.push(done),
    })
    expect(report.broken).toBeNull()
    expect(progress).toEqual([25, COUNT])
  })
})

describe('of 1,000 random changes', () => {
  const assert = <T>(property: fc.IProperty<T>): void => {
    fc.assert(property, { numRuns: 200 })
  }

  it('each edit is found, whether or not the hashes behind it were made to fit', () => {
    const edits = fc.constantFrom<Partial<StoredEvent>>(
      { details: '{"label":"COVID"}' },
      { subject: null },
      { actorId: 'somebody else' },
      { actorKind: 'user' },
      { actorChannel: 'shell' },
      { kind: 'study.viewed' },
      { at: new Date(7) },
    )
    const rehashed = fc.constantFrom('none', 'own', 'all')
    const property = fc.property(place, edits, rehashed, (seq, edit, how) => {
      const edited = { ...event(seq), ...edit }
      const before = events.slice(0, seq - 1)
      const after = events.slice(seq)
      const own = link([edited], event(seq).previousHash)
      const text =
        how === 'none'
          ? [...before, edited, ...after]
          : how === 'own'
            ? [...before, ...own, ...after]
            : [...before, ...link([edited, ...after], event(seq).previousHash)]
      const expected =
        how === 'none'
          ? { why: 'edited', seq }
          : how === 'own' && seq < COUNT
            ? { why: 'unlinked', seq: seq + 1 }
            : { why: 'not_as_published', seq: COUNT }
      expect(verify(linesOf(text)).broken).toMatchObject(expected)
    })
    assert(property)
  })

  it('each changed character is found', () => {
    const property = fc.property(place, fc.nat(), fc.nat(), (seq, at, by) => {
      const line = lines[seq - 1] ?? ''
      const index = at % line.length
      const other = String.fromCharCode(32 + ((line.charCodeAt(index) - 31 + (by % 94)) % 95))
      const changed = line.slice(0, index) + other + line.slice(index + 1)
      fc.pre(changed !== line)
      expect(verify(lines.with(seq - 1, changed)).broken).toMatchObject({ seq })
    })
    assert(property)
  })

  it('each removal is found, and each truncation', () => {
    const property = fc.property(place, fc.integer({ min: 1, max: 5 }), (seq, count) => {
      const text = lines.toSpliced(seq - 1, count)
      const isTail = seq - 1 + count >= COUNT
      expect(verify(text).broken).toEqual(
        isTail ? { why: 'cut_off', seq, found: null } : { why: 'out_of_place', seq, found: seq + count },
      )
      expect(verify(lines.slice(0, seq - 1)).broken).toEqual({ why: 'cut_off', seq, found: null })
    })
    assert(property)
  })

  it('each swap is found', () => {
    const property = fc.property(place, place, (one, other) => {
      fc.pre(one !== other)
      const [low, high] = [Math.min(one, other), Math.max(one, other)]
      const text = lines.with(low - 1, lines[high - 1] ?? '').with(high - 1, lines[low - 1] ?? '')
      expect(verify(text).broken).toEqual({ why: 'out_of_place', seq: low, found: high })
    })
    assert(property)
  })

  it('each insertion is found: of a copy, of a forged event that fits, and of one that the rest was fitted to', () => {
    const kinds = fc.constantFrom('copy', 'forged', 'fitted')
    const property = fc.property(place, place, kinds, (seq, source, kind) => {
      const previousHash = event(seq).previousHash
      const forged = { ...looseEvent(seq), subject: 'forged' }
      const moved = events.slice(seq - 1).map((later) => ({ ...later, seq: later.seq + 1 }))
      const text =
        kind === 'copy'
          ? lines.toSpliced(seq - 1, 0, lines[source - 1] ?? '')
          : kind === 'forged'
            ? lines.toSpliced(seq - 1, 0, ...linesOf(link([forged], previousHash)))
            : [...lines.slice(0, seq - 1), ...linesOf(link([forged, ...moved], previousHash))]
      // A copy of the very event that belongs there is taken, and the original is the one too many.
      const found = kind === 'copy' && source !== seq ? seq : Math.min(seq + 1, COUNT + 1)
      const { broken } = verify(text)
      if (kind === 'fitted' || (kind === 'forged' && seq === COUNT)) {
        expect(broken).toMatchObject({ why: 'not_as_published', seq: COUNT })
      } else expect(broken).toMatchObject({ why: 'out_of_place', seq: found })
    })
    assert(property)
  })
})
