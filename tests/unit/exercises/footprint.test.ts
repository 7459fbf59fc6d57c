import { describe, expect, it } from 'vitest'
import { changedPaths, readFootprint } from '../../../server/exercises/footprint.ts'

const SUM = 'a'.repeat(64)
const OTHER = 'b'.repeat(64)

const output = (mode: string, sum: string, more = '') =>
  [
    'd|755|root|root||/etc',
    `f|${mode}|root|root||/etc/a b`,
    'l|777|root|root|a b|/etc/link',
    more,
    `${sum}  /etc/a b`,
  ].join('\n')

describe('the footprint of a fix', () => {
  const before = readFootprint(output('644', SUM))

  it('is empty when nothing changed', () => {
    expect(changedPaths(before, readFootprint(output('644', SUM)))).toEqual([])
  })

  it('names what changed in content, in mode, or came or went', () => {
    expect(changedPaths(before, readFootprint(output('644', OTHER)))).toEqual(['/etc/a b'])
    expect(changedPaths(before, readFootprint(output('600', SUM)))).toEqual(['/etc/a b'])
    const more = readFootprint(output('644', SUM, 'f|644|root|root||/etc/new'))
    expect(changedPaths(before, more)).toEqual(['/etc/new'])
    expect(changedPaths(more, before)).toEqual(['/etc/new'])
  })
})
