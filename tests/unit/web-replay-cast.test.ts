import { describe, expect, test } from 'vitest'
import { parseCast } from '../../web/replay/cast.ts'

const v3 = '{"version":3,"term":{"cols":80,"rows":24},"timestamp":1795338000,"title":"www01"}'

const lines = (...all: string[]) => `${all.join('\n')}\n`

const faultOf = (text: string) => {
  const parsed = parseCast(text)
  return parsed.ok ? null : parsed.error
}

const castOf = (text: string) => {
  const parsed = parseCast(text)
  if (!parsed.ok) throw new Error(`line ${parsed.error.line}: ${parsed.error.message}`)
  return parsed.value
}

describe('reading an asciicast', () => {
  test('adds up the intervals of version 3 to absolute times', () => {
    const cast = castOf(lines(v3, '[0.5, "o", "a"]', '[0.25, "r", "100x30"]', '[1, "x", "0"]'))
    expect(cast).toMatchObject({ version: 3, cols: 80, rows: 24, title: 'www01', cut: false })
    expect(cast.events).toEqual([
      { at: 500, code: 'o', data: 'a' },
      { at: 750, code: 'r', data: '100x30' },
      { at: 1750, code: 'x', data: '0' },
    ])
  })

  test('takes the times of version 2 as they are', () => {
    const cast = castOf(
      lines('{"version":2,"width":80,"height":24}', '[1, "o", "a"]', '[1.5, "o", "b"]'),
    )
    expect(cast.events.map(event => event.at)).toEqual([1000, 1500])
  })

  test('keeps events of a kind that it does not know', () => {
    expect(castOf(lines(v3, '[0, "z", "later"]')).events[0]?.code).toBe('z')
  })

  test('keeps comments apart, wherever they stand', () => {
    const cast = castOf(lines(v3, '# checkpoint 1 abc', '[0, "o", "a"]', '#checkpoint 2 def'))
    expect(cast.comments).toEqual(['checkpoint 1 abc', 'checkpoint 2 def'])
    expect(cast.events).toHaveLength(1)
  })

  test('leaves out a last line that was cut', () => {
    const cast = castOf(`${lines(v3, '[0, "o", "a"]')}[0.2, "o", "b`)
    expect(cast.cut).toBe(true)
    expect(cast.events).toHaveLength(1)
  })

  test('reads a complete last line that lacks only its line end', () => {
    const cast = castOf(`${lines(v3)}[0.2, "o", "b"]`)
    expect(cast.cut).toBe(false)
    expect(cast.events).toHaveLength(1)
  })

  test.each([
    ['', 1, 'empty'],
    [lines('not json'), 1, 'not JSON'],
    [lines('[1, "o", "a"]'), 1, 'not a JSON object'],
    [lines('{"version":1}'), 1, 'version 1'],
    [lines('{"version":3,"term":{"cols":0,"rows":24}}'), 1, 'size'],
    [lines(v3, '[0, "o"]'), 2, '[time, code, data]'],
    [lines(v3, '["0", "o", "a"]'), 2, 'seconds'],
    [lines(v3, '[-1, "o", "a"]'), 2, 'seconds'],
    [lines(v3, '[0, "", "a"]'), 2, 'letter'],
    [lines(v3, '[0, "o", 7]'), 2, 'text'],
    [lines(v3, '[0, "r", "80"]'), 2, 'COLSxROWS'],
    [lines(v3, '[0, "o', '[0, "o", "a"]'), 2, 'not JSON'],
    [lines('{"version":2,"width":8,"height":2}', '[2,"o","a"]', '[1,"o","b"]'), 3, 'backwards'],
  ])('names the line and the fault of %j', (text, line, words) => {
    expect(faultOf(text)?.line).toBe(line)
    expect(faultOf(text)?.message).toContain(words)
  })
})
