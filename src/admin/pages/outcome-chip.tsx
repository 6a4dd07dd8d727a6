import type { Child } from 'hono/jsx'
import type { Study } from '../../core/study.js'
import type { ReviewState } from '../../core/review.js'
import type { Wording } from '../../core/wording/wording.js'
import {
  AlertIcon,
  BarredIcon,
  CheckIcon,
  ClockIcon,
  DisagreeIcon,
  DotIcon,
  EyeIcon,
  QuestionIcon,
  RingIcon,
} from './icons.js'
import { REVIEW_NAMES } from './names.js'

/** The outcome in a word with a sign of its own, so that colour is never needed to tell them apart. */
export function OutcomeChip(props: { readonly study: Study; readonly wording: Wording }) {
  const { study, wording } = props
  switch (study.outcome) {
    case 'finding':
      return study.label === 'NORMAL' ? (
        <Chip tone="normal" icon={<RingIcon />} text={wording.labels.NORMAL} />
      ) : (
        <Chip
          tone="finding"
          icon={<DotIcon />}
          text={study.label ? wording.labels[study.label] : 'Finding'}
        />
      )
    case 'uncertain':
      return <Chip tone="uncertain" icon={<QuestionIcon />} text={wording.uncertain} />
    case 'refused':
      return <Chip tone="refused" icon={<BarredIcon />} text="Refused" />
    case 'fault':
      return <Chip tone="fault" icon={<AlertIcon />} text="Fault" />
    case null:
      return <Chip tone="refused" icon={<ClockIcon />} text="Waiting" />
  }
}

/** What reviewers say, with a sign of its own too. Quiet where nobody has said anything. */
export function ReviewMark({ state }: { readonly state: ReviewState }) {
  const name = REVIEW_NAMES[state]
  switch (state) {
    case 'unreviewed':
      return <span class="mark mark-none">{name}</span>
    case 'agreed':
      return <Mark tone="agreed" icon={<CheckIcon />} text={name} />
    case 'disagreed':
      return <Mark tone="disagreed" icon={<DisagreeIcon />} text={name} />
    case 'reviewed':
      return <Mark tone="reviewed" icon={<EyeIcon />} text={name} />
  }
}

function Mark(props: { readonly tone: string; readonly icon: Child; readonly text: string }) {
  return (
    <span class={`mark mark-${props.tone}`}>
      {props.icon}
      {props.text}
    </span>
  )
}

export function Chip(props: { readonly tone: string; readonly icon: Child; readonly text: string }) {
  return (
    <span class={`chip chip-${props.tone}`}>
      {props.icon}
      {props.text}
    </span>
  )
}
