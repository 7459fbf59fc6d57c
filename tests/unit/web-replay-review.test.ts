import { describe, expect, test } from 'vitest'
import { momentWords, parsePlace, placeQuery } from '../../web/replay/moments.ts'
import {
  type Draft,
  draftOf,
  missingIn,
  scoreFor,
  withMoment,
  withoutMoment,
  withScore,
} from '../../web/replay/review.ts'
import { shortcutOf } from '../../web/replay/shortcuts.ts'

const rubric = [
  { id: 'a', skill: 'http', look: 'Read the log first' },
  { id: 'b', skill: 'care', look: 'Left nothing open' },
]
const moment = (atMs: number) => ({ atMs, terminal: 1, label: '' })
const empty = draftOf(null)

describe('a review in the making', () => {
  test('a new score keeps what the old one cited', () => {
    const cited = withMoment(withScore(empty, 'a', 2), 'a', moment(5))
    expect(scoreFor(withScore(cited, 'a', 4), 'a')).toEqual({
      item: 'a',
      score: 4,
      moments: [moment(5)],
    })
  })

  test('moments are kept in the order of the recording, and can be taken back', () => {
    const [late, early] = [moment(9), moment(3)]
    const both = withMoment(withMoment(withScore(empty, 'a', 1), 'a', late), 'a', early)
    expect(scoreFor(both, 'a')?.moments).toEqual([early, late])
    expect(scoreFor(withoutMoment(both, 'a', late), 'a')?.moments).toEqual([early])
  })

  test('names all that is missing, and nothing when all is there', () => {
    expect(missingIn(withScore(empty, 'a', 0), rubric)).toEqual([
      '“Read the log first” cites no moment.',
      '“Left nothing open” has no score.',
      'The summary is empty.',
    ])
    const full = ['a', 'b'].reduce<Draft>(
      (draft, item) => withMoment(withScore(draft, item, 3), item, moment(1)),
      { ...empty, summary: 'Calm.' },
    )
    expect(missingIn(full, rubric)).toEqual([])
  })
})

describe('links to moments', () => {
  test('lead back to where they were made', () => {
    const place = { atMs: 362_400, terminal: 2 }
    const query = new URLSearchParams(placeQuery(place))
    expect(parsePlace({ t: query.get('t'), terminal: query.get('terminal') })).toEqual(place)
  })

  test('nonsense leads nowhere', () => {
    for (const t of [undefined, '', 'x', '-1', 'Infinity']) expect(parsePlace({ t })).toBeNull()
  })

  test('read as a time and what was seen', () => {
    expect(momentWords({ atMs: 362_000, label: 'error log' })).toBe('6:02 error log')
    expect(momentWords({ atMs: 0, label: '' })).toBe('0:00')
  })
})

describe('the keys of a replay', () => {
  const press = (key: string, shiftKey = false, ctrlKey = false) =>
    shortcutOf({ key, shiftKey, ctrlKey, altKey: false, metaKey: false })

  test('seek by 5 seconds, with Shift by 30', () => {
    expect(press('ArrowLeft')).toEqual({ do: 'seekBy', ms: -5_000 })
    expect(press('ArrowRight', true)).toEqual({ do: 'seekBy', ms: 30_000 })
  })

  test('leave the browser its own', () => {
    expect(press('c', false, true)).toBeNull()
    expect(press('Tab')).toBeNull()
  })
})
