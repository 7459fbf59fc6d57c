/** One thing wrong with what was sent: where (`scores.0.item`; empty: the whole) and what. */
export type InputFault = { readonly path: string; readonly message: string }

/**
 * The one error that crosses module borders. At the HTTP edge it becomes problem+json (RFC 9457);
 * on the command line, one sentence and an exit code.
 */
export class AppError extends Error {
  override readonly name = 'AppError'
  /** Stable, kebab-case, for programs: `lab-not-found`. */
  readonly code: string
  /** The HTTP status it maps to. */
  readonly status: number
  /** One sentence for a person: what happened, where, what to do. */
  readonly detail: string
  /** For input that does not fit: each fault in it. */
  readonly errors: readonly InputFault[]

  constructor(
    code: string,
    status: number,
    detail: string,
    options: { cause?: unknown; errors?: readonly InputFault[] } = {},
  ) {
    super(detail, options)
    this.code = code
    this.status = status
    this.detail = detail
    this.errors = options.errors ?? []
  }
}

/** `thing` is what was asked for, in words: `lab`, `recording`. Says no more than that. */
export const notFound = (thing: string) =>
  new AppError(
    `${thing.replaceAll(' ', '-')}-not-found`,
    404,
    `There is no such ${thing}, or it is not yours to see.`,
  )

export const forbidden = (detail: string) => new AppError('forbidden', 403, detail)

export const badRequest = (code: string, detail: string) => new AppError(code, 400, detail)

export const conflict = (code: string, detail: string) => new AppError(code, 409, detail)

export const unavailable = (code: string, detail: string, cause?: unknown) =>
  new AppError(code, 503, detail, { cause })

/** What an unknown thrown value says, for logs and for `detail` texts. */
export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown)
