import type { ExecResult, ExecSpec } from '../engine/port.ts'

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

const SECONDS = 5
const MARK = '\nhatchery-probe '

/** curl on the lab's probe host; URL as an argument, never part of a shell line. */
export const probeCommand = (spec: ProbeSpec): ExecSpec => ({
  command: [
    'curl',
    '--silent',
    '--show-error',
    '--max-time',
    String(SECONDS),
    '--proto',
    '=http,https',
    '--write-out',
    `${MARK}%{http_code} %{time_total}`,
    '--',
    spec.url,
  ],
  timeout: (SECONDS + 3) * 1000,
  maxOutput: 256 * 1024,
})

/** curl's exit codes that an apprentice meets, in words (curl's manual, EXIT CODES). */
const CURL_EXITS: Readonly<Record<number, string>> = {
  6: 'the name does not resolve',
  7: 'the connection was refused',
  28: `no answer within ${SECONDS} s`,
  52: 'the server closed without an answer',
  56: 'the connection broke off',
}

/**
 * null: the probe itself could not run, which says nothing about the service, so nothing is
 * counted against it.
 */
export const readProbe = (spec: ProbeSpec, result: ExecResult): ProbeResult | null => {
  const cut = result.stdout.lastIndexOf(MARK)
  if (cut < 0) return null
  const [code = '', seconds = ''] = result.stdout
    .slice(cut + MARK.length)
    .trim()
    .split(' ')
  const body = result.stdout.slice(0, cut)
  const ms = Math.round(Number(seconds) * 1000)
  if (result.exitCode !== 0) {
    const known = result.exitCode === null ? undefined : CURL_EXITS[result.exitCode]
    return { up: false, ms, seen: known ?? (result.stderr.trim() || 'no answer') }
  }
  if (code !== '200') return { up: false, ms, seen: `answered ${code}, expected 200` }
  if (!body.includes(spec.expect)) {
    return { up: false, ms, seen: `answered 200 without "${spec.expect}"` }
  }
  return { up: true, ms, seen: 'answered 200' }
}
