import canonicalize from 'canonicalize'
import { describe, expect, it } from 'vitest'
import { studyLine, studyRecord } from '../../../src/admin/exports/study-record.js'
import { answeredStudy } from './studies.js'

describe('a study as a line', () => {
  it.each([
    ['with everything', answeredStudy()],
    [
      'with nothing but its coming',
      answeredStudy({ answeredAt: null, scores: null, timings: null, turns: [], note: null }),
    ],
    ['with odd text', answeredStudy({ note: 'é\u2028"\\\u0007' })],
  ])('is canonical JSON, %s', (_, study) => {
    for (const notes of [true, false]) {
      expect(studyLine(study, { notes })).toBe(canonicalize(studyRecord(study, { notes })))
    }
  })

  it('has the note only where it is asked for', () => {
    expect(JSON.parse(studyLine(answeredStudy(), { notes: false }))).not.toHaveProperty('note')
    expect(JSON.parse(studyLine(answeredStudy(), { notes: true }))).toHaveProperty('note', 'cough')
  })
})
