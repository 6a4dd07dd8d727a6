import type { Child } from 'hono/jsx'
import type { Study } from '../../core/study.js'
import type { Wording } from '../../core/wording/wording.js'
import { AlertIcon, BarredIcon, ClockIcon, DotIcon, QuestionIcon, RingIcon } from './icons.js'

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

export function Chip(props: { readonly tone: string; readonly icon: Child; readonly text: string }) {
  return (
    <span class={`chip chip-${props.tone}`}>
      {props.icon}
      {props.text}
    </span>
  )
}
