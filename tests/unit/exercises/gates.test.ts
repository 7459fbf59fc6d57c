import { describe, expect, it } from 'vitest'
import type { Board, Entry } from '../../../server/exercises/checks/board.ts'
import {
  decideGreen,
  decideRed,
  decideSolution,
  decideWrong,
  isSettled,
  planGates,
} from '../../../server/exercises/gates.ts'
import { formatReport, type GateResult } from '../../../server/exercises/proof-report.ts'
import { sampleExercise } from './sample.ts'

const exercise = sampleExercise()

const entry = (status: Entry['status'], seen: string): Entry => ({
  status,
  seen,
  at: 0,
  since: null,
  told: null,
})

/** page-answers, stays-up, backend-private. */
const board = (
  page: Entry['status'],
  holds: Entry['status'],
  closed: Entry['status'] = 'pass',
): Board =>
  new Map([
    ['page-answers', entry(page, page === 'pass' ? '200' : '502 from nginx, expected 200')],
    ['stays-up', entry(holds, 'Has held')],
    ['backend-private', entry(closed, closed === 'pass' ? 'refused' : 'open from outside')],
  ])

const GREEN = board('pass', 'pass')
const RED = board('fail', 'waiting')

describe('the plan of a proof', () => {
  it('has a lab of its own for each gate, solution and wrong fix, for each seed', () => {
    const jobs = planGates(sampleExercise({ 'solutions/b.sh': 'true' }), [1, 2])
    expect(jobs.map(job => [job.gate, job.seed, job.script?.path ?? null, job.stage])).toEqual(
      [1, 2].flatMap(seed => [
        [2, seed, null, 'healthy'],
        [3, seed, null, 'fault'],
        [4, seed, 'solutions/a.sh', 'fault'],
        [4, seed, 'solutions/b.sh', 'fault'],
        [5, seed, 'wrong/a.sh', 'fault'],
      ]),
    )
  })

  it('lets solutions and wrong fixes survive what the exercise names', () => {
    const survivals = planGates(exercise, [1]).map(job => job.survives)
    expect(survivals).toEqual([[], [], ['reboot', 'puppet'], ['reboot', 'puppet']])
  })
})

describe('gate 2, green before', () => {
  it('passes when all is green, level checks too', () => {
    expect(decideGreen(exercise, GREEN)).toEqual({ passed: true, said: 'all 3 are green' })
  })

  it('names what is not', () => {
    expect(decideGreen(exercise, board('pass', 'pass', 'fail'))).toEqual({
      passed: false,
      said: 'the healthy lab is not green: backend-private: open from outside',
    })
    expect(decideGreen(exercise, board('pass', 'waiting')).passed).toBe(false)
  })
})

describe('gate 3, red after the fault', () => {
  it('passes when exactly the checks that it names fail', () => {
    expect(decideRed(exercise, RED)).toEqual({
      passed: true,
      said: 'page-answers: 502 from nginx, expected 200',
    })
  })

  it('refuses a fault that breaks nothing', () => {
    expect(decideRed(exercise, GREEN).said).toBe('the fault does not break page-answers: 200')
  })

  it('refuses a fault that breaks an invariant', () => {
    expect(decideRed(exercise, board('fail', 'waiting', 'fail')).said).toBe(
      'the fault breaks an invariant: backend-private: open from outside',
    )
  })

  it('refuses an error: it proves nothing', () => {
    const { passed, said } = decideRed(exercise, board('error', 'waiting'))
    expect([passed, said.startsWith('could not be seen: page-answers')]).toEqual([false, true])
  })
})

describe('gate 4, a solution', () => {
  it('passes when it is green at once and after everything', () => {
    const phases = [
      { name: 'after it', board: GREEN },
      { name: 'after reboot', board: GREEN },
    ]
    expect(decideSolution(exercise, phases, ['www01:/etc/default/builds'])).toEqual({
      passed: true,
      said: 'all green after it, after reboot; changed www01:/etc/default/builds',
    })
  })

  it('is refused when it changes more than the exercise allows', () => {
    const strict = { ...exercise, touches: ['/etc/default/builds'] }
    const phases = [{ name: 'after it', board: GREEN }]
    const changed = ['www01:/etc/default/builds', 'www01:/etc/hosts']
    expect(decideSolution(strict, phases, changed)).toEqual({
      passed: false,
      said: 'it changes more than touches names: www01:/etc/hosts',
    })
    expect(decideSolution(strict, phases, changed.slice(0, 1)).passed).toBe(true)
  })

  it('is refused at the step that it does not survive', () => {
    const phases = [
      { name: 'after it', board: GREEN },
      { name: 'after reboot', board: RED },
    ]
    expect(decideSolution(exercise, phases, [])).toEqual({
      passed: false,
      said: 'red after reboot: page-answers: 502 from nginx, expected 200',
    })
  })
})

describe('gate 5, a wrong fix', () => {
  it('passes by being red, at once or later', () => {
    expect(decideWrong(exercise, [{ name: 'after it', board: RED }])).toMatchObject({
      passed: true,
    })
    const later = [
      { name: 'after it', board: GREEN },
      { name: 'after reboot', board: RED },
    ]
    expect(decideWrong(exercise, later)).toEqual({
      passed: true,
      said: 'red after reboot: page-answers: 502 from nginx, expected 200',
    })
  })

  it('is refused when it stays green all the way', () => {
    const phases = [{ name: 'after it', board: GREEN }]
    expect(decideWrong(exercise, phases)).toEqual({
      passed: false,
      said: 'stays green after it: it is a solution, or a check is missing',
    })
  })

  it('is refused when it could not be seen to be red', () => {
    const phases = [{ name: 'after it', board: board('error', 'waiting') }]
    expect(decideWrong(exercise, phases)).toMatchObject({ passed: false })
  })
})

describe('looking again', () => {
  it('stops when the gate has what it wants', () => {
    expect([isSettled(exercise, 3, RED), isSettled(exercise, 3, GREEN)]).toEqual([true, false])
    expect([isSettled(exercise, 4, RED), isSettled(exercise, 4, GREEN)]).toEqual([false, true])
  })
})

describe('the report', () => {
  const gate = (passed: boolean): GateResult => ({
    gate: 5,
    name: 'wrong fix stays red',
    subject: 'wrong/a.sh',
    seed: 1,
    variant: { port: '8081' },
    passed,
    said: 'red after reboot',
    steps: [{ what: 'reboot www01', seen: 'up again', ms: 2100 }],
    ms: 31_000,
  })
  const report = (passed: boolean) =>
    formatReport({ slug: 'web-502', version: 'a'.repeat(64), passed, gates: [gate(passed)], ms: 9 })

  it('is one line and a reason for each gate', () => {
    expect(report(true).split('\n')).toEqual([
      'passed  5. wrong fix stays red · wrong/a.sh · seed 1 (31.0 s)',
      '          red after reboot',
      'web-502 at aaaaaaaaaaaa passes all gates (0.0 s).',
    ])
  })

  it('tells the steps of what failed', () => {
    expect(report(false)).toContain('- reboot www01: up again (2.1 s)')
    expect(report(false)).toContain('is refused: 1 of 1 gates failed')
  })
})
