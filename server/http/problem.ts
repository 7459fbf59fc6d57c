import { STATUS_CODES } from 'node:http'
import type { Context, ErrorHandler, NotFoundHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Logger } from 'pino'
import { AppError, type InputFault, messageOf } from '../kernel/app-error.ts'
import type { AppEnv } from './env.ts'

/** RFC 9457, with our `code` for programs. The body of every error that the API answers. */
export type Problem = {
  type: 'about:blank'
  title: string
  status: number
  detail: string
  code: string
  requestId: string
  errors?: readonly InputFault[]
}

const asAppError = (thrown: unknown): AppError => {
  if (thrown instanceof AppError) return thrown
  if (thrown instanceof HTTPException) {
    const detail = thrown.message || (STATUS_CODES[thrown.status] ?? 'The request was refused.')
    return new AppError('bad-request', thrown.status, detail, { cause: thrown })
  }
  // What it says may name files or hold data, so it goes to the log alone.
  return new AppError(
    'internal-error',
    500,
    "Something went wrong on the server, and this may not have been done. It is in the server's log under the request id.",
    { cause: thrown },
  )
}

/** What a thrown value answers with. Pure. */
export const problemOf = (thrown: unknown, requestId: string): Problem => {
  const { code, status, detail, errors } = asAppError(thrown)
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    code,
    requestId,
    ...(errors.length > 0 && { errors }),
  }
}

const answer = (c: Context<AppEnv>, thrown: unknown): Response => {
  const problem = problemOf(thrown, c.get('requestId') ?? '')
  return c.body(JSON.stringify(problem), problem.status as ContentfulStatusCode, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
  })
}

/**
 * Every error of the app becomes a problem; those of the server's own making are logged.
 *
 * @example app.onError(errorHandler(log))
 */
export const errorHandler =
  (log: Logger): ErrorHandler<AppEnv> =>
  (error, c) => {
    const status = error instanceof AppError || error instanceof HTTPException ? error.status : 500
    if (status >= 500) (c.get('log') ?? log).error({ err: error }, messageOf(error))
    return answer(c, error)
  }

/** For a path that no route answers. */
export const unknownPath: NotFoundHandler<AppEnv> = c =>
  answer(
    c,
    new AppError(
      'no-such-path',
      404,
      `Nothing answers ${c.req.method} ${c.req.path}. The paths are listed at /api/openapi.json.`,
    ),
  )
