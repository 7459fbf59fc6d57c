import { expect, it } from 'vitest'
import { drain, startWork, type Work } from '../../server/work.ts'
import { settle } from '../support/fake-time.ts'
import { silent } from '../support/people-fixture.ts'

/** Every step, noted as it is taken; those named in `failing` reject. */
const parts = (failing: readonly string[] = []) => {
  const taken: string[] = []
  let adopt = () => {}
  const adopted = new Promise<void>(resolve => {
    adopt = resolve
  })
  const step = (name: string) => async () => {
    taken.push(name)
    if (failing.includes(name)) throw new Error(`${name} fails`)
  }
  const thing = (name: string) => ({
    start: step(name),
    resume: step(name),
    prepareAll: step(name),
    drain: step(name),
    close: step(name),
    settled: step(name),
    dispose: () => {
      taken.push(name)
      if (failing.includes(name)) throw new Error(`${name} fails`)
    },
  })
  const work: Work = {
    labs: { ...thing('labs'), adopted },
    recordings: thing('recordings'),
    incubations: thing('incubations'),
    terminals: thing('terminals'),
    exercises: thing('exercises'),
    images: thing('images'),
    notices: thing('notices'),
    watch: thing('watch'),
    screens: thing('screens'),
    evidence: thing('evidence'),
  }
  return { work, taken, adopt }
}

it('takes over terminals and attempts only once the engine answered for their labs', async () => {
  const { work, taken, adopt } = parts()
  const started = startWork(work, silent)
  await settle(30)
  expect([...taken].sort()).toEqual(['images', 'incubations', 'labs', 'recordings'])
  adopt()
  await started
  expect(taken.slice(-2)).toEqual(['terminals', 'exercises'])
})

it('takes over all the rest when a part of it fails', async () => {
  const { work, taken, adopt } = parts(['labs', 'recordings', 'incubations', 'terminals'])
  adopt()
  await startWork(work, silent)
  expect(taken.at(-1)).toBe('exercises')
})

it('stops everything, also when each part of it fails', async () => {
  const all = ['notices', 'watch', 'incubations', 'exercises', 'labs', 'images']
  const rest = ['terminals', 'recordings', 'screens', 'evidence', 'evidence']
  const { work, taken } = parts([...all, ...rest])
  await drain(work, silent)
  expect(taken).toEqual([...all, ...rest])
})
