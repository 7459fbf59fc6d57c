import type { ExecResult } from '../../engine/port.ts'
import type { CheckStatus } from '../../kernel/facts.ts'
import { readHttp } from '../../labs/http-answer.ts'
import type { Probe, ProbeCheck } from '../exercise.ts'
import { patience } from './ask.ts'

/** `seen` is in plain words, for the person in front of it. */
export type CheckResult = { readonly status: CheckStatus; readonly seen: string }

const pass = (seen: string): CheckResult => ({ status: 'pass', seen })
const fail = (seen: string): CheckResult => ({ status: 'fail', seen })
/** What could not be looked at. It never counts as a fail, nor as a pass. */
export const unseen = (why: string): CheckResult => ({
  status: 'error',
  seen: `Could not look: ${why}`,
})

/** A probe and what its exec gave → what that means. Pure. */
export const judge = (check: ProbeCheck, raw: ExecResult): CheckResult => {
  if (raw.timedOut) return unseen(`no result within ${check.timeout / 1000} s`)
  // The engine's own exit codes for a program that isn't there or can't be started.
  const missing = raw.exitCode === 126 || raw.exitCode === 127
  if (missing && !(check.probe.kind === 'run' && check.probe.exit === raw.exitCode)) {
    return unseen(`the program for it could not be started ${place(check.from)}`)
  }
  return verdict(check.probe, check, raw)
}

const verdict = (probe: Probe, check: ProbeCheck, raw: ExecResult): CheckResult => {
  switch (probe.kind) {
    case 'http':
      return http(probe, check, raw)
    case 'tcp':
      return tcp(probe, check, raw)
    case 'dns':
      return dns(probe, raw)
    case 'unit':
      return unit(probe, raw)
    case 'file':
      return file(probe, raw)
    case 'run':
      return run(probe, raw)
  }
}

type Of<Kind extends Probe['kind']> = Extract<Probe, { kind: Kind }>

const place = (from: string): string => (from === 'outside' ? 'outside' : `on ${from}`)

const seconds = (ms: number): string => `${Number((ms / 1000).toFixed(1))} s`

const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.trim() ?? ''

const http = (probe: Of<'http'>, check: ProbeCheck, raw: ExecResult): CheckResult => {
  const answer = readHttp(raw)
  if (answer.kind === 'unasked') return unseen(answer.why)
  if (answer.kind === 'silent') {
    const within = answer.timedOut ? ` within ${seconds(patience(check))}` : ''
    return fail(`${answer.words}${within}, expected ${probe.status}`)
  }
  const { status, server, body } = answer
  const by = server === '' ? '' : ` from ${server}`
  if (status !== probe.status) return fail(`${status}${by}, expected ${probe.status}`)
  if (probe.contains !== undefined && !body.includes(probe.contains)) {
    // What is looked for stays unsaid: a marker on the screen could be copied into a page.
    return fail(`${status}${by}, but the page lacks what it should show`)
  }
  if (probe.lacks !== undefined && body.includes(probe.lacks)) {
    return fail(`${status}${by}, but the page shows “${probe.lacks}”`)
  }
  return pass(`${status}${by}${probe.contains === undefined ? '' : ', with the right content'}`)
}

/** The port stays unsaid: it may be what the apprentice has to find. */
const tcp = (probe: Of<'tcp'>, check: ProbeCheck, raw: ExecResult): CheckResult => {
  const seen = tcpSeen(raw)
  if (seen === null) return unseen(lastLine(raw.stderr) || `no word about ${probe.host}`)
  const accepted = { open: ['open'], refused: ['refused'], closed: ['refused', 'silent'] }
  const from = check.from === 'outside' ? 'from outside' : `from ${check.from}`
  const silent = `no answer within ${seconds(patience(check))}`
  const words = `${{ open: 'open', refused: 'refused', silent }[seen]} ${from}`
  if (accepted[probe.expect].includes(seen)) return pass(words)
  return fail(`${words}, expected ${probe.expect}`)
}

const tcpSeen = (raw: ExecResult): 'open' | 'refused' | 'silent' | null => {
  if (raw.exitCode === 0 && raw.stdout.trim() === 'open') return 'open'
  if (raw.exitCode === 124 || /timed out|No route to host/.test(raw.stderr)) return 'silent'
  return /Connection refused/.test(raw.stderr) ? 'refused' : null
}

