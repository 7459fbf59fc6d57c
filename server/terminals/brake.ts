import type { Pty } from '../engine/port.ts'

/** VS Code's flow control: a terminal shows so much in about a frame (common/terminal.ts). */
const HIGH_WATER_BYTES = 100_000

/** Few enough that the next bytes arrive before the owner's screen runs dry. */
export const LOW_WATER_BYTES = 5000

/** Recorded bytes that may wait for a slow disk before the PTY waits too. */
const HIGH_BACKLOG_BYTES = 16 * 1024 * 1024

export type Load = {
  /** Bytes of output that the owner has not shown yet. */
  readonly behind: number
  /** Bytes that the recording has not written yet. */
  readonly backlog: number
}

/** Whether a PTY should be paused, given that it is or is not: apart, so that it does not flutter. */
export const shouldPause = (paused: boolean, { behind, backlog }: Load): boolean =>
  paused
    ? behind > LOW_WATER_BYTES || backlog > HIGH_BACKLOG_BYTES / 2
    : behind > HIGH_WATER_BYTES || backlog > HIGH_BACKLOG_BYTES

/** Pauses and resumes whatever PTY is connected. */
export class Brake {
  #pty: Pty | null = null
  #paused = false

  connect(pty: Pty | null): void {
    this.#pty = pty
    if (this.#paused) pty?.pause()
  }

  /** True when it has just paused: nothing more is coming that would be worth waiting for. */
  update(load: Load): boolean {
    const pause = shouldPause(this.#paused, load)
    if (pause === this.#paused) return false
    this.#paused = pause
    if (pause) this.#pty?.pause()
    else this.#pty?.resume()
    return pause
  }
}
