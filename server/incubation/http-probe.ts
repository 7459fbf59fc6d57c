import type { ExecResult, ExecSpec } from '../engine/port.ts'
import { askHttp, readHttp, tookOf } from '../labs/http-answer.ts'

/** What a probe asks: the page answers 200 and contains `expect` (empty: any body). */
export type ProbeSpec = {
  readonly url: string
  readonly expect: string
  readonly everyMs: number
}

export type ProbeResult = {
  readonly up: boolean
  /** Milliseconds the answer took. */
  readonly ms: number
  /** What was seen, in words. */
  readonly seen: string
}

const PATIENCE = 5_000

/** Of a page; what is looked for must be in it. */
const MOST_BODY = 256 * 1024

export const probeCommand = (spec: ProbeSpec): ExecSpec => ({
  ...askHttp({ url: spec.url, patience: PATIENCE }),
  timeout: PATIENCE + 3_000,
  maxOutput: MOST_BODY,
})

/**
 * null: the probe itself could not run, which says nothing about the service, so nothing is
 * counted against it.
 */
export const readProbe = (spec: ProbeSpec, raw: ExecResult): ProbeResult | null => {
  const answer = readHttp(raw)
  if (answer.kind === 'unasked') return null
  const ms = tookOf(raw)
  if (answer.kind === 'silent') {
    const within = answer.timedOut ? ` within ${PATIENCE / 1000} s` : ''
    return { up: false, ms, seen: `${answer.words}${within}` }
  }
  if (answer.status !== 200) {
    return { up: false, ms, seen: `answered ${answer.status}, expected 200` }
  }
  if (!answer.body.includes(spec.expect)) {
    return { up: false, ms, seen: `answered 200 without "${spec.expect}"` }
  }
  return { up: true, ms, seen: 'answered 200' }
}
