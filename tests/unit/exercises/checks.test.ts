import { describe, expect, it } from 'vitest'
import { askOf } from '../../../server/exercises/checks/ask.ts'
import { judge } from '../../../server/exercises/checks/judge.ts'
import { probeCheck, raw } from './sample.ts'

const http = probeCheck({ kind: 'http', url: 'http://www01/', status: 200, contains: 'tavo-12' })
const answered = (status: number, server = 'nginx/1.22.1') => `\nanswered: ${status} ${server}\n`

describe('an http check', () => {
  it('is asked by argv, without a shell and without what curl may be configured to do', () => {
    const { command } = askOf(http, {})
    expect(command.slice(0, 2)).toEqual(['/usr/bin/curl', '--disable'])
    expect(command.slice(-2)).toEqual(['--', 'http://www01/'])
    expect(command).not.toContain('sh')
  })

  it('sends another Host header where it says so', () => {
    const check = probeCheck({
      kind: 'http',
      url: 'http://www01/',
      host: 'wiki.lab.test',
      status: 200,
    })
    expect(askOf(check, {}).command).toContain('Host: wiki.lab.test')
  })

  it('passes by status and content', () => {
    const result = judge(http, raw({ stdout: '<p>tavo-12</p>', stderr: answered(200) }))
    expect(result).toEqual({ status: 'pass', seen: '200 from nginx, with the right content' })
  })

  it('names what answered instead', () => {
    const result = judge(http, raw({ stderr: answered(502) }))
    expect(result).toEqual({ status: 'fail', seen: '502 from nginx, expected 200' })
  })

  it('keeps the marker to itself when the page lacks it', () => {
    const result = judge(http, raw({ stdout: 'hello', stderr: answered(200) }))
    expect(result.status).toBe('fail')
    expect(result.seen).not.toContain('tavo')
  })

  it('fails for a service that refuses or stays silent', () => {
    expect(judge(http, raw({ exitCode: 7, stderr: 'curl: (7) Failed to connect' })).seen).toBe(
      'connection refused, expected 200',
    )
    expect(judge(http, raw({ exitCode: 28, stderr: 'curl: (28) timed out' })).seen).toBe(
      'no answer within 4.5 s, expected 200',
    )
  })

  it('is an error, never a fail, when the question could not be asked', () => {
    expect(judge(http, raw({ exitCode: 2, stderr: 'curl: (2) no memory' }))).toEqual({
      status: 'error',
      seen: 'Could not look: no memory',
    })
    expect(judge(http, raw({ exitCode: 127 })).status).toBe('error')
    expect(judge(http, raw({ exitCode: null, timedOut: true })).status).toBe('error')
    expect(judge(http, raw({ exitCode: 0 })).status).toBe('error')
  })
})

describe('a tcp check', () => {
  const expecting = (expect: 'open' | 'refused' | 'closed') =>
    probeCheck({ kind: 'tcp', host: 'www01', port: 8081, expect })
  const open = raw({ stdout: 'open\n' })
  const refused = raw({ exitCode: 1, stderr: 'bash: connect: Connection refused\n' })
  const silent = raw({ exitCode: 124 })

  it('tells open, refused and silent apart', () => {
    const verdicts = (['open', 'refused', 'closed'] as const).map(expected =>
      [open, refused, silent].map(result => judge(expecting(expected), result).status),
    )
    expect(verdicts).toEqual([
      ['pass', 'fail', 'fail'],
      ['fail', 'pass', 'fail'],
      ['fail', 'pass', 'pass'],
    ])
  })

  it('says what it saw and from where, but not the port, which may be what is looked for', () => {
    expect(judge(expecting('refused'), open).seen).toBe('open from outside, expected refused')
  })

  it('is an error for a name that does not resolve', () => {
    const result = judge(
      expecting('refused'),
      raw({ exitCode: 1, stderr: 'bash: www01: Name or service not known\n' }),
    )
    expect(result.status).toBe('error')
  })

  it('passes host and port as arguments, never in the script', () => {
    const spec = askOf(expecting('refused'), {})
    expect(spec.command.slice(-2)).toEqual(['www01', '8081'])
    expect(spec.stdin).not.toContain('8081')
  })
})

