import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readOr } from './machine.mjs'
import { countReport, NOTHING } from './suites.mjs'

/**
 * Runs one suite with its output on the screen.
 * @param {import('./suites.mjs').Suite} suite
 * @param {readonly string[]} filters For vitest.
 * @param {{ root: string, runner: import('./runner.mjs').Runner, env: Record<string, string | undefined> }} deps
 * @returns {Promise<import('./suites.mjs').Counts>}
 */
export const runSuite = (suite, filters, deps) =>
  suite.vitest ? runVitest(suite, filters, deps) : runTool(suite, deps)

/** @type {Record<string, string[]>} */
const TOOLS = {
  types: ['node_modules/typescript/bin/tsc'],
  lint: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'],
}

/**
 * @param {import('./suites.mjs').Suite} suite
 * @param {Parameters<typeof runSuite>[2]} deps
 * @returns {Promise<import('./suites.mjs').Counts>}
 */
const runTool = async (suite, { root, runner, env }) => {
  const args = TOOLS[suite.name] ?? []
  const { code } = await runner.run(process.execPath, args, { cwd: root, env, output: 'show' })
  return code === 0 ? NOTHING : { ...NOTHING, failed: 1, fault: true }
}

/**
 * @param {import('./suites.mjs').Suite} suite
 * @param {readonly string[]} filters
 * @param {Parameters<typeof runSuite>[2]} deps
 * @returns {Promise<import('./suites.mjs').Counts>}
 */
const runVitest = async (suite, filters, { root, runner, env }) => {
  const folder = mkdtempSync(join(tmpdir(), 'hatchery-test-'))
  const report = join(folder, 'report.json')
  try {
    const args = [
      'node_modules/vitest/vitest.mjs',
      'run',
      ...['--project', suite.name],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      '--passWithNoTests',
      ...filters,
    ]
    const { code } = await runner.run(process.execPath, args, { cwd: root, env, output: 'show' })
    return countReport(readOr(report), code)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * The names of a suite's tests, without running them.
 * @param {import('./suites.mjs').Suite} suite
 * @param {readonly string[]} filters
 * @param {Parameters<typeof runSuite>[2]} deps
 * @returns {Promise<string[]>}
 */
export const listTests = async (suite, filters, { root, runner, env }) => {
  const folder = mkdtempSync(join(tmpdir(), 'hatchery-test-'))
  const list = join(folder, 'list.json')
  try {
    const args = ['list', '--project', suite.name, `--json=${list}`, ...filters]
    await runner.run(process.execPath, ['node_modules/vitest/vitest.mjs', ...args], {
      cwd: root,
      env,
    })
    /** @type {{ name: string }[]} */
    const tests = JSON.parse(readOr(list) || '[]')
    return tests.map(({ name }) => name)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
