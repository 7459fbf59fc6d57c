import { seededNumbers } from '../kernel/random.ts'
import type { Check, Exercise, Probe } from './exercise.ts'
import { TEMPLATE } from './schema-checks.ts'

/** What a seed drew: each variable's value, and `marker`. */
export type Variant = Readonly<Record<string, string>>

const ONSETS = ['b', 'd', 'f', 'g', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'z']
const VOWELS = ['a', 'e', 'i', 'o', 'u']

/** The same seed always draws the same variant, whatever the order of the file's keys. */
export const drawVariant = (exercise: Pick<Exercise, 'variants'>, seed: number): Variant => {
  const next = seededNumbers(seed)
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(next() * list.length)]
  const syllable = () => `${pick(ONSETS)}${pick(VOWELS)}`
  const drawn: Record<string, string> = {}
  drawn.marker = `${syllable()}${syllable()}${syllable()}-${100 + Math.floor(next() * 900)}`
  for (const name of Object.keys(exercise.variants).sort()) {
    drawn[name] = String(pick(exercise.variants[name] ?? []))
  }
  return drawn
}

/** Whether two variants differ in more than the marker. */
export const differs = (a: Variant, b: Variant): boolean =>
  Object.keys({ ...a, ...b }).some(name => name !== 'marker' && a[name] !== b[name])

const SEEDS_TRIED = 64

/**
 * A seed for the next attempt: one whose variant differs from the last attempt's, where the
 * exercise has more than one. `fresh` gives unpredictable 32-bit numbers.
 */
export const nextSeed = (
  exercise: Pick<Exercise, 'variants'>,
  last: Variant | null,
  fresh: () => number,
): number => {
  let seed = fresh()
  for (let tried = 0; last !== null && tried < SEEDS_TRIED; tried += 1) {
    if (differs(drawVariant(exercise, seed), last)) return seed
    seed = fresh()
  }
  return seed
}

/** The check with its variant filled in; a port in braces becomes a number. */
export const bindCheck = <T extends Check>(check: T, variant: Variant): T =>
  check.type === 'level' ? check : { ...check, probe: bindProbe(check.probe, variant) }

const bindProbe = (probe: Probe, variant: Variant): Probe => {
  // A script gets the variant as environment; braces in it are bash's own.
  const { script, ...rest } = probe.kind === 'run' ? probe : { ...probe, script: undefined }
  const bound = fill(rest, variant) as Probe
  if (bound.kind === 'tcp') return { ...bound, port: Number(bound.port) }
  if (bound.kind === 'run' && script !== undefined) return { ...bound, script }
  return bound
}

const fill = (value: unknown, variant: Variant): unknown => {
  if (typeof value === 'string') {
    return value.replace(TEMPLATE, (braces, name: string) => variant[name] ?? braces)
  }
  if (Array.isArray(value)) return value.map(item => fill(item, variant))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, variant)]))
}

/** What scripts see: `V_PORT`, `V_MARKER`. */
export const variantEnv = (variant: Variant): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variant).map(([name, value]) => [`V_${name.toUpperCase()}`, value]),
  )
