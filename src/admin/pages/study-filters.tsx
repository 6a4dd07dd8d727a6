import type { Child } from 'hono/jsx'
import { LABELS } from '../../core/label.js'
import { OUTCOME_KINDS, REFUSAL_CODES } from '../../core/outcome.js'
import { REVIEW_STATES } from '../../core/review.js'
import { CHANNELS } from '../../core/study.js'
import type { FilterName, FilterProblem, StudyQuery } from '../study-query.js'
import { FILTER_NAMES, filtersOf, studyListAddress, TEXT_LIMIT } from '../study-query.js'
import type { Site } from '../web.js'
import { AlertIcon, CrossIcon, FilterIcon, SearchIcon } from './icons.js'
import { CHANNEL_NAMES, codeName, OUTCOME_NAMES, REVIEW_NAMES } from './names.js'

/** Codes with which an answer fails on our side. */
const FAULT_CODES = ['inference_crashed', 'inference_timeout', 'inference_unavailable', 'internal'] as const

export const FILTER_TITLES: Readonly<Record<FilterName, string>> = {
  text: 'Note or reference',
  from: 'From',
  to: 'To',
  outcome: 'Outcome',
  label: 'Label',
  code: 'Reason',
  review: 'Review',
  channel: 'Channel',
  person: 'Person',
  model: 'Model',
}

export interface StudyFiltersProps {
  readonly site: Site
  readonly query: StudyQuery
  /** Every model that ever answered, `name@hash12`. */
  readonly models: readonly string[]
}

/** The search, the filters and what is in force of them. Plain forms that keep one another's values. */
export function StudyFilters({ site, query, models }: StudyFiltersProps) {
  return (
    <>
      <div class="finder">
        <form class="search" method="get" action="/dashboard/studies" role="search">
          <Kept query={query} but={['text']} />
          <label class="visually-hidden" for="search">
            Reference, or words of the note
          </label>
          <SearchIcon />
          <input
            id="search"
            name="text"
            type="search"
            value={query.text ?? ''}
            maxlength={TEXT_LIMIT}
            placeholder="Reference, or words of the note"
            autocomplete="off"
            spellcheck={false}
          />
          <button class="button" type="submit">
            Find
          </button>
        </form>
        <button class="button filter-button" type="button" popovertarget="filters">
          <FilterIcon /> Filters
        </button>
      </div>
      <form
        class="filters"
        id="filters"
        popover="auto"
        method="get"
        action="/dashboard/studies"
        aria-label="Filters"
      >
        <Kept query={query} but={['from', 'to', 'outcome', 'label', 'code', 'review', 'channel', 'model']} />
        <Day name="from" value={query.from} />
        <Day name="to" value={query.to} />
        <Choice
          name="outcome"
          chosen={query.outcome}
          options={OUTCOME_KINDS.map((kind) => [kind, OUTCOME_NAMES[kind]])}
        />
        <Choice
          name="label"
          chosen={query.label}
          options={LABELS.map((label) => [label, site.wording.labels[label]])}
        />
        <Choice
          name="review"
          chosen={query.review}
          options={REVIEW_STATES.map((state) => [state, REVIEW_NAMES[state]])}
        />
        <Choice
          name="channel"
          chosen={query.channel}
          options={CHANNELS.map((channel) => [channel, CHANNEL_NAMES[channel]])}
        />
        <Choice
          name="code"
          chosen={query.code}
          options={withChosen([...REFUSAL_CODES, ...FAULT_CODES], query.code).map((code) => [
            code,
            codeName(code),
          ])}
        />
        <Choice
          name="model"
          chosen={query.model}
          options={withChosen(models, query.model).map((model) => [model, model])}
        />
        <button class="button" type="submit">
          Apply
        </button>
      </form>
      <Chips site={site} query={query} />
    </>
  )
}

