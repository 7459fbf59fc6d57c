import { describe, expect, test } from 'vitest'
import type { CheckView } from '../../server/exercises/view.ts'
import type { LabView } from '../../server/labs/view.ts'
import {
  allGreen,
  clockTone,
  flips,
  seenWords,
  stagesOf,
  watchChip,
} from '../../web/pages/workspace/words.ts'

const check = (id: string, status: CheckView['status'], invariant = false): CheckView => ({
  id,
  title: `The ${id}`,
  invariant,
  status,
  seen: '',
  at: null,
})

const lab = (state: LabView['state']): LabView => ({
  id: 'l',
  kind: 'exercise',
  title: '',
  owner: { id: 'm', handle: 'ada' },
  hosts: [],
  state,
  why: null,
  queuePosition: null,
  createdAt: 0,
  readyAt: null,
  expiresAt: null,
  endedAt: null,
  timings: { queued: 4, creating: 640 },
})

describe('words of the workspace', () => {
  test('tells what a starting lab has done, does and will do', () => {
    expect(stagesOf(lab('booting'))?.map(({ is, ms }) => [is, ms])).toEqual([
      ['done', 4],
      ['done', 640],
      ['now', null],
      ['ahead', null],
    ])
    expect(stagesOf(lab('ready'))).toBeNull()
  })

  test('announces a check only when it turns', () => {
    const before = [check('page', 'fail'), check('port', 'pass'), check('new', null)]
    const after = [check('page', 'pass'), check('port', 'pass'), check('new', null)]
    expect(flips(before, after)).toEqual(['The page: passes.'])
    expect(flips([], after)).toEqual([])
  })

  test('is green only when everything passes, invariants too', () => {
    expect(allGreen([])).toBe(false)
    expect(allGreen([check('a', 'pass'), check('b', 'error', true)])).toBe(false)
    expect(allGreen([check('a', 'pass'), check('b', 'pass', true)])).toBe(true)
  })

  test('says of an invariant that it must stay true', () => {
    expect(seenWords(check('port', 'pass', true))).toBe('Must stay true · passes')
    expect(seenWords(check('page', null))).toBe('Not seen yet')
  })

  test('says what is recorded and who watches, and of whom', () => {
    const ada = { handle: 'ada', mode: 'own' } as const
    const grace = { handle: 'grace', mode: 'observe' } as const
    expect(watchChip(null, null)).toBeNull()
    expect(watchChip({ recording: true, viewers: [ada, grace] }, null)).toEqual({
      text: 'Recorded · 1 watching',
      title: 'Your terminal is recorded. Watching: grace.',
      tone: 'neutral',
    })
    expect(watchChip({ recording: false, viewers: [ada] }, 'ada')).toEqual({
      text: 'Not recorded',
      title: 'The terminal of ada is not being recorded. Nobody is watching now.',
      tone: 'fail',
    })
  })

  test('the clock presses below five minutes and below one', () => {
    expect([301_000, 299_000, 59_000].map(clockTone)).toEqual(['neutral', 'wait', 'fail'])
  })
})
