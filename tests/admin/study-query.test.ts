import { describe, expect, it } from 'vitest'
import {
  FILTER_NAMES,
  NO_QUERY,
  parseStudyQuery,
  queryText,
  studyAddress,
  toConditions,
  toFilter,
  wholeReference,
} from '../../src/admin/study-query.js'

const WHOLE = {
  text: 'left base',
  from: '2026-11-01',
  to: '2026-11-23',
  outcome: 'finding',
  label: 'COVID',
  code: 'poor_quality',
  review: 'disagreed',
  channel: 'telegram',
  person: '3f2a9c1288aa',
  model: 'lungs-2@0123456789ab',
}

describe('the filter of the list in the address', () => {
  it('is read, meant and written back without a loss', () => {
    const { query, problems } = parseStudyQuery(WHOLE)
    expect(problems).toEqual([])
    expect(toConditions(query)).toEqual({
      text: 'left base',
      from: new Date('2026-11-01T00:00:00Z'),
      // The last day counts as a whole.
      to: new Date('2026-11-24T00:00:00Z'),
      outcome: 'finding',
      label: 'COVID',
      code: 'poor_quality',
      reviewState: 'disagreed',
      channel: 'telegram',
      person: '3f2a9c1288aa',
      model: 'lungs-2@0123456789ab',
    })
    const again = parseStudyQuery(Object.fromEntries(new URLSearchParams(queryText(query))))
    expect(again).toEqual({ query, problems: [] })
  })

  it.each([
    ['from', 'yesterday'],
    ['from', '2026-02-30'],
    ['to', '2026-13-01'],
    ['outcome', 'found'],
    ['label', 'covid'],
    ['code', 'Robert"); DROP'],
    ['review', 'maybe'],
    ['channel', 'carrier-pigeon'],
    ['person', '../../etc'],
    ['model', '<script>'],
    ['text', 'x'.repeat(201)],
  ] as const)('names a %s that no study can have: %s', (name, value) => {
    const { query, problems } = parseStudyQuery({ ...WHOLE, [name]: value })
    expect(problems).toEqual([{ name, value }])
    expect(query[name]).toBeNull()
  })

  it('names a last day that lies before the first', () => {
    const { problems } = parseStudyQuery({ from: '2026-11-23', to: '2026-11-22' })
    expect(problems).toEqual([{ name: 'to', value: '2026-11-22' }])
  })

  it('asks for nothing with empty values, blanks and unknown names', () => {
    const empty = Object.fromEntries(FILTER_NAMES.map((name) => [name, ' ']))
    expect(parseStudyQuery({ ...empty, colour: 'red' })).toEqual({ query: NO_QUERY, problems: [] })
    expect(queryText(NO_QUERY)).toBe('')
    expect(toFilter(NO_QUERY)).toEqual({ limit: 50 })
  })

  it('keeps what could end an address as a value of it', () => {
    const { query } = parseStudyQuery({ text: 'a&label=COVID#x "q" é' })
    expect(studyAddress('id-1', query)).toBe(
      '/dashboard/studies/id-1?text=a%26label%3DCOVID%23x+%22q%22+%C3%A9',
    )
  })

  it.each([
    ['CC-2345ABCD', 'CC-2345ABCD'],
    ['cc2345abcd', 'CC-2345ABCD'],
    ['CC 2345ABCD', 'CC-2345ABCD'],
    ['CC-2345', null],
    ['cough', null],
    [null, null],
  ])('takes %j for the whole reference %j', (text, reference) => {
    expect(wholeReference(text)).toBe(reference)
  })
})
