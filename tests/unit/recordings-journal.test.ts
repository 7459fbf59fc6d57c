import { expect, it } from 'vitest'
import { checkLanes, terminalsOf } from '../../server/recordings/journal.ts'
import type { JournalEvent } from '../../server/recordings/view.ts'

const flip = (t: number, checkId: string, status: string, seen = ''): JournalEvent => ({
  t,
  type: 'check.flipped',
  data: { checkId, title: `The ${checkId}`, invariant: checkId === 'private', status, seen },
})

it('makes a lane a check, whose spans touch and run to the end', () => {
  const lanes = checkLanes(
    [
      flip(100, 'page', 'fail', '502'),
      flip(150, 'private', 'pass'),
      { t: 200, type: 'hint.opened', data: {} },
      flip(300, 'page', 'error', 'no answer in time'),
      flip(900, 'page', 'pass', '200'),
    ],
    1000,
  )
  expect(lanes).toEqual([
    {
      checkId: 'page',
      title: 'The page',
      invariant: false,
      spans: [
        { from: 100, to: 300, status: 'fail', seen: '502' },
        { from: 300, to: 900, status: 'error', seen: 'no answer in time' },
        { from: 900, to: 1000, status: 'pass', seen: '200' },
      ],
    },
    {
      checkId: 'private',
      title: 'The private',
      invariant: true,
      spans: [{ from: 150, to: 1000, status: 'pass', seen: '' }],
    },
  ])
})

it('has no lanes without checks', () => {
  expect(checkLanes([], 1000)).toEqual([])
})

it('lists the terminals with their times and sizes, open ones without an end', () => {
  const opened = (t: number, n: number): JournalEvent => ({
    t,
    type: 'terminal.opened',
    data: { n, host: 'www01', login: 'ada' },
  })
  const terminals = terminalsOf(
    [opened(500, 2), opened(10, 1), { t: 700, type: 'terminal.closed', data: { n: 1 } }],
    new Map([[1, 4096]]),
  )
  expect(terminals).toEqual([
    { n: 1, host: 'www01', login: 'ada', startedAt: 10, endedAt: 700, bytes: 4096 },
    { n: 2, host: 'www01', login: 'ada', startedAt: 500, endedAt: null, bytes: 0 },
  ])
})
