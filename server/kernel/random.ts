import { randomBytes } from 'node:crypto'

/** Randomness as an argument. */
export type Random = {
  /** `n` bytes, unpredictable. */
  bytes(n: number): Uint8Array
}

export const systemRandom: Random = { bytes: n => randomBytes(n) }

/**
 * A deterministic generator for exercise variants: mulberry32 by Tommy Ettinger (public domain).
 * Not for secrets. Returns numbers in [0, 1).
 */
export const seededNumbers = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
