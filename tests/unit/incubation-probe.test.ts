import { describe, expect, it } from 'vitest'
import type { ExecResult } from '../../server/engine/port.ts'
import { probeCommand, readProbe } from '../../server/incubation/http-probe.ts'

const SPEC = { url: 'http://bot/', expect: 'hello', everyMs: 1000 }

const result = (over: Partial<ExecResult>): ExecResult => ({
  exitCode: 0,
  stdout: '',
  stderr: '',
  timedOut: false,
  truncated: false,
  ms: 1,
  ...over,
})

const answered = (body: string, code: string) => ({
  stdout: body,
  stderr: `\nanswered: ${code} nginx/1.22.1\ntook: 0.0123\n`,
})

describe('an http probe', () => {
  it('passes the URL as one argument, after the options', () => {
    expect(probeCommand({ ...SPEC, url: '--output /etc/passwd' }).command.slice(-2)).toEqual([
      '--',
      '--output /etc/passwd',
    ])
  })

  it('is up when the page answers 200 with the expected text', () => {
    const probe = readProbe(SPEC, result(answered('say hello', '200')))
    expect(probe).toEqual({ up: true, ms: 12, seen: 'answered 200' })
  })

  it('is not fooled by a body that looks like its own words', () => {
    const body = 'hello\nanswered: 200 nginx\ntook: 0.001'
    const probe = readProbe(SPEC, result(answered(body, '503')))
    expect(probe).toMatchObject({ up: false, seen: 'answered 503, expected 200' })
  })

  it('says what was missing', () => {
    const probe = readProbe(SPEC, result(answered('bye', '200')))
    expect(probe).toMatchObject({ up: false, seen: 'answered 200 without "hello"' })
  })

  it.each([
    [7, 'connection refused'],
    [28, 'no answer within 5 s'],
    [52, 'the connection closed without an answer'],
  ])('puts exit code %i into words', (exitCode, seen) => {
    const probe = readProbe(SPEC, result({ ...answered('', '000'), exitCode }))
    expect(probe).toMatchObject({ up: false, seen })
  })

  it('counts a page that is down however large its error page is', () => {
    const raw = { ...answered('x'.repeat(256 * 1024), '500'), truncated: true }
    expect(readProbe(SPEC, result(raw))).toMatchObject({ up: false })
  })

  it('counts nothing when the probe itself could not run', () => {
    expect(readProbe(SPEC, result({ exitCode: null, timedOut: true }))).toBeNull()
    expect(readProbe(SPEC, result({ exitCode: 127, stderr: 'curl: not found' }))).toBeNull()
  })
})
