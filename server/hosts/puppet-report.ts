import { parse, type ScalarTag } from 'yaml'
import { AppError, messageOf } from '../kernel/app-error.ts'
import { err, ok, type Result } from '../kernel/result.ts'

/** What one run of Puppet found and did, from its report. */
export type PuppetReport = {
  readonly status: 'unchanged' | 'changed' | 'failed'
  readonly noop: boolean
  /** The catalog's version; the time it was compiled, unless the control repo says otherwise. */
  readonly version: string
  /** Resources in the catalog. */
  readonly total: number
  /** Resources that were changed, failed, or were left out because one they need failed. */
  readonly changed: number
  readonly failed: number
  readonly skipped: number
  /** Resources that differ and were left alone because of noop. */
  readonly pending: number
  /** Those alone that were not as declared. */
  readonly resources: readonly PuppetResource[]
  /** Errors and warnings, such as why a catalog did not compile. */
  readonly problems: readonly string[]
}

export type PuppetResource = {
  /** `File[/etc/motd]` */
  readonly name: string
  readonly outcome: 'changed' | 'failed' | 'skipped' | 'pending'
  /** Where it is declared, inside the control repo: `site-modules/…/base.pp:40`; null: unknown. */
  readonly declared: string | null
  /** Each property that differed, in Puppet's words. */
  readonly events: readonly { readonly property: string | null; readonly message: string }[]
}

type Fields = Record<string, unknown>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What Ruby writes for a text that is not marked as UTF-8; YAML's own tag would be `!!binary`. */
const BINARY: ScalarTag = {
  tag: '!binary',
  resolve: base64 => Buffer.from(base64, 'base64').toString('utf8'),
}

const list = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isFields) : [])

/** The last number of `- - changed\n  - Changed\n  - 3` in the metric `resources`. */
const counts = (metrics: unknown): Record<string, number> => {
  const resources = isFields(metrics) ? metrics.resources : null
  const values = isFields(resources) && Array.isArray(resources.values) ? resources.values : []
  return Object.fromEntries(
    values.filter(Array.isArray).map(value => [String(value[0]), Number(value[2] ?? 0)]),
  )
}

const ENVIRONMENT = /^.*\/environments\/[^/]+\//

const outcomeOf = (status: Fields): PuppetResource['outcome'] | null => {
  const events = list(status.events)
  if (status.failed === true || status.failed_to_restart === true) return 'failed'
  if (events.some(event => event.status === 'failure')) return 'failed'
  if (status.changed === true) return 'changed'
  if (events.some(event => event.status === 'noop')) return 'pending'
  return status.skipped === true ? 'skipped' : null
}

const resourceOf = (name: string, status: Fields): PuppetResource | null => {
  const outcome = outcomeOf(status)
  if (outcome === null) return null
  const file = typeof status.file === 'string' ? status.file.replace(ENVIRONMENT, '') : null
  return {
    name,
    outcome,
    declared: file === null ? null : `${file}:${String(status.line)}`,
    events: list(status.events)
      .filter(event => event.status !== 'audit')
      .map(event => ({
        property: event.property ? String(event.property) : null,
        message: String(event.message),
      })),
  }
}

/**
 * Reads `last_run_report.yaml` of report format 12 (Puppet 7). Its root and some values carry Ruby
 * tags, and texts that are not plain UTF-8 come as base64; the values under them are plain.
 */
export const parsePuppetReport = (yaml: string): Result<PuppetReport> => {
  let report: unknown
  try {
    report = parse(yaml, { logLevel: 'silent', customTags: [BINARY], maxAliasCount: -1 })
  } catch (thrown) {
    return unreadable(messageOf(thrown).split('\n')[0] ?? '', thrown)
  }
  if (!isFields(report) || !isFields(report.resource_statuses)) {
    return unreadable('it has no resource_statuses')
  }
  const count = counts(report.metrics)
  const resources = Object.entries(report.resource_statuses).flatMap(([name, status]) => {
    const resource = isFields(status) ? resourceOf(name, status) : null
    return resource ?? []
  })
  const numberOf = (outcome: PuppetResource['outcome']) =>
    resources.filter(resource => resource.outcome === outcome).length
  const status = report.status
  return ok({
    status: status === 'changed' || status === 'failed' ? status : 'unchanged',
    noop: report.noop === true,
    version: String(report.configuration_version ?? ''),
    total: count.total ?? 0,
    changed: numberOf('changed'),
    failed: numberOf('failed'),
    skipped: count.skipped ?? 0,
    pending: numberOf('pending'),
    resources,
    problems: list(report.logs)
      .filter(log => ['err', 'crit', 'alert', 'emerg', 'warning'].includes(String(log.level)))
      .map(log => String(log.message)),
  })
}

const unreadable = (why: string, cause?: unknown) =>
  err(
    new AppError('puppet-report-unreadable', 502, `Puppet's report cannot be read: ${why}.`, {
      cause,
    }),
  )
