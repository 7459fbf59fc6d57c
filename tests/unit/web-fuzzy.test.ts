import { describe, expect, test } from 'vitest'
import { fuzzyFilter, fuzzyScore } from '../../web/ui/fuzzy.ts'

const filter = (query: string, items: string[]) => fuzzyFilter(query, items, item => item)

describe('fuzzyScore', () => {
  test('is null when the letters do not come in order', () => {
    expect(fuzzyScore('ba', 'abc')).toBeNull()
  })

  test('takes capitals and spaces lightly', () => {
    expect(fuzzyScore('Build PAGE', 'the build page')).not.toBeNull()
  })

  test('finds words by their first letters', () => {
    expect(fuzzyScore('bp5', 'The build page answers 502')).not.toBeNull()
  })
})

describe('fuzzyFilter', () => {
  test('keeps all in their order for an empty query', () => {
    expect(filter(' ', ['b', 'a'])).toEqual(['b', 'a'])
  })

  test('puts a whole word before scattered letters', () => {
    expect(filter('path', ['private auth', 'Path'])[0]).toBe('Path')
  })

  test('puts the start of a word before its middle', () => {
    expect(filter('cor', ['A record', 'Corrections'])[0]).toBe('Corrections')
  })

  test('leaves out what does not fit', () => {
    expect(filter('xyz', ['abc'])).toEqual([])
  })
})
