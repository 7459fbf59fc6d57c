import { describe, expect, test } from 'vitest'
import type { JournalEvent } from '../../server/recordings/view.ts'
import {
  activityOf,
  activityPath,
  checkLanes,
  cluster,
  eventMarks,
} from '../../web/replay/timeline.ts'
import { trackOf } from '../../web/replay/track.ts'

const track = trackOf(1, 0, {
  version: 3,
  cols: 80,
  rows: 24,
  timestamp: null,
  title: '',
  events: [
    { at: 0, code: 'o', data: 'ab' },
    { at: 500, code: 'r', data: '10x10' },
    { at: 999, code: 'o', data: 'abc' },
    { at: 1000, code: 'o', data: 'd' },
  ],
  comments: [],
  cut: false,
})

describe('the time line', () => {
  test('counts output per part, the last moment within the last part', () => {
    expect(activityOf([track, track], 1_000, 4)).toEqual([4, 0, 0, 8])
  })

  test('draws nothing happening as a flat line', () => {
    expect(activityPath([0, 0])).toBe('M0 1 L0.5 1 L1.5 1 L2 1 Z')
  })

  test('places spans as shares, and cuts what reaches beyond the end', () => {
    const [lane] = checkLanes(
      [
        {
          checkId: 'page',
          title: 'Page',
          invariant: false,
          spans: [
            { from: 0, to: 250, status: 'fail', seen: '502' },
            { from: 250, to: 2_000, status: 'pass', seen: '200' },
          ],
        },
      ],
      1_000,
    )
    expect(lane?.spans.map(span => [span.left, span.width])).toEqual([
      [0, 0.25],
      [0.25, 0.75],
    ])
  })

  test('puts together marks that would cover one another', () => {
    const marks = cluster([{ at: 900 }, { at: 100 }, { at: 105 }, { at: 112 }], 1_000, 0.01)
    expect(marks.map(mark => mark.items.map(item => item.at))).toEqual([[100, 105], [112], [900]])
  })

  test('says events in words and leaves out what has a lane of its own', () => {
    const event = (type: JournalEvent['type'], data: Record<string, unknown>): JournalEvent => ({
      t: 1,
      type,
      data,
    })
    const marks = eventMarks([
      event('hint.opened', { title: 'Where would nginx tell you why?', cost: 1 }),
      event('check.flipped', { title: 'Page', status: 'pass', seen: '200' }),
      event('images.changed', { role: 'www' }),
      event('lab.changed', { state: 'ended', why: 'solved' }),
    ])
    expect(marks.map(mark => mark.text)).toEqual([
      'Opened the hint “Where would nginx tell you why?”',
      'The lab ended: solved',
    ])
  })
})
