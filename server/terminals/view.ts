export type TerminalMode = 'own' | 'observe'

/** A terminal as the API lists it. */
export type TerminalView = {
  id: string
  labId: string
  /** Counts from 1 within the lab; its recording is `terminals/<n>.cast`. */
  n: number
  host: string
  login: string
  cols: number
  rows: number
  openedAt: number
  /** null while it runs. */
  ended: { at: number; why: string } | null
}

/** The body of a STATE frame. */
export type TerminalState = {
  mode: TerminalMode
  viewers: { handle: string; mode: TerminalMode }[]
  recording: boolean
  ended: { why: string } | null
}
