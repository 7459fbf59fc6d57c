import type { ExecResult, ExecSpec } from '../engine/port.ts'
import { AppError } from '../kernel/app-error.ts'
import { err, ok, type Result } from '../kernel/result.ts'
import { reasonIn } from './failure.ts'
import { type PuppetReport, parsePuppetReport } from './puppet-report.ts'

/** Where the control repo lies on every host. */
export const ENVIRONMENT = '/etc/puppet/code/environments/production'

const REPORT = '/var/cache/puppet/state/last_run_report.yaml'

/**
 * What `--detailed-exitcodes` says. Noop always exits with 0 when it compiled: drift is in the
 * report's `pending`.
 */
export type PuppetOutcome = 'unchanged' | 'changed' | 'failed' | 'not-compiled'

export type PuppetRun = PuppetReport & {
  readonly outcome: Exclude<PuppetOutcome, 'not-compiled'>
  readonly exitCode: number
  /** Puppet's own words, both streams, without colours. */
  readonly output: string
  /** Milliseconds. */
  readonly ms: number
}

export type PuppetOptions = {
  /** Look only: nothing is changed. */
  readonly noop?: boolean
  /** Milliseconds; default 5 minutes. */
  readonly timeout?: number
  /** Puppet's words as they come. */
  readonly onOutput?: (text: string) => void
}

/** Runs a command as root on the host. */
export type HostExec = (spec: ExecSpec) => Promise<ExecResult>

/** Pure: the meaning of an exit code of `puppet apply --detailed-exitcodes`. */
export const outcomeOf = (exitCode: number): PuppetOutcome => {
  switch (exitCode) {
    case 0:
      return 'unchanged'
    case 2:
      return 'changed'
    case 4:
    case 6:
      return 'failed'
    default:
      return 'not-compiled'
  }
}

/**
 * Applies the control repo on a host and reads what came of it. One at a time on a host: Puppet
 * does not stop two runs of `apply` from getting in each other's way.
 *
 * A run that fails is a value, with its outcome; an error means that there was no run to judge:
 * `puppet-timeout`, `puppet-not-compiled` (with Puppet's words), `puppet-report-unreadable`.
 */
export const puppetRun = async (
  exec: HostExec,
  options: PuppetOptions = {},
): Promise<Result<PuppetRun>> => {
  // A run that dies early leaves the report of the one before.
  await exec({ command: ['rm', '-f', REPORT] })
  const run = await exec({
    command: [
      'puppet',
      'apply',
      '--detailed-exitcodes',
      '--color=false',
      ...(options.noop === true ? ['--noop'] : []),
      `${ENVIRONMENT}/manifests`,
    ],
    timeout: options.timeout ?? 5 * 60_000,
    ...(options.onOutput !== undefined && { onOutput: options.onOutput }),
  })
  const output = run.stdout + run.stderr
  if (run.exitCode === null) {
    const seconds = Math.round(run.ms / 1000)
    return err(new AppError('puppet-timeout', 504, `Puppet had not finished after ${seconds} s.`))
  }
  const outcome = outcomeOf(run.exitCode)
  if (outcome === 'not-compiled') {
    return err(
      new AppError(
        'puppet-not-compiled',
        422,
        `The catalog of the control repo did not compile: ${reasonIn(output)}`,
      ),
    )
  }
  const file = await exec({ command: ['cat', REPORT], maxOutput: 16 * 1024 * 1024 })
  const report = parsePuppetReport(file.exitCode === 0 ? file.stdout : '')
  if (!report.ok) return report
  return ok({ ...report.value, outcome, exitCode: run.exitCode, output, ms: run.ms })
}
