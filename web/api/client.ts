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

const plain = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
  const answer = await send(`/api${path}`, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (answer.status === 204) return undefined as T
  return answer.json()
}

export const get = <T>(path: string) => plain<T>('GET', path)
export const post = <T = void>(path: string, body?: unknown) => plain<T>('POST', path, body)
export const put = <T = void>(path: string, body?: unknown) => plain<T>('PUT', path, body)
export const patch = <T = void>(path: string, body?: unknown) => plain<T>('PATCH', path, body)
export const del = <T = void>(path: string) => plain<T>('DELETE', path)

/** A body that is no JSON: the `.cast` of a terminal. */
export const getText = async (path: string): Promise<string> => (await send(`/api${path}`)).text()