/** getent: 0 found, 2 not found; timeout: 124. */
const dns = (probe: Of<'dns'>, raw: ExecResult): CheckResult => {
  if (raw.exitCode === 124) return fail(`no answer for ${probe.name}`)
  if (raw.exitCode !== 0 && raw.exitCode !== 2)
    return unseen(lastLine(raw.stderr) || 'getent failed')
  const lines = raw.exitCode === 2 ? [] : raw.stdout.trim().split('\n')
  const found = [...new Set(lines.map(line => line.split(/\s+/)[0] ?? ''))].sort()
  const wanted = [...new Set(probe.expect)].sort()
  const say = (list: string[]) => (list.length === 0 ? 'no address' : list.join(', '))
  if (found.join() === wanted.join()) return pass(`${probe.name} is ${say(found)}`)
  return fail(`${probe.name} is ${say(found)}, expected ${say(wanted)}`)
}

const unit = (probe: Of<'unit'>, raw: ExecResult): CheckResult => {
  if (raw.exitCode !== 0) return unseen(lastLine(raw.stderr) || 'systemd did not answer')
  const properties = new Map(
    raw.stdout.split('\n').map(line => {
      const at = line.indexOf('=')
      return [line.slice(0, at), line.slice(at + 1)] as const
    }),
  )
  if (properties.get('LoadState') === 'not-found' && probe.properties.LoadState === undefined) {
    return fail(`there is no unit ${probe.name}`)
  }
  const wrong = Object.entries(probe.properties).filter(
    ([name, value]) => properties.get(name) !== value,
  )
  const [first] = wrong
  if (first === undefined) {
    return pass(`${probe.name}: ${Object.entries(probe.properties).map(assignment).join(', ')}`)
  }
  const [name, value] = first
  return fail(`${probe.name}: ${name} is ${properties.get(name) || 'unset'}, expected ${value}`)
}

const assignment = ([name, value]: [string, string]): string => `${name} is ${value}`

const file = (probe: Of<'file'>, raw: ExecResult): CheckResult => {
  const absent = raw.exitCode === 3
  if (!absent && raw.exitCode !== 0) return unseen(lastLine(raw.stderr) || 'stat failed')
  if (absent) {
    return probe.exists
      ? fail(`${probe.path} is not there`)
      : pass(`${probe.path} is not there, as it should`)
  }
  if (!probe.exists) return fail(`${probe.path} is there, expected it gone`)
  const [meta = '', sum = '', ...content] = raw.stdout.split('\n')
  const [, owner = '', group = '', mode = ''] = meta.split('|')
  const wanted = { owner: probe.owner, group: probe.group, mode: octal(probe.mode) }
  const found: Record<string, string> = { owner, group, mode: octal(mode) ?? '' }
  for (const [name, value] of Object.entries(wanted)) {
    if (value !== undefined && found[name] !== value) {
      return fail(`${probe.path}: ${name} is ${found[name]}, expected ${value}`)
    }
  }
  if (probe.sha256 !== undefined && sum !== probe.sha256) {
    return fail(`${probe.path} has other content than expected`)
  }
  if (probe.contains !== undefined && !content.join('\n').includes(probe.contains)) {
    return fail(`${probe.path} lacks the expected text`)
  }
  return pass(`${probe.path} is as it should`)
}

/** `0640` and `640` are the same mode. */
const octal = (mode: string | undefined): string | undefined => mode?.replace(/^0+(?=...)/, '')

const run = (probe: Of<'run'>, raw: ExecResult): CheckResult => {
  const said = lastLine(raw.stdout) || lastLine(raw.stderr)
  const words = said.slice(0, 200)
  if (raw.exitCode !== probe.exit) {
    return fail(words || `exit ${raw.exitCode}, expected ${probe.exit}`)
  }
  if (probe.contains !== undefined && !raw.stdout.includes(probe.contains)) {
    return fail(`the output lacks what it should say${words && `: ${words}`}`)
  }
  return pass(words || `exit ${probe.exit}`)
}
