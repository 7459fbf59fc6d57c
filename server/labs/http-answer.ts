import type { ExecResult, ExecSpec } from '../engine/port.ts'

/**
 * How an HTTP service in a lab is asked, from its probe or one of its hosts: curl by absolute path,
 * values as arguments, nothing read from the asker's own configuration. What curl adds about the
 * answer goes to stderr, so that no body can hide or fake it.
 */
export type HttpQuestion = {
  readonly url: string
  /** For the Host header; the URL's own, if left out. */
  readonly host?: string | undefined
  /** Milliseconds that curl waits. */
  readonly patience: number
}

const ANSWERED = 'answered:'
const TOOK = 'took:'

export const askHttp = ({ url, host, patience }: HttpQuestion): Pick<ExecSpec, 'command'> => ({
  command: [
    '/usr/bin/curl',
    '--disable',
    '--silent',
    '--show-error',
    '--globoff',
    '--noproxy',
    '*',
    '--max-time',
    (patience / 1000).toFixed(1),
    '--write-out',
    `%{stderr}\n${ANSWERED} %{http_code} %header{server}\n${TOOK} %{time_total}\n`,
    ...(host === undefined ? [] : ['--header', `Host: ${host}`]),
    '--',
    url,
  ],
})

export type HttpAnswer =
  | {
      readonly kind: 'answered'
      readonly status: number
      /** The Server header's product: `nginx`; empty where there is none. */
      readonly server: string
      /** As much of it as was kept. */
      readonly body: string
    }
  /** The service did not answer: that tells of the service. */
  | { readonly kind: 'silent'; readonly words: string; readonly timedOut: boolean }
  /** It could not be asked: that tells nothing of the service. */
  | { readonly kind: 'unasked'; readonly why: string }

/** curl's exit codes that tell of the service (curl's manual, EXIT CODES); all others do not. */
const SILENT: Readonly<Record<number, string>> = {
  6: 'the name does not resolve',
  7: 'connection refused',
  28: 'no answer',
  52: 'the connection closed without an answer',
  55: 'the connection broke',
  56: 'the connection broke',
}

const TIMED_OUT = 28

const complaint = (stderr: string): string => /curl: \(\d+\) (.*)/.exec(stderr)?.[1]?.trim() ?? ''

export const readHttp = (raw: ExecResult): HttpAnswer => {
  if (raw.timedOut) return { kind: 'unasked', why: 'curl gave no result in time' }
  if (raw.exitCode !== 0) {
    const words = SILENT[raw.exitCode ?? -1]
    if (words !== undefined) {
      return { kind: 'silent', words, timedOut: raw.exitCode === TIMED_OUT }
    }
    return { kind: 'unasked', why: complaint(raw.stderr) || `curl ended ${raw.exitCode}` }
  }
  const mark = new RegExp(`^${ANSWERED} (\\d{3}) ?(.*)$`, 'm').exec(raw.stderr)
  if (mark === null) return { kind: 'unasked', why: 'curl did not say what was answered' }
  const server = (mark[2] ?? '').split('/')[0]?.trim() ?? ''
  return { kind: 'answered', status: Number(mark[1]), server, body: raw.stdout }
}

/** Milliseconds that the answer took; 0 when curl did not say. */
export const tookOf = (raw: ExecResult): number => {
  const seconds = new RegExp(`^${TOOK} ([\\d.]+)$`, 'm').exec(raw.stderr)?.[1]
  return Math.round(Number(seconds ?? 0) * 1000)
}
