import type { ExecSpec, PtySpec } from '../engine/port.ts'

/** What runs in a terminal, and how to find it again. `n` is the terminal's number in its lab. */
export type Shell = {
  readonly open: (login: string, n: number) => readonly string[]
  /** Joins the shell that `open` started; ends at once when there is none. */
  readonly rejoin: (login: string, n: number) => readonly string[]
  /** Exits with 0 while that shell lives, with 1 when it does not. */
  readonly lives: (login: string, n: number) => ExecSpec
  /** Ends whoever has joined that shell; the shell lives on. */
  readonly leave: (login: string, n: number) => ExecSpec
  readonly kill: (login: string, n: number) => ExecSpec
  /** What every stream of it begins with that is not the shell's. */
  readonly greeting: Uint8Array
}

const socketOf = (login: string, n: number): string => `/run/hatchery/${login}/${n}.sock`

/**
 * Whoever joins gives the shell its size and a SIGWINCH, so that full-screen programs redraw. With
 * `none`, dtach would not even pass on the size: a size set before it listens would be lost. No
 * suspend key: every key is the shell's.
 */
const PLAIN = ['-r', 'winch', '-z'] as const

const pkill = (which: readonly string[], login: string, n: number): ExecSpec => ({
  command: ['/usr/bin/pkill', ...which, '-f', `^/usr/bin/dtach -[aA] ${socketOf(login, n)} `],
  timeout: 5000,
})

/** A login shell under dtach, so that it outlives a lost stream and a restart of the server. */
export const dtachShell: Shell = {
  open: (login, n) => ['/usr/bin/dtach', '-A', socketOf(login, n), ...PLAIN, '/bin/bash', '-l'],
  rejoin: (login, n) => ['/usr/bin/dtach', '-a', socketOf(login, n), ...PLAIN],
  lives: (login, n) => ({ command: ['/usr/bin/test', '-S', socketOf(login, n)], timeout: 5000 }),
  // A joined dtach was started from outside and has no parent here; the one with the shell has.
  leave: (login, n) => pkill(['-P', '0'], login, n),
  kill: (login, n) => pkill([], login, n),
  greeting: new TextEncoder().encode('\x1b[H\x1b[J'),
}

export const ptySpec = (
  command: readonly string[],
  { login, cols, rows }: { login: string; cols: number; rows: number },
): PtySpec => ({
  command,
  user: login,
  workdir: `/home/${login}`,
  env: {
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    HOME: `/home/${login}`,
    USER: login,
    LOGNAME: login,
    SHELL: '/bin/bash',
  },
  cols,
  rows,
})
