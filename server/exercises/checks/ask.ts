import { readFileSync } from 'node:fs'
import type { ExecSpec } from '../../engine/port.ts'
import { askHttp } from '../../labs/http-answer.ts'
import type { Probe, ProbeCheck } from '../exercise.ts'

/**
 * How a check is asked: argv by absolute path, values as arguments, never a shell line made of
 * strings. Checks come here with their variant filled in.
 */

const TCP_SCRIPT = readFileSync(new URL('./tcp.sh', import.meta.url), 'utf8')
const FILE_SCRIPT = readFileSync(new URL('./file.sh', import.meta.url), 'utf8')

/** A tool gives up this much before the exec is killed, so that it can say what it saw. */
const MARGIN_MS = 500

/** What root's scripts run with, whatever the image or the learner sets. */
export const SAFE_ENV = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C.UTF-8',
  HOME: '/root',
} as const

/** `env` is the variant, for scripts. */
export const askOf = (check: ProbeCheck, env: Readonly<Record<string, string>>): ExecSpec => ({
  ...question(check.probe, patience(check), env),
  timeout: check.timeout,
})

/** Milliseconds that the tool itself waits. */
export const patience = (check: Pick<ProbeCheck, 'timeout'>): number =>
  Math.max(check.timeout - MARGIN_MS, check.timeout / 2)

const question = (probe: Probe, wait: number, env: Readonly<Record<string, string>>): ExecSpec => {
  const seconds = (wait / 1000).toFixed(1)
  switch (probe.kind) {
    case 'http':
      return askHttp({ url: probe.url, host: probe.host, patience: wait })
    case 'tcp':
      return {
        command: [
          '/usr/bin/timeout',
          seconds,
          '/bin/bash',
          '-s',
          '--',
          probe.host,
          String(probe.port),
        ],
        stdin: TCP_SCRIPT,
      }
    case 'dns':
      return { command: ['/usr/bin/timeout', seconds, '/usr/bin/getent', 'ahostsv4', probe.name] }
    case 'unit':
      return {
        command: [
          '/usr/bin/systemctl',
          'show',
          `--property=${['LoadState', ...Object.keys(probe.properties)].join(',')}`,
          '--',
          probe.name,
        ],
      }
    case 'file':
      return { command: ['/bin/bash', '-s', '--', probe.path], stdin: FILE_SCRIPT }
    case 'run':
      return probe.command === undefined
        ? { command: ['/bin/bash', '-s'], stdin: probe.script ?? '', env: { ...SAFE_ENV, ...env } }
        : { command: probe.command, env: { ...SAFE_ENV, ...env } }
  }
}
