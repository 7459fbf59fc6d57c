import { describe, expect, test } from 'vitest'
import type { RecordingView } from '../../server/recordings/view.ts'
import { extentOf } from '../../web/replay/extent.ts'

const terminal = { n: 1, host: 'www01', login: 'ada', startedAt: 0, endedAt: null, bytes: 10 }

const recording: RecordingView = {
  id: 'r',
  title: '',
  kind: 'exercise',
  member: { id: 'a', handle: 'ada', name: 'Ada' },
  state: 'recording',
  startedAt: 0,
  endedAt: null,
  durationMs: 1000,
  terminals: 1,
  outcome: 'running',
  reviews: 0,
  verification: null,
  terminalList: [terminal],
  events: [],
  checks: [],
}

describe('the extent of a recording', () => {
  test('grows with its output, its terminals and its end', () => {
    const later: RecordingView[] = [
      { ...recording, terminalList: [{ ...terminal, bytes: 11 }] },
      { ...recording, terminalList: [terminal, { ...terminal, n: 2 }] },
      { ...recording, state: 'complete' },
    ]
    expect(new Set([recording, ...later].map(extentOf)).size).toBe(4)
  })

  test('is not the time that passes, nor a review', () => {
    expect(extentOf({ ...recording, durationMs: 9000, reviews: 1 })).toBe(extentOf(recording))
  })
})
