import type { LabState } from '../kernel/facts.ts'

/** All that changes in a lab's life. Times are epoch milliseconds. */
export type Life = {
  readonly state: LabState
  readonly why: string | null
  /** When it entered its state. */
  readonly since: number
  /** Milliseconds to live from ready on; null for no limit. */
  readonly ttl: number | null
  readonly readyAt: number | null
  readonly expiresAt: number | null
  readonly endedAt: number | null
  /** How often it was extended. */
  readonly extensions: number
  /** Milliseconds in each state on the way to ready. */
  readonly timings: Readonly<Record<string, number>>
}

export type LabEvent = { readonly at: number } & (
  | { readonly type: 'turn-came' }
  | { readonly type: 'built' }
  | { readonly type: 'booted' }
  | { readonly type: 'staged' }
  | { readonly type: 'extended' }
  | { readonly type: 'time-passed' }
  | { readonly type: 'end'; readonly why: string }
  | { readonly type: 'cleared' }
)

/** What the shell has to do because of a step: make it, take it away, look at the time again. */
export type Effect = 'build' | 'clear' | 'set-timer'

export type Step = { readonly life: Life; readonly effects: readonly Effect[] }

/** An extension adds this much, this often. */
export const EXTENSION = 20 * 60_000
export const MAX_EXTENSIONS = 3

export const TIME_IS_UP = 'The time of this lab was up.'

export const newLife = (at: number, ttl: number | null): Life => ({
  state: 'queued',
  why: null,
  since: at,
  ttl,
  readyAt: null,
  expiresAt: null,
  endedAt: null,
  extensions: 0,
  timings: {},
})

/** Whether it is on its way to ready. */
export const isRising = (life: Life): boolean =>
  life.state === 'queued' ||
  life.state === 'creating' ||
  life.state === 'booting' ||
  life.state === 'staging'

export const mayExtend = (life: Life): boolean =>
  life.state === 'ready' && life.expiresAt !== null && life.extensions < MAX_EXTENSIONS

/**
 * One step of a life. An event that does not fit the state (a host that boots after its lab was
 * ended, a timer that fires twice) changes nothing: the same life comes back, without effects.
 */
export const reduce = (life: Life, event: LabEvent): Step => {
  switch (event.type) {
    case 'turn-came':
      return life.state === 'queued' ? rise(life, 'creating', event.at, ['build']) : still(life)
    case 'built':
      return life.state === 'creating' ? rise(life, 'booting', event.at, []) : still(life)
    case 'booted':
      return life.state === 'booting' ? rise(life, 'staging', event.at, []) : still(life)
    case 'staged':
      return life.state === 'staging' ? becomeReady(life, event.at) : still(life)
    case 'extended':
      return extend(life)
    case 'time-passed':
      return life.state === 'ready' && life.expiresAt !== null && event.at >= life.expiresAt
        ? fall(life, TIME_IS_UP, event.at)
        : still(life)
    case 'end':
      return isRising(life) || life.state === 'ready'
        ? fall(life, event.why, event.at)
        : still(life)
    case 'cleared':
      return life.state === 'ending'
        ? { life: { ...life, state: 'ended', since: event.at, endedAt: event.at }, effects: [] }
        : still(life)
  }
}

const still = (life: Life): Step => ({ life, effects: [] })

const rise = (life: Life, state: LabState, at: number, effects: readonly Effect[]): Step => ({
  life: {
    ...life,
    state,
    since: at,
    timings: { ...life.timings, [life.state]: Math.max(0, at - life.since) },
  },
  effects,
})

const becomeReady = (life: Life, at: number): Step => {
  const risen = rise(life, 'ready', at, []).life
  const expiresAt = life.ttl === null ? null : at + life.ttl
  return {
    life: { ...risen, readyAt: at, expiresAt },
    effects: expiresAt === null ? [] : ['set-timer'],
  }
}

const extend = (life: Life): Step => {
  if (!mayExtend(life) || life.expiresAt === null) return still(life)
  return {
    life: {
      ...life,
      expiresAt: life.expiresAt + EXTENSION,
      extensions: life.extensions + 1,
    },
    effects: ['set-timer'],
  }
}

const fall = (life: Life, why: string, at: number): Step => ({
  life: { ...life, state: 'ending', since: at, why },
  effects: ['clear'],
})
