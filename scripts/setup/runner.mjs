import { spawn } from 'node:child_process'

/** How long a child may take to end after SIGTERM, in milliseconds. */
const GRACE = 5_000

/** Output kept of a child, in characters: enough for the last lines of a failure. */
const KEPT = 64 * 1024

/** What is kept may end up in a log: no colours, whatever the terminal would like. */
const PLAIN = { NO_COLOR: '1', FORCE_COLOR: undefined }

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {Record<string, string | undefined>} [env] Added to our own environment.
 * @property {'keep' | 'show'} [output] `keep` (the default) collects it, `show` passes it through.
 * @property {(line: string) => void} [onOutput] Each line of its output, while it is kept.
 * @property {(line: string) => void} [onStatus] Each line of the child's file descriptor 3.
 *
 * @typedef {{ code: number, output: string }} RunResult `code` is 128 + signal for one that was
 *   killed, 127 for a program that could not be started.
 *
 * @typedef {object} Runner
 * @property {(command: string, args: readonly string[], options?: RunOptions) => Promise<RunResult>} run
 * @property {() => Promise<void>} endAll Ends every child with its descendants and waits for them.
 */

const signalNumbers = /** @type {Record<string, number>} */ ({ SIGINT: 2, SIGKILL: 9, SIGTERM: 15 })

/**
 * Splits what comes into lines.
 * @param {(line: string) => void} onLine
 * @returns {(chunk: string) => void}
 */
export const lineSplitter = onLine => {
  let rest = ''
  return chunk => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  }
}

/**
 * Runs programs and knows which are running, so that a signal to us ends them as well. Each gets a
 * process group of its own: package managers have children that must end with them.
 * @returns {Runner}
 */
export const createRunner = () => {
  /** @type {Map<import('node:child_process').ChildProcess, Promise<unknown>>} */
  const running = new Map()
  let ending = false

  const signalGroup = (
    /** @type {import('node:child_process').ChildProcess} */ child,
    /** @type {NodeJS.Signals} */ signal,
  ) => {
    if (child.pid === undefined) return
    try {
      process.kill(-child.pid, signal)
    } catch {
      // The group is gone already, which is what was wanted.
    }
  }

  return {
    run(command, args, options = {}) {
      if (ending) return new Promise(() => {})
      const show = options.output === 'show'
      const child = spawn(command, args, {
        cwd: options.cwd,
        env: { ...process.env, ...(show ? {} : PLAIN), ...options.env },
        detached: true,
        stdio: [
          'ignore',
          show ? 'inherit' : 'pipe',
          show ? 'inherit' : 'pipe',
          options.onStatus ? 'pipe' : 'ignore',
        ],
      })
      let output = ''
      const keep = (/** @type {string} */ text) => {
        output = (output + text).slice(-KEPT)
      }
      for (const stream of [child.stdout, child.stderr]) {
        stream?.setEncoding('utf8').on('data', keep)
        if (options.onOutput) stream?.on('data', lineSplitter(options.onOutput))
      }
      const status = child.stdio[3]
      if (options.onStatus && status instanceof Object && 'setEncoding' in status) {
        status.setEncoding('utf8').on('data', lineSplitter(options.onStatus))
      }
      /** @type {Promise<RunResult>} */
      const result = new Promise(resolve => {
        child.once('error', error => resolve({ code: 127, output: error.message }))
        child.once('close', (code, signal) =>
          resolve({ code: code ?? 128 + (signalNumbers[signal ?? ''] ?? 0), output }),
        )
      }).finally(() => running.delete(child))
      running.set(child, result)
      // While we are being ended, a failed child is no news: whoever waits for it waits for ever.
      return result.then(value => (ending ? new Promise(() => {}) : value))
    },

    async endAll() {
      ending = true
      const children = [...running]
      for (const [child] of children) signalGroup(child, 'SIGTERM')
      const force = setTimeout(() => {
        for (const [child] of running) signalGroup(child, 'SIGKILL')
      }, GRACE)
      await Promise.all(children.map(([, result]) => result))
      clearTimeout(force)
    },
  }
}

/**
 * Makes SIGTERM, SIGINT and SIGHUP end the children first, then us with the usual exit code.
 * Returns how to take that back.
 * @param {Runner} runner
 * @returns {() => void}
 */
export const endWithSignals = runner => {
  const codes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }
  const handlers = Object.entries(codes).map(([signal, code]) => {
    const handler = () => void runner.endAll().finally(() => process.exit(code))
    process.once(signal, handler)
    return { signal, handler }
  })
  return () => {
    for (const { signal, handler } of handlers) process.off(signal, handler)
  }
}
