import { describe, expect, test } from 'vitest'
import { staleBy } from '../../web/api/keys.ts'
import { patiently } from '../../web/api/patiently.ts'
import { Problem, parseProblem, problemOf, unreachable } from '../../web/api/problem.ts'

describe('parseProblem', () => {
  test('reads problem+json', () => {
    const problem = parseProblem(409, {
      title: 'Conflict',
      detail: 'You already have a lab running.',
      code: 'lab-limit',
      requestId: 'r1',
      errors: [{ path: 'days', message: 'too many' }],
    })
    expect(problem).toMatchObject({
      status: 409,
      title: 'Conflict',
      detail: 'You already have a lab running.',
      code: 'lab-limit',
      requestId: 'r1',
      errors: [{ path: 'days', message: 'too many' }],
    })
  })

  test.each([null, 'Bad Gateway', 42, [], { title: 7, errors: 'none' }])(
    'gives a sentence for the body %j',
    body => {
      const problem = parseProblem(502, body)
      expect(problem.title).toBe('The server had a problem')
      expect(problem.detail).toContain('502')
      expect(problem.errors).toEqual([])
    },
  )
})

describe('problemOf', () => {
  test('keeps a problem as it is', () => {
    const problem = unreachable()
    expect(problemOf(problem)).toBe(problem)
  })

  test('says what anything else says', () => {
    expect(problemOf(new TypeError('x is not a function')).detail).toBe('x is not a function')
    expect(problemOf('odd')).toBeInstanceOf(Problem)
  })
})

describe('staleBy', () => {
  const keysOf = (...notice: Parameters<typeof staleBy>) =>
    staleBy(...notice).map(({ key, exact }) => `${key.join('/')}${exact ? '' : '/*'}`)

  test('one thing makes its list and itself stale, not its siblings', () => {
    expect(keysOf({ topic: 'recordings', id: 'r1' })).toEqual(['recordings', 'recordings/r1'])
  })

  test('a notice about a list makes everything under it stale', () => {
    expect(keysOf({ topic: 'recordings', id: null })).toEqual(['recordings/*'])
  })

  test('a lab touches the attempts and incubations that show it', () => {
    expect(keysOf({ topic: 'labs', id: 'l1' })).toEqual([
      'labs',
      'labs/l1',
      'attempts/*',
      'incubations/*',
    ])
  })

  test('a changed member may be oneself', () => {
    expect(keysOf({ topic: 'members', id: null })).toContain('session/*')
  })
})

describe('patiently', () => {
  const failing = (times: number) => {
    let calls = 0
    return async () => {
      calls += 1
      if (calls <= times) throw new Error(`failure ${calls}`)
      return calls
    }
  }

  test('tries again until it works', async () => {
    expect(await patiently(failing(2), [0, 0])).toBe(3)
  })

  test('gives up with the last error', async () => {
    await expect(patiently(failing(3), [0, 0])).rejects.toThrow('failure 3')
  })
})
