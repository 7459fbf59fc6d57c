import { cleanup, render, screen } from '@solidjs/testing-library'
import { afterEach, describe, expect, test } from 'vitest'
import type { RecordingView } from '../../server/recordings/view.ts'
import { StateChips } from '../../web/pages/replay/StateChips.tsx'

afterEach(cleanup)

const draw = (own: Partial<RecordingView>) => {
  const recording: RecordingView = {
    id: 'lab0000000000001',
    title: 'The build page answers 502',
    kind: 'exercise',
    member: { id: 'member-ada', handle: 'ada', name: 'Ada' },
    state: 'complete',
    startedAt: 0,
    endedAt: 60_000,
    durationMs: 60_000,
    terminals: 1,
    outcome: 'solved',
    reviews: 0,
    verification: null,
    terminalList: [],
    events: [],
    checks: [],
    ...own,
  }
  render(() => <StateChips recording={recording} />)
}

describe('the head of a replay', () => {
  test('says how much of the recording is proven', () => {
    draw({ verification: { state: 'verified', links: 812, detail: 'All 812 lines.' } })
    const chip = screen.getByText('Verified, 812 links')
    expect(chip.title).toBe('All 812 lines.')
    expect(chip.className).toContain('chip-pass')
    expect(screen.getByText('Complete')).toBeTruthy()
  })

  test('says once that the files were changed, and what was', () => {
    const detail = 'terminals/1.cast:2: Line 2 was changed.'
    draw({ state: 'failed-verification', verification: { state: 'failed', links: 0, detail } })
    const chip = screen.getByText('Failed verification')
    expect(chip.title).toBe(detail)
    expect(chip.className).toContain('chip-fail')
  })

  test('claims nothing while the recording is written', () => {
    draw({ state: 'recording', endedAt: null })
    expect(screen.queryByText(/erif/)).toBeNull()
  })
})
