import { describe, expect, it } from 'vitest'
import {
  addUp,
  chooseSuites,
  countReport,
  missedNotice,
  NOTHING,
  SUITES,
  totalLine,
} from '../../scripts/setup/suites.mjs'

const names = (argv: string[]) => chooseSuites(argv).suites.map(suite => suite.name)

describe('the choice of suites', () => {
  it('is all of them without a word, the quick ones first', () => {
    expect(names([])).toEqual(['types', 'lint', 'unit', 'property', 'web', 'engine', 'e2e'])
  })

  it('is those that are named, in their own order', () => {
    expect(names(['unit', 'types'])).toEqual(['types', 'unit'])
  })

  it('hands other words to vitest, and then leaves types and style out', () => {
    expect(chooseSuites(['unit', 'ring'])).toMatchObject({ filters: ['ring'] })
    expect(names(['ring'])).toEqual(['unit', 'property', 'web', 'engine', 'e2e'])
  })
})

describe('the total', () => {
  const report = (passed: number, failed: number, pending = 0, todo = 0) =>
    JSON.stringify({
      numPassedTests: passed,
      numFailedTests: failed,
      numPendingTests: pending,
      numTodoTests: todo,
    })

  it('adds up the reports of all suites', () => {
    const counts = [countReport(report(3, 0, 1, 1), 0), countReport(report(2, 1), 1)]
    expect(totalLine(addUp(counts))).toBe('5 passed, 1 failed, 2 skipped')
    expect(addUp(counts).fault).toBe(true)
  })

  it.each([
    ['a file could not be imported', report(3, 0), 1],
    ['the tests were killed', '', 137],
    ['the report is broken', '{"numPassed', 1],
  ])('never reads as a success when %s', (_why, text, exitCode) => {
    expect(countReport(text, exitCode)).toMatchObject({ failed: 1, fault: true })
  })

  it('of nothing is a success', () => {
    expect(addUp([NOTHING])).toEqual(NOTHING)
    expect(countReport('', 0).fault).toBe(false)
  })
})

describe('what did not run', () => {
  const suite = SUITES.find(one => one.name === 'engine')

  it('is named with why and with every test, and is a failure in CI', () => {
    if (suite === undefined) throw new Error('There is no suite of that name.')
    const missed = [{ suite, why: 'No engine answers.', tests: ['labs > a lab ends'] }]
    const text = missedNotice(missed, false).join('\n')
    expect(text).toContain('tests on real containers')
    expect(text).toContain('No engine answers.')
    expect(text).toContain('labs > a lab ends')
    expect(missedNotice(missed, true).join('\n')).toContain('With CI=true that is a failure.')
  })

  it('is not mentioned when there is none', () => {
    expect(missedNotice([], true)).toEqual([])
  })
})
