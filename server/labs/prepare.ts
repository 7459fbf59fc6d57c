import { readFileSync } from 'node:fs'
import type { Engine, ExecResult } from '../engine/port.ts'
import { AppError } from '../kernel/app-error.ts'

const SCRIPT = readFileSync(new URL('./scripts/prepare-host.sh', import.meta.url), 'utf8')

/** A host that has not booted by then never will. */
const PATIENCE = 60_000

const reasonOf = (result: ExecResult, login: string, patience: number): string => {
  if (result.timedOut) return `it did not come up within ${patience / 1000} s`
  const words = result.stderr.trim().split('\n').at(-1) ?? ''
  if (result.exitCode === 3) return `it did not come up: ${words}`
  if (result.exitCode === 4) return `the login ${login} is a system account there: choose another`
  return `the login ${login} could not be made: ${words || `exit code ${result.exitCode}`}`
}

/**
 * Waits until a host just started is up, with the owner's login on it: one exec, since each costs
 * about 50 ms. Again after every reboot, which empties /run.
 */
export const prepareHost = async (
  engine: Engine,
  container: string,
  host: string,
  login: string,
  grants: readonly string[],
): Promise<void> => {
  const result = await engine.exec(container, {
    command: ['/bin/sh', '-c', SCRIPT, 'prepare-host', login, ...grants],
    timeout: PATIENCE,
  })
  if (result.exitCode === 0) return
  throw new AppError(
    'host-not-ready',
    502,
    `Host ${host} could not be readied: ${reasonOf(result, login, PATIENCE)}.`,
  )
}
