import { describe, expect, test } from 'vitest'
import {
  clock,
  count,
  duration,
  exactTime,
  initials,
  percent,
  relativeTime,
} from '../../web/ui/format.ts'

const NOW = Date.UTC(2026, 10, 22, 12)
const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

describe('relativeTime', () => {
  test.each([
    [0, 'just now'],
    [-44 * SECOND, 'just now'],
    [-45 * SECOND, '1 minute ago'],
    [-25 * MINUTE, '25 minutes ago'],
    [-(HOUR + 59 * MINUTE), '1 hour ago'],
    [-3 * DAY, '3 days ago'],
    [20 * SECOND, 'in a moment'],
    [90 * MINUTE, 'in 2 hours'],
  ])('%i ms away reads %s', (away, words) => {
    expect(relativeTime(NOW + away, NOW)).toBe(words)
  })

  test('a link good for 48 hours does not begin as one day', () => {
    expect(relativeTime(NOW + 2 * DAY - SECOND, NOW)).toBe('in 2 days')
  })

  test('gives the date after thirty days, with its year when it is another one', () => {
    expect(relativeTime(NOW - 40 * DAY, NOW)).toBe('13 Oct')
    expect(relativeTime(NOW - 400 * DAY, NOW)).toBe('18 Oct 2025')
  })
})

test('the exact time names day, date, time and zone', () => {
  expect(exactTime(NOW)).toMatch(/^Sun 22 Nov 2026, \d\d:00:00 \S+$/)
})

describe('duration', () => {
  test.each([
    [-5, '0 ms'],
    [480, '480 ms'],
    [4 * SECOND, '4 s'],
    [21 * MINUTE + 40 * SECOND, '21 min 40 s'],
    [3 * HOUR, '3 h'],
    [3 * HOUR + 5 * MINUTE, '3 h 5 min'],
    [DAY, '1 day'],
    [2 * DAY + 4 * HOUR, '2 days 4 h'],
  ])('%i ms is %s', (ms, words) => {
    expect(duration(ms)).toBe(words)
  })
})

test.each([
  [38 * MINUTE + 12 * SECOND, '38:12'],
  [HOUR + 2 * MINUTE + 9 * SECOND, '1:02:09'],
  [9 * SECOND, '0:09'],
  [-SECOND, '0:00'],
])('a clock shows %i ms as %s', (ms, face) => {
  expect(clock(ms)).toBe(face)
})

test('only all of them is 100 %', () => {
  expect(percent(1)).toBe('100 %')
  expect(percent(0.99999)).toBe('99.9 %')
  expect(percent(0.871)).toBe('87.1 %')
  expect(percent(0)).toBe('0 %')
})

test.each([
  ['Ada Lovelace', 'AL'],
  ['ada', 'AD'],
  ['release-manager', 'RM'],
  ['', '?'],
])('initials of "%s" are %s', (name, letters) => {
  expect(initials(name)).toBe(letters)
})

test('counts one without an s', () => {
  expect(count(1, 'review')).toBe('1 review')
  expect(count(0, 'review')).toBe('0 reviews')
})
