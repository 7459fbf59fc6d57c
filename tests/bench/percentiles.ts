/**
 * The p-th percentile (0–100) of the samples by nearest rank: always a value that was measured.
 * Throws without samples.
 */
export const percentile = (samples: readonly number[], p: number): number => {
  const sorted = Float64Array.from(samples).sort()
  const rank = Math.min(sorted.length, Math.max(1, Math.ceil((p / 100) * sorted.length)))
  const value = sorted[rank - 1]
  if (value === undefined) throw new RangeError('A percentile needs at least one sample.')
  return value
}

/** Rounded so that a figure does not claim more than was measured. */
export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits))

/** What the benches report of a set of samples. */
export const summary = (samples: readonly number[]): { p50: number; p95: number } => ({
  p50: rounded(percentile(samples, 50)),
  p95: rounded(percentile(samples, 95)),
})