/** What the other form says, carried along. */
function Kept({ query, but }: { readonly query: StudyQuery; readonly but: readonly FilterName[] }) {
  const kept = FILTER_NAMES.filter((name) => !but.includes(name) && query[name] !== null)
  return (
    <>
      {kept.map((name) => (
        <input type="hidden" name={name} value={query[name] ?? ''} />
      ))}
    </>
  )
}

/** What is in force, each to be taken away by itself. */
function Chips({ site, query }: Pick<StudyFiltersProps, 'site' | 'query'>) {
  const names = filtersOf(query)
  if (names.length === 0) return null
  return (
    <ul class="filter-chips" aria-label="Filters in force">
      {names.map((name) => (
        <li>
          <a class="filter-chip" href={studyListAddress({ ...query, [name]: null, after: null })}>
            <span class="visually-hidden">Remove the filter</span>{' '}
            <span class="filter-chip-name">{FILTER_TITLES[name]}</span>{' '}
            <span class="filter-chip-value">{valueName(name, query, site)}</span>
            <CrossIcon />
          </a>
        </li>
      ))}
      <li>
        <a class="clear" href="/dashboard/studies">
          Show all
        </a>
      </li>
    </ul>
  )
}

function valueName(name: FilterName, query: StudyQuery, site: Site): string {
  if (name === 'outcome' && query.outcome) return OUTCOME_NAMES[query.outcome]
  if (name === 'label' && query.label) return site.wording.labels[query.label]
  if (name === 'review' && query.review) return REVIEW_NAMES[query.review]
  if (name === 'channel' && query.channel) return CHANNEL_NAMES[query.channel]
  if (name === 'code' && query.code) return codeName(query.code)
  return query[name] ?? ''
}

/** Says which values no study can have. */
export function FilterProblems({ problems }: { readonly problems: readonly FilterProblem[] }) {
  return (
    <div class="notice notice-fault" role="alert">
      <AlertIcon />
      <div>
        <p>
          <strong>This filter cannot be answered, so nothing is shown.</strong>
        </p>
        <ul class="plain-list">
          {problems.map(({ name, value }) => (
            <li>
              {FILTER_TITLES[name]}: “{value.slice(0, 80)}” {problemOf(name)}
            </li>
          ))}
        </ul>
        <p>
          <a href="/dashboard/studies">Show all studies</a>
        </p>
      </div>
    </div>
  )
}

function problemOf(name: FilterName): string {
  switch (name) {
    case 'from':
      return 'is no day. Days are written as 2026-11-23.'
    case 'to':
      return 'is no day, or lies before the first one. Days are written as 2026-11-23.'
    case 'text':
      return `is longer than ${TEXT_LIMIT} characters.`
    case 'model':
      return 'is no model. Models are named as name@0123456789ab.'
    default:
      return 'is not a value that a study can have.'
  }
}

function Day(props: { readonly name: 'from' | 'to'; readonly value: string | null }) {
  return (
    <Field name={props.name}>
      <input id={`filter-${props.name}`} name={props.name} type="date" value={props.value ?? ''} />
    </Field>
  )
}

function Choice(props: {
  readonly name: FilterName
  readonly chosen: string | null
  readonly options: readonly (readonly [value: string, name: string])[]
}) {
  return (
    <Field name={props.name}>
      <select id={`filter-${props.name}`} name={props.name}>
        <option value="">All</option>
        {props.options.map(([value, name]) => (
          <option value={value} selected={value === props.chosen}>
            {name}
          </option>
        ))}
      </select>
    </Field>
  )
}

function Field(props: { readonly name: FilterName; readonly children: Child }) {
  return (
    <div class="field field-choice">
      <label for={`filter-${props.name}`}>{FILTER_TITLES[props.name]}</label>
      {props.children}
    </div>
  )
}

function withChosen(values: readonly string[], chosen: string | null): readonly string[] {
  return chosen === null || values.includes(chosen) ? values : [...values, chosen]
}
