import type { ValidationTargets } from 'hono'
import { validator } from 'hono-openapi'
import type { z } from 'zod'
import { AppError, type InputFault } from '../kernel/app-error.ts'
import type { AppEnv } from './env.ts'

type Issue = {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

const faultOf = ({ path = [], message }: Issue): InputFault => ({
  path: path.map(part => String(typeof part === 'object' ? part.key : part)).join('.'),
  message,
})

const sentence = (faults: readonly InputFault[]): string =>
  faults.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ')

/** 400 `invalid-input` with each fault, or 415 when a body was sent as something else. */
const refusal = (target: string, contentType: string | undefined, issues: readonly Issue[]) => {
  if (target === 'json' && !/^application\/([\w.-]+\+)?json\b/i.test(contentType ?? '')) {
    return new AppError(
      'not-json',
      415,
      'Send the body as JSON, with content-type application/json.',
    )
  }
  const errors = issues.map(faultOf)
  return new AppError('invalid-input', 400, `What was sent does not fit: ${sentence(errors)}.`, {
    errors,
  })
}

/**
 * Validates one part of a request and documents it in the OpenAPI description; the handler reads
 * it, typed, by `c.req.valid(target)`.
 *
 * @example .post('/members', guard('member:manage'), validate('json', schema), handler)
 */
export const validate = <Schema extends z.ZodType, Target extends keyof ValidationTargets>(
  target: Target,
  schema: Schema,
) =>
  validator<Schema, Target, AppEnv, string>(target, schema, (result, c) => {
    if (!result.success) throw refusal(target, c.req.header('content-type'), result.error)
  })
