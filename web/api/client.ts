import { type ClientResponse, hc } from 'hono/client'
import type { App } from '../../server/app.ts'
import { parseProblem, unreachable } from './problem.ts'

export { Problem, problemOf } from './problem.ts'

/** Throws a `Problem` unless the server answered well; never anything else. */
const send: typeof fetch = async (input, init) => {
  const answer = await fetch(input, init).catch(() => {
    throw unreachable()
  })
  if (!answer.ok) throw parseProblem(answer.status, await answer.json().catch(() => null))
  return answer
}

/**
 * The API, typed by the server's own routes: a path, a body or an answer that does not fit is an
 * error of the compiler.
 *
 * @example await json(api.labs[':id'].extend.$post({ param: { id } }))
 */
export const api = hc<App>('/api', { fetch: send })

/** The body of an answer. */
export const json = async <T>(asked: Promise<ClientResponse<T, number, 'json'>>): Promise<T> => {
  const answer = await asked
  return (await answer.json().catch(() => {
    throw parseProblem(answer.status, { detail: 'The answer was cut off on its way. Try again.' })
  })) as T
}
