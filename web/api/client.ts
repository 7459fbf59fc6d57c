import { parseProblem, unreachable } from './problem.ts'

export { Problem, problemOf } from './problem.ts'

/**
 * The one way to the API. Paths are relative to `/api`; answers are typed by the server's own view
 * types, which the caller names. Throws a `Problem`, never anything else.
 */
const request = async (method: string, path: string, body?: unknown): Promise<Response> => {
  const answer = await fetch(`/api${path}`, {
    method,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => {
    throw unreachable()
  })
  if (!answer.ok) throw parseProblem(answer.status, await answer.json().catch(() => null))
  return answer
}

const json = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
  const answer = await request(method, path, body)
  if (answer.status === 204) return undefined as T
  return answer.json().catch(() => {
    throw parseProblem(answer.status, {
      detail: 'The answer was cut off on its way. Try again.',
    })
  })
}

export const get = <T>(path: string) => json<T>('GET', path)
export const post = <T = void>(path: string, body?: unknown) => json<T>('POST', path, body)
export const put = <T = void>(path: string, body?: unknown) => json<T>('PUT', path, body)
export const patch = <T = void>(path: string, body?: unknown) => json<T>('PATCH', path, body)
export const del = <T = void>(path: string) => json<T>('DELETE', path)

/** A body that is no JSON: the `.cast` of a terminal. */
export const getText = async (path: string): Promise<string> => (await request('GET', path)).text()
