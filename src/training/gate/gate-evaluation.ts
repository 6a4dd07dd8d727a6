import { createHash } from 'node:crypto'
import type { Proportion } from '../../core/model-manifest.js'
import type { GateExample } from './gate-classes.js'
import type { GateContent } from './gate-fit.js'
import { chooseGateThresholds, type GateEvidence, type ParseGate } from './gate-thresholds.js'
import { wilson } from '../evaluation/intervals.js'

/** What the gate said of a picture that it had not seen. */
export interface Judged {
  readonly example: GateExample
  readonly evidence: GateEvidence
}

export interface GateTools {
  /** Fits a gate; its thresholds are still open. */
  readonly fit: (examples: readonly GateExample[]) => GateContent
  readonly parse: ParseGate
}

/** A gate fitted on `examples`, its thresholds chosen on upright validation films, plain and augmented. */
export function makeGate(
  examples: readonly GateExample[],
  upright: readonly GateExample[],
  { fit, parse }: GateTools,
): GateContent {
  const content = fit(examples)
  return { ...content, thresholds: chooseGateThresholds(content, upright, parse) }
}

export function judgeAll(
  content: GateContent,
  examples: readonly GateExample[],
  parse: ParseGate,
): readonly Judged[] {
  const gate = parse(content)
  return examples.map((example) => ({ example, evidence: gate.weigh(example.features) }))
}

/** One of `folds` by the name of what a picture was made of: copies of a picture are never on both sides. */
export function foldOf(origin: string, folds: number): number {
  return (createHash('sha256').update(`fold:${origin}`).digest()[0] ?? 0) % folds
}

/** Every example judged by a gate that was fitted without its fold. */
export function crossValidate(
  examples: readonly GateExample[],
  upright: readonly GateExample[],
  tools: GateTools,
  folds: number,
  advance: () => void,
): readonly Judged[] {
  return Array.from({ length: folds }, (_, fold) => {
    const isOut = ({ origin }: GateExample) => foldOf(origin, folds) === fold
    const content = makeGate(
      examples.filter((example) => !isOut(example)),
      upright,
      tools,
    )
    const judged = judgeAll(content, examples.filter(isOut), tools.parse)
    advance()
    return judged
  }).flat()
}

/** The examples of the kinds, each judged by a gate that never met any picture of these kinds. */
export function leaveKindsOut(
  examples: readonly GateExample[],
  upright: readonly GateExample[],
  kinds: readonly string[],
  tools: GateTools,
): readonly Judged[] {
  const isOut = ({ kind }: GateExample) => kinds.includes(kind)
  const content = makeGate(
    examples.filter((example) => !isOut(example)),
    upright,
    tools,
  )
  return judgeAll(
    content,
    examples.filter((example) => isOut(example) && !example.augmented),
    tools.parse,
  )
}

/** Upright validation films of a source, judged by a gate for which this source did not exist, thresholds included. */
export function leaveSourceOut(
  examples: readonly GateExample[],
  upright: readonly GateExample[],
  source: string,
  tools: GateTools,
): readonly Judged[] {
  const origins = new Set(examples.filter((example) => example.source === source).map(({ origin }) => origin))
  const content = makeGate(
    examples.filter(({ origin }) => !origins.has(origin)),
    upright.filter((example) => example.source !== source),
    tools,
  )
  return judgeAll(
    content,
    upright.filter((example) => example.source === source && !example.augmented),
    tools.parse,
  )
}

/** How many of some pictures were let in, refused and called turned. */
export interface GateRate {
  readonly name: string
  readonly n: number
  /** Not let in at the first look. */
  readonly refused: Proportion | null
  /** Refused or turned, by what the sender would read. */
  readonly verdicts: Readonly<Record<string, number>>
}

export function rateOf(name: string, judged: readonly Judged[]): GateRate {
  const verdicts: Record<string, number> = {}
  for (const { evidence } of judged) {
    const said = verdictName(evidence.verdict)
    verdicts[said] = (verdicts[said] ?? 0) + 1
  }
  return {
    name,
    n: judged.length,
    refused: wilson(judged.length - (verdicts['accepted'] ?? 0), judged.length),
    verdicts,
  }
}

export function ratesBy(
  judged: readonly Judged[],
  nameOf: (example: GateExample) => string,
): readonly GateRate[] {
  const parts = new Map<string, Judged[]>()
  for (const one of judged) parts.set(nameOf(one.example), [...(parts.get(nameOf(one.example)) ?? []), one])
  return [...parts]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, part]) => rateOf(name, part))
}

export function verdictName(verdict: GateEvidence['verdict']): string {
  if (verdict.kind === 'refused') return verdict.code
  return verdict.kind === 'turned' ? verdict.turns.join(' ') : 'accepted'
}

/** What became of films shown turned, the second look included. */
export interface TurnedRate {
  readonly turn: string
  readonly n: number
  /** Named rightly, put right and accepted then. */
  readonly putRight: Proportion | null
  readonly refused: Proportion | null
  /** Accepted as it came: the failure. */
  readonly acceptedTurned: Proportion | null
  /** Taken for another turn and accepted after the wrong change. Impossible but for a film that looks alike both ways. */
  readonly misread: number
}

/**
 * Follows turned films through both looks. `upright` holds what the gate says of the same films as they should be: putting
 * a film right after its true turn gives exactly that picture. One that is taken for another turn counts as misread.
 */
export function followTurned(
  turned: readonly Judged[],
  upright: ReadonlyMap<string, GateEvidence>,
): readonly TurnedRate[] {
  return [...new Set(turned.map(({ example }) => example.class))].sort().map((turn) => {
    const rows = turned.filter(({ example }) => example.class === turn)
    const count = (test: (row: Judged) => boolean) => rows.filter(test).length
    const named = ({ evidence }: Judged) => evidence.verdict.kind === 'turned'
    const right = (row: Judged) => named(row) && verdictName(row.evidence.verdict) === turn
    const accepted = ({ example }: Judged) => upright.get(example.origin)?.verdict.kind === 'accepted'
    const putRight = count((row) => right(row) && accepted(row))
    const asItCame = count(({ evidence }) => evidence.verdict.kind === 'accepted')
    const misread = count((row) => named(row) && !right(row))
    return {
      turn,
      n: rows.length,
      putRight: wilson(putRight, rows.length),
      refused: wilson(rows.length - putRight - asItCame - misread, rows.length),
      acceptedTurned: wilson(asItCame, rows.length),
      misread,
    }
  })
}
