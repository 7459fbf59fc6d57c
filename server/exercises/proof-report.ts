import type { GateNumber } from './gates.ts'
import type { Variant } from './variants.ts'

/** What the prover says: as JSON it is exactly this. Times in milliseconds. */
export type StepReport = {
  /** What ran. */
  readonly what: string
  readonly seen: string
  readonly ms: number
}

export type GateResult = {
  readonly gate: GateNumber
  readonly name: string
  /** The solution or wrong fix: `wrong/restart-nginx.sh`. */
  readonly subject: string | null
  readonly seed: number | null
  readonly variant: Variant | null
  readonly passed: boolean
  /** Why, in words. */
  readonly said: string
  readonly steps: readonly StepReport[]
  readonly ms: number
}

export type ProofReport = {
  readonly slug: string
  readonly version: string | null
  readonly passed: boolean
  readonly gates: readonly GateResult[]
  readonly ms: number
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

/** One line a gate; a failed gate's steps under it. */
export const formatGate = (result: GateResult): string => {
  const { gate, name, subject, seed, passed, said, ms } = result
  const which = [`${gate}. ${name}`, subject, seed === null ? null : `seed ${seed}`]
  const head = `${passed ? 'passed' : 'FAILED'}  ${which.filter(Boolean).join(' · ')}`
  const body = said.split('\n').map(line => `          ${line}`)
  const steps = passed
    ? []
    : result.steps.map(step => `          - ${step.what}: ${step.seen} (${seconds(step.ms)})`)
  return [`${head} (${seconds(ms)})`, ...body, ...steps].join('\n')
}

export const formatReport = (report: ProofReport): string => {
  const failed = report.gates.filter(gate => !gate.passed).length
  const version = report.version === null ? '' : ` at ${report.version.slice(0, 12)}`
  const verdict = report.passed
    ? `${report.slug}${version} passes all gates`
    : `${report.slug}${version} is refused: ${failed} of ${report.gates.length} gates failed`
  return [...report.gates.map(formatGate), `${verdict} (${seconds(report.ms)}).`].join('\n')
}