describe('a dns check', () => {
  const check = probeCheck({ kind: 'dns', name: 'db01.lab.test', expect: ['10.0.0.2', '10.0.0.1'] })

  it('compares all addresses, in any order', () => {
    const stdout = '10.0.0.1 STREAM db01\n10.0.0.1 DGRAM\n10.0.0.2 STREAM\n'
    expect(judge(check, raw({ stdout })).status).toBe('pass')
    expect(judge(check, raw({ stdout: '10.0.0.9 STREAM db01\n' })).seen).toBe(
      'db01.lab.test is 10.0.0.9, expected 10.0.0.1, 10.0.0.2',
    )
  })

  it('can expect a name to be gone', () => {
    const gone = probeCheck({ kind: 'dns', name: 'old.lab.test', expect: [] })
    expect(judge(gone, raw({ exitCode: 2 })).status).toBe('pass')
    expect(judge(check, raw({ exitCode: 2 })).status).toBe('fail')
  })
})

describe('a unit check', () => {
  const check = probeCheck(
    { kind: 'unit', name: 'nginx.service', properties: { ActiveState: 'active' } },
    { from: 'www01' },
  )

  it('compares properties', () => {
    const stdout = 'LoadState=loaded\nActiveState=failed\n'
    expect(judge(check, raw({ stdout }))).toEqual({
      status: 'fail',
      seen: 'nginx.service: ActiveState is failed, expected active',
    })
    expect(judge(check, raw({ stdout: 'LoadState=loaded\nActiveState=active\n' })).status).toBe(
      'pass',
    )
  })

  it('says when there is no such unit', () => {
    const stdout = 'LoadState=not-found\nActiveState=inactive\n'
    expect(judge(check, raw({ stdout })).seen).toBe('there is no unit nginx.service')
  })

  it('is an error while systemd does not answer', () => {
    const result = raw({ exitCode: 1, stderr: 'Failed to connect to bus: No such file\n' })
    expect(judge(check, result).status).toBe('error')
  })
})

describe('a file check', () => {
  const check = (more: object) =>
    probeCheck({ kind: 'file', path: '/etc/x', exists: true, ...more }, { from: 'www01' })
  const there = raw({ stdout: 'regular file|root|adm|640\nabc123\nsome text\nmore\n' })

  it('compares owner, mode and content', () => {
    expect(judge(check({ owner: 'root', mode: '0640', contains: 'text' }), there).status).toBe(
      'pass',
    )
    expect(judge(check({ owner: 'builds' }), there).seen).toBe(
      '/etc/x: owner is root, expected builds',
    )
    expect(judge(check({ mode: '0600' }), there).status).toBe('fail')
    expect(judge(check({ contains: 'other' }), there).status).toBe('fail')
    expect(judge(check({ sha256: 'f'.repeat(64) }), there).status).toBe('fail')
  })

  it('tells absence from trouble', () => {
    expect(judge(check({}), raw({ exitCode: 3 })).seen).toBe('/etc/x is not there')
    expect(judge(check({ exists: false }), raw({ exitCode: 3 })).status).toBe('pass')
    expect(judge(check({}), raw({ exitCode: 1, stderr: 'stat: oh' })).status).toBe('error')
  })
})

describe('a run check', () => {
  const check = (more: object) =>
    probeCheck({ kind: 'run', exit: 0, ...more } as never, { from: 'www01' })

  it('streams its script, with the variant beside it and a safe path', () => {
    const spec = askOf(check({ script: 'echo $V_PORT' }), { V_PORT: '8081' })
    expect(spec.command).toEqual(['/bin/bash', '-s'])
    expect(spec.stdin).toBe('echo $V_PORT')
    expect(spec.env).toMatchObject({ V_PORT: '8081', LC_ALL: 'C.UTF-8' })
  })

  it('decides by exit code, then by output', () => {
    const command = ['/usr/sbin/nginx', '-t']
    expect(judge(check({ command }), raw({ exitCode: 1, stdout: 'not well\n' })).seen).toBe(
      'not well',
    )
    expect(judge(check({ command, contains: 'ok' }), raw({ stdout: 'no' })).status).toBe('fail')
    expect(judge(check({ command, exit: 3 }), raw({ exitCode: 3 })).status).toBe('pass')
  })

  it('is an error when its program is missing, unless that is what is expected', () => {
    const command = ['/usr/bin/gone']
    expect(judge(check({ command }), raw({ exitCode: 127 })).status).toBe('error')
    expect(judge(check({ command, exit: 127 }), raw({ exitCode: 127 })).status).toBe('pass')
  })
})
