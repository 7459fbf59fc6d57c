import type { Context } from 'hono'
import { AppError } from '../kernel/app-error.ts'
import type { Clock } from '../kernel/clock.ts'

export type RateLimit = {
  /** Throws `too-many-attempts` (429) while `key` has failed too often. */
  assertAllowed(key: string): void
  failed(key: string): void
}

type Options = {
  readonly clock: Clock
  /** Failures that are let pass in a window. */
  readonly failures: number
  readonly windowMs: number
}

/** Addresses remembered at once: a bound on memory when attempts come from everywhere. */
const MOST_KEYS = 10_000

/**
 * Counts failures alone, by key, in windows of fixed length: a class of thirty that signs in from
 * behind one address at once is no attack.
 */
export const createRateLimit = ({ clock, failures, windowMs }: Options): RateLimit => {
  const windows = new Map<string, { count: number; endsAt: number }>()

  const current = (key: string) => {
    const window = windows.get(key)
    return window !== undefined && window.endsAt > clock.now() ? window : undefined
  }

  const makeRoom = () => {
    for (const [key, window] of windows) {
      if (window.endsAt <= clock.now()) windows.delete(key)
    }
    for (const key of windows.keys()) {
      if (windows.size < MOST_KEYS) return
      windows.delete(key)
    }
  }

  return {
    assertAllowed(key) {
      const window = current(key)
      if (window === undefined || window.count < failures) return
      const minutes = Math.ceil((window.endsAt - clock.now()) / 60_000)
      throw new AppError(
        'too-many-attempts',
        429,
        `Too many links that did not work came from your address. Try again in ${minutes} min.`,
      )
    },
    failed(key) {
      const window = current(key)
      if (window !== undefined) {
        window.count++
        return
      }
      if (windows.size >= MOST_KEYS) makeRoom()
      windows.set(key, { count: 1, endsAt: clock.now() + windowMs })
    },
  }
}

type NodeBindings = {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } }
}

const LOOPBACK = /^(::1|127\.|::ffff:127\.)/

/**
 * The address that a request came from. A peer on loopback is taken for the operator's reverse
 * proxy and the last address that it forwarded counts; anybody else's X-Forwarded-For is ignored.
 */
export const clientAddress = (c: Context): string => {
  const bindings = c.env as NodeBindings | undefined
  const peer = bindings?.incoming?.socket?.remoteAddress ?? 'unknown'
  const forwarded = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim()
  return LOOPBACK.test(peer) && forwarded ? forwarded : peer
}
