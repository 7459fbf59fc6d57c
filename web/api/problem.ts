/** An error of the API (RFC 9457, application/problem+json), or of the way to it. */
export class Problem extends Error {
  override readonly name = 'Problem'
  /** A few words, for a heading. */
  readonly title: string
  /** The HTTP status; 0 when no answer came. */
  readonly status: number
  /** One sentence: what happened, what to do. */
  readonly detail: string
  /** Stable and kebab-case: `lab-not-found`. */
  readonly code: string
  readonly requestId: string | null
  /** Which parts of what was sent are wrong. */
  readonly errors: readonly { path: string; message: string }[]

  constructor(parts: {
    title: string
    status: number
    detail: string
    code: string
    requestId?: string | null
    errors?: readonly { path: string; message: string }[]
  }) {
    super(parts.detail)
    this.title = parts.title
    this.status = parts.status
    this.detail = parts.detail
    this.code = parts.code
    this.requestId = parts.requestId ?? null
    this.errors = parts.errors ?? []
  }
}

const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const fieldErrors = (value: unknown) =>
  Array.isArray(value)
    ? value.filter(isRecord).map(error => ({
        path: text(error.path) ?? '',
        message: text(error.message) ?? '',
      }))
    : []

/** Reads the body of a refused request; a body that is no problem+json still gives a sentence. */
export const parseProblem = (status: number, body: unknown): Problem => {
  const given = isRecord(body) ? body : {}
  return new Problem({
    status,
    title: text(given.title) ?? titleOf(status),
    detail: text(given.detail) ?? `The server answered ${status} and did not say why. Try again.`,
    code: text(given.code) ?? `http-${status}`,
    requestId: text(given.requestId),
    errors: fieldErrors(given.errors),
  })
}

const titleOf = (status: number): string => {
  if (status === 404) return 'Not found'
  if (status === 401) return 'Not signed in'
  if (status === 403) return 'Not allowed'
  return status >= 500 ? 'The server had a problem' : 'That did not work'
}

/** No answer at all: the network, or the server is restarting. */
export const unreachable = (): Problem =>
  new Problem({
    status: 0,
    title: 'The server does not answer',
    detail:
      'Hatchery can not be reached just now. Nothing you typed is lost; try again in a moment.',
    code: 'unreachable',
  })

/** Any thrown thing as a problem, for showing. */
export const problemOf = (thrown: unknown): Problem => {
  if (thrown instanceof Problem) return thrown
  return new Problem({
    status: 0,
    title: 'Something went wrong on this page',
    detail: thrown instanceof Error ? thrown.message : String(thrown),
    code: 'page',
  })
}
