#!/usr/bin/env node
import { createContext } from './setup/context.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { assertNode } from './setup/node-version.mjs'
import { prepareTests } from './setup/prepare-tests.mjs'
import { listTests, runSuite } from './setup/run-suite.mjs'
import { endWithSignals } from './setup/runner.mjs'
import { explain } from './setup/setup-error.mjs'
import {
  addUp,
  chooseSuites,
  countMissed,
  missedNotice,
  NOTHING,
  totalLine,
} from './setup/suites.mjs'

/**
 * `npm test [-- SUITE… FILTER…]`: sets up what the tests need, runs them all, whatever fails on
 * the way, and ends with one line of totals. Resolves to the exit code.
 */
const test = async () => {
  const ci = process.env.CI === 'true' || process.env.CI === '1'
  const { suites, filters } = chooseSuites(process.argv.slice(2))
  const context = createContext({ out: process.stdout })
  const { reporter, runner, root } = context
  const counts = [NOTHING]
  /** @type {import('./setup/suites.mjs').Missed[]} */
  const missed = []
  endWithSignals(runner)
  try {
    assertNode()
    await ensureDependencies(context)
    // The quick ones first: they need no engine, and whoever broke the types wants to know now.
    const env = { HATCHERY_CHROMIUM: process.env.HATCHERY_CHROMIUM }
    const runAll = async (/** @type {typeof suites} */ chosen) => {
      for (const suite of chosen) {
        reporter.say(`\n── ${suite.title}`)
        counts.push(await runSuite(suite, filters, { root, runner, env }))
      }
    }
    await runAll(suites.filter(suite => suite.needs.length === 0))

    const real = suites.filter(suite => suite.needs.length > 0)
    if (real.length > 0) reporter.say('\n── set-up of the real thing')
    const { lacking, browser } = await prepareTests(real, context)
    if (browser !== null) env.HATCHERY_CHROMIUM = browser
    const whyNot = (/** @type {typeof real[number]} */ suite) =>
      suite.needs.flatMap(need => lacking.get(need) ?? []).join(' ')
    await runAll(real.filter(suite => whyNot(suite) === ''))

    for (const suite of real.filter(suite => whyNot(suite) !== '')) {
      const tests = await listTests(suite, filters, { root, runner, env })
      missed.push({ suite, why: whyNot(suite), tests })
    }
  } catch (error) {
    process.stderr.write(`\n${explain(error)}\n`)
    counts.push({ ...NOTHING, failed: 1, fault: true })
  }
  for (const line of missedNotice(missed, ci)) reporter.say(line)
  const total = addUp([...counts, ...missed.map(one => countMissed(one, ci))])
  reporter.say(`\n${totalLine(total)}`)
  return total.fault ? 1 : 0
}

process.exitCode = await test()
