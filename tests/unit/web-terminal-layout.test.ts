import { describe, expect, test } from 'vitest'
import {
  EMPTY,
  type Layout,
  parseLayout,
  reconcile,
  select,
  shownIn,
  splitWith,
  unsplit,
} from '../../web/terminal/layout.ts'

const two: Layout = { left: 'a', right: 'b', focus: 'right' }

describe('the layout of terminals', () => {
  test('a chosen terminal takes the focused pane', () => {
    expect(select(two, 'c')).toEqual({ left: 'a', right: 'c', focus: 'right' })
    expect(select(EMPTY, 'c')).toEqual({ left: 'c', right: null, focus: 'left' })
  })

  test('choosing what the other pane shows moves the focus there', () => {
    expect(select(two, 'a')).toEqual({ ...two, focus: 'left' })
  })

  test('splits beside what is shown, and never shows one terminal twice', () => {
    expect(splitWith({ ...EMPTY, left: 'a' }, 'b')).toEqual(two)
    expect(splitWith({ ...EMPTY, left: 'a' }, 'a').right).toBeNull()
  })

  test('going back to one pane keeps the focused one', () => {
    expect(shownIn(unsplit(two))).toBe('b')
  })

  test('what was closed gives way to the newest', () => {
    expect(reconcile(two, ['a'])).toEqual({ left: 'a', right: null, focus: 'left' })
    expect(reconcile(two, ['b'])).toEqual({ left: 'b', right: null, focus: 'left' })
    expect(reconcile(two, ['c', 'd']).left).toBe('d')
    expect(reconcile(two, [])).toEqual(EMPTY)
  })

  test('survives being stored, and nonsense in the store', () => {
    expect(parseLayout(JSON.stringify(two))).toEqual(two)
    for (const text of [null, '', '7', 'null', '{"left":3}'])
      expect(parseLayout(text)).toEqual(EMPTY)
  })
})
