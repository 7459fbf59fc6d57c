import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { ExecResult, ExecSpec } from '../../server/engine/port.ts'
import { outcomeOf, puppetRun } from '../../server/hosts/puppet.ts'
import { parsePuppetReport } from '../../server/hosts/puppet-report.ts'
import { unwrap } from '../../server/kernel/result.ts'

/** Reports and output of real runs of Puppet 7.23 on a www host. */
const sample = (name: string) =>
  readFileSync(new URL(`./fixtures/puppet/${name}`, import.meta.url), 'utf8')

const report = (name: string) => unwrap(parsePuppetReport(sample(name)))

const names = (name: string) =>
  report(name).resources.map(resource => `${resource.outcome} ${resource.name}`)

describe('a report', () => {
  it('of a host at rest names nothing', () => {
    expect(report('unchanged.yaml')).toMatchObject({
      status: 'unchanged',
      noop: false,
      changed: 0,
      failed: 0,
      pending: 0,
      resources: [],
      problems: [],
    })
    expect(report('unchanged.yaml').total).toBeGreaterThan(20)
  })

  it('of a noop run says what would change and where it is declared', () => {
    const { noop, changed, pending, resources } = report('pending.yaml')
    expect({ noop, changed, pending }).toEqual({ noop: true, changed: 0, pending: 3 })
    const motd = resources.find(resource => resource.name === 'File[/etc/motd]')
    expect(motd).toMatchObject({
      outcome: 'pending',
      declared: expect.stringMatching(/^site-modules\/profile\/manifests\/base\.pp:\d+$/),
      events: [{ property: 'content', message: expect.stringContaining('should be') }],
    })
  })

  it('of a run that mended drift says what it changed', () => {
    expect(names('changed.yaml')).toEqual([
      'changed File[/etc/motd]',
      'changed File[/etc/sudoers.d/mine]',
      'changed Service[nginx]',
    ])
  })

  it('of a run that failed tells the failed from the skipped and the changed', () => {
    expect(names('failed.yaml').sort()).toEqual([
      'changed File[/etc/puppet/puppet.conf]',
      'failed File[/etc/motd]',
      'failed Package[python3]',
      'skipped Service[builds]',
    ])
    const { status, problems } = report('failed.yaml')
    expect(status).toBe('failed')
    expect(problems.some(problem => problem.includes('Unable to locate package'))).toBe(true)
  })

  it('reads texts that Ruby wrote as base64', () => {
    const message = Buffer.from('café').toString('base64')
    const yaml = `--- !ruby/object:Puppet::Transaction::Report
status: changed
resource_statuses:
  File[/x]: !ruby/object:Puppet::Resource::Status
    changed: true
    events:
    - property: content
      status: success
      message: !binary |-
        ${message}
`
    expect(unwrap(parsePuppetReport(yaml)).resources[0]?.events).toEqual([
      { property: 'content', message: 'café' },
    ])
  })

  it.each(['', 'just words', '--- {}', 'a: [', 'resource_statuses: 1'])(
    'is refused when it is none: %j',
    yaml => {
      expect(parsePuppetReport(yaml)).toMatchObject({
        ok: false,
        error: { code: 'puppet-report-unreadable' },
      })
    },
  )
})

describe('a run', () => {
  const result = (change: Partial<ExecResult>): ExecResult => ({
    exitCode: 0,
    stdout: '',
    stderr: '',
    timedOut: false,
    truncated: false,
    ms: 1,
    ...change,
  })

  const host = (puppet: Partial<ExecResult>, yaml: string | null) => {
    const seen: ExecSpec[] = []
    const exec = async (spec: ExecSpec) => {
      seen.push(spec)
      if (spec.command[0] === 'puppet') return result(puppet)
      if (spec.command[0] !== 'cat') return result({})
      return yaml === null ? result({ exitCode: 1 }) : result({ stdout: sample(yaml) })
    }
    return { exec, seen }
  }

  it('takes its outcome from the exit code and the rest from the report', async () => {
    const { exec } = host({ exitCode: 6, stdout: 'Notice', stderr: 'Error' }, 'failed.yaml')
    expect(unwrap(await puppetRun(exec))).toMatchObject({
      outcome: 'failed',
      exitCode: 6,
      failed: 2,
      skipped: 1,
      output: 'NoticeError',
    })
  })

  it('reads drift from the report, since noop exits with 0', async () => {
    const { exec, seen } = host({ exitCode: 0 }, 'pending.yaml')
    expect(unwrap(await puppetRun(exec, { noop: true }))).toMatchObject({
      outcome: 'unchanged',
      pending: 3,
    })
    expect(seen.some(spec => spec.command.includes('--noop'))).toBe(true)
  })

  it('takes away the report of the run before, so that it is never taken for its own', async () => {
    const { exec, seen } = host({ exitCode: 0 }, null)
    expect(await puppetRun(exec)).toMatchObject({
      ok: false,
      error: { code: 'puppet-report-unreadable' },
    })
    expect(seen[0]?.command.slice(0, 2)).toEqual(['rm', '-f'])
  })

  it('that did not compile gives Puppet’s own words', async () => {
    const { exec } = host({ exitCode: 1, stderr: sample('not-compiled.out') }, null)
    expect(await puppetRun(exec)).toMatchObject({
      ok: false,
      error: {
        code: 'puppet-not-compiled',
        detail: expect.stringContaining('Syntax error at end of input'),
      },
    })
  })

  it('that was stopped for time says so', async () => {
    const { exec } = host({ exitCode: null, timedOut: true, ms: 5000 }, null)
    expect(await puppetRun(exec)).toMatchObject({ ok: false, error: { code: 'puppet-timeout' } })
  })

  it.each([
    [0, 'unchanged'],
    [1, 'not-compiled'],
    [2, 'changed'],
    [4, 'failed'],
    [6, 'failed'],
  ] as const)('that exits with %i is %s', (code, outcome) => {
    expect(outcomeOf(code)).toBe(outcome)
  })
})
