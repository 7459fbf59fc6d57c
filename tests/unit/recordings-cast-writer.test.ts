import { expect, it } from 'vitest'
import { CastWriter } from '../../server/recordings/cast-writer.ts'

it('writes an asciicast version 3 header', () => {
  const header = new CastWriter().header({
    cols: 120,
    rows: 30,
    title: 'www01',
    startedAt: 1_700_000_000_999,
  })
  expect(header.endsWith('\n')).toBe(true)
  expect(JSON.parse(header)).toMatchObject({
    version: 3,
    term: { cols: 120, rows: 30, type: 'xterm-256color' },
    timestamp: 1_700_000_000,
    title: 'www01',
  })
})

it('writes output, sizes, markers and the exit in order, each since the one before', () => {
  const writer = new CastWriter()
  const lines = [
    writer.output(1000.4, Buffer.from('a\u001b[31m\r\n')),
    writer.resize(1500.6, 100, 40),
    writer.marker(1500.6, 'server restarted'),
    writer.exit(61_501, 130),
  ]
  expect(lines).toEqual([
    '[1.000,"o","a\\u001b[31m\\r\\n"]\n',
    '[0.501,"r","100x40"]\n',
    '[0.000,"m","server restarted"]\n',
    '[60.000,"x","130"]\n',
  ])
})

it('never goes back in time', () => {
  const writer = new CastWriter()
  writer.output(500, Buffer.from('a'))
  expect(writer.output(300, Buffer.from('b'))).toBe('[0.000,"o","b"]\n')
})

it('goes on where an earlier run left off', () => {
  const writer = new CastWriter({ at: 10_000, bytes: 500 })
  expect(writer.output(12_000, Buffer.from('hi'))).toBe('[2.000,"o","hi"]\n')
  expect(writer.offset).toBe(502)
})
