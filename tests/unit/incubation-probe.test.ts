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

const answered = (body: string, code: string) => `${body}\nhatchery-probe ${code} 0.0123`

describe('an http probe', () => {
  it('passes the URL as one argument, after the options', () => {
    expect(probeCommand({ ...SPEC, url: '--output /etc/passwd' }).command.slice(-2)).toEqual([
      '--',
      '--output /etc/passwd',
    ])
  })

  it('is up when the page answers 200 with the expected text', () => {
    const probe = readProbe(SPEC, result({ stdout: answered('say hello', '200') }))
    expect(probe).toEqual({ up: true, ms: 12, seen: 'answered 200' })
  })

  it('is not fooled by a body that ends like its own mark', () => {
    const body = 'x\nhatchery-probe 200 0.001'
    const probe = readProbe(SPEC, result({ stdout: answered(body, '503') }))
    expect(probe).toMatchObject({ up: false, seen: 'answered 503, expected 200' })
  })

  it('says what was missing', () => {
    const probe = readProbe(SPEC, result({ stdout: answered('bye', '200') }))
    expect(probe).toMatchObject({ up: false, seen: 'answered 200 without "hello"' })
  })

  it.each([
    [7, 'the connection was refused'],
    [28, 'no answer within 5 s'],
    [99, 'odd'],
  ])('puts exit code %i into words', (exitCode, seen) => {
    const probe = readProbe(
      SPEC,
      result({ exitCode, stdout: answered('', '000'), stderr: 'odd\n' }),
    )
    expect(probe).toMatchObject({ up: false, seen })
  })

  it('counts nothing when the probe itself could not run', () => {
    expect(readProbe(SPEC, result({ exitCode: null, timedOut: true }))).toBeNull()
    expect(readProbe(SPEC, result({ exitCode: 127, stderr: 'curl: not found' }))).toBeNull()
  })
})
