import { messageOf } from '../../kernel/app-error.ts'
import type { LabAccess } from '../../labs/port.ts'
import type { Check, ProbeCheck } from '../exercise.ts'
import { askOf } from './ask.ts'
import { type CheckResult, judge, unseen } from './judge.ts'
import type { Limiter } from './limiter.ts'

export type Look = CheckResult & {
  /** Milliseconds that the answer took. */
  readonly ms: number
}

/** Asks one probe. Never rejects: what goes wrong on the way is an error result. */
export const lookAt = async (
  access: LabAccess,
  check: ProbeCheck,
  env: Readonly<Record<string, string>>,
): Promise<Look> => {
  try {
    const raw = await access.exec(check.from, askOf(check, env))
    return { ...judge(check, raw), ms: raw.ms }
  } catch (error) {
    return { ...unseen(messageOf(error)), ms: 0 }
  }
}

/** Asks all probes once, as many at a time as `limit` lets through. */
export const lookAtAll = async (
  access: LabAccess,
  checks: readonly Check[],
  env: Readonly<Record<string, string>>,
  limit: Limiter,
): Promise<Map<string, Look>> => {
  const probes = checks.filter((check): check is ProbeCheck => check.type === 'probe')
  const looks = await Promise.all(probes.map(check => limit(() => lookAt(access, check, env))))
  return new Map(probes.map((check, n) => [check.id, looks[n] ?? { ...unseen('no look'), ms: 0 }]))
}
