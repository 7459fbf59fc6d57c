/**
 * What `npm test` can run, in this order. `needs`: what the suite can't do without.
 * @typedef {'types' | 'lint' | 'unit' | 'property' | 'web' | 'engine' | 'e2e'} SuiteName
 * @typedef {{ name: SuiteName, title: string, vitest: boolean, needs: ('engine' | 'browser')[] }} Suite
 */

/** @type {readonly Suite[]} */
export const SUITES = [
  { name: 'types', title: 'types of the whole tree', vitest: false, needs: [] },
  { name: 'lint', title: 'Biome', vitest: false, needs: [] },
  { name: 'unit', title: 'unit tests', vitest: true, needs: [] },
  { name: 'property', title: 'property tests', vitest: true, needs: [] },
  { name: 'web', title: 'tests of the pages', vitest: true, needs: [] },
  { name: 'engine', title: 'tests on real containers', vitest: true, needs: ['engine'] },
  { name: 'e2e', title: 'tests in a real browser', vitest: true, needs: ['engine', 'browser'] },
]

/**
 * Reads `npm test -- [SUITE…] [FILTER…]`: names of suites choose them (all, without), other words
 * go to vitest as they are.
 * @param {readonly string[]} argv
 * @returns {{ suites: readonly Suite[], filters: string[] }}
 */
export const chooseSuites = argv => {
  const names = new Set(SUITES.map(suite => /** @type {string} */ (suite.name)))
  const chosen = argv.filter(word => names.has(word))
  const filters = argv.filter(word => !names.has(word))
  const suites = chosen.length === 0 ? SUITES : SUITES.filter(s => chosen.includes(s.name))
  // With a filter alone it is tests that are meant, not types and style.
  return {
    suites: chosen.length === 0 && filters.length > 0 ? suites.filter(s => s.vitest) : suites,
    filters,
  }
}

/**
 * How a suite went. `fault`: it failed as a whole, beyond single tests.
 * @typedef {{ passed: number, failed: number, skipped: number, fault: boolean }} Counts
 */

/** @type {Counts} */
export const NOTHING = { passed: 0, failed: 0, skipped: 0, fault: false }

/**
 * @param {readonly Counts[]} all
 * @returns {Counts}
 */
export const addUp = all =>
  all.reduce(
    (sum, one) => ({
      passed: sum.passed + one.passed,
      failed: sum.failed + one.failed,
      skipped: sum.skipped + one.skipped,
      fault: sum.fault || one.fault,
    }),
    NOTHING,
  )

/**
 * Counts from vitest's JSON report and exit code. A suite that ends badly without a failed test (a
 * file that can't be imported, an unhandled error) counts as one failure, so that the total never
 * reads as a success.
 * @param {string} report The report's text; empty where vitest wrote none.
 * @param {number} exitCode
 * @returns {Counts}
 */
export const countReport = (report, exitCode) => {
  const counts = readReport(report)
  if (exitCode === 0 || counts.failed > 0) return { ...counts, fault: exitCode !== 0 }
  return { ...counts, failed: 1, fault: true }
}

/**
 * @param {string} report
 * @returns {Counts}
 */
const readReport = report => {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(report)
    const number = (/** @type {unknown} */ value) => (typeof value === 'number' ? value : 0)
    return {
      passed: number(numPassedTests),
      failed: number(numFailedTests),
      skipped: number(numPendingTests) + number(numTodoTests),
      fault: false,
    }
  } catch {
    return NOTHING
  }
}

/**
 * The last line.
 * @param {Counts} counts
 * @returns {string}
 */
export const totalLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`

/**
 * A suite that could not run, and the tests that it would have run.
 * @typedef {{ suite: Suite, why: string, tests: readonly string[] }} Missed
 *
 * Says loudly what did not run and why.
 * @param {readonly Missed[]} missed
 * @param {boolean} ci
 * @returns {string[]}
 */
export const missedNotice = (missed, ci) => {
  if (missed.length === 0) return []
  const bar = '!'.repeat(78)
  const rows = missed.flatMap(({ suite, why, tests }) => [
    `  ${suite.title} (${suite.name}), ${tests.length} of them: ${why}`,
    ...tests.map(test => `    ${test}`),
  ])
  const end = ci
    ? 'With CI=true that is a failure.'
    : 'What was run says nothing about these. With CI=true this would be a failure.'
  return [bar, 'NOT RUN:', ...rows, end, bar]
}

/**
 * How what did not run counts: its tests as skipped and, in CI, itself as one failure.
 * @param {Missed} missed
 * @param {boolean} ci
 * @returns {Counts}
 */
export const countMissed = ({ tests }, ci) => ({
  passed: 0,
  failed: ci ? 1 : 0,
  skipped: tests.length,
  fault: ci,
})
