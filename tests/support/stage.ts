import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { openBrowser, pictureAll } from './browser.ts'
import { type HatcheryProcess, startHatchery } from './server-process.ts'

export type Stage = { readonly hatchery: HatcheryProcess; readonly browser: Browser }

/**
 * A server of its own and a browser for the tests of a file, as `stage()` once they run. What the
 * pages showed when a test failed is in `screenshots/<name>-*.png`.
 */
export const useStage = (name: string): (() => Stage) => {
  let stage: Stage | null = null
  const current = () => {
    if (stage === null) throw new Error('the stage is there while tests run')
    return stage
  }
  beforeAll(async () => {
    const hatchery = await startHatchery()
    try {
      stage = { hatchery, browser: await openBrowser() }
    } catch (error) {
      await hatchery.close()
      throw error
    }
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await pictureAll(current().browser, name)
  })
  afterAll(async () => {
    await stage?.browser.close()
    await stage?.hatchery.close()
  })
  return current
}
