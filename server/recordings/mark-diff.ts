/** A difference between lines as they were written and as they are; `line` counts from 1. */
export type Difference = {
  readonly kind: 'changed' | 'dropped' | 'inserted' | 'reordered' | 'truncated'
  readonly line: number
  /** One sentence. */
  readonly detail: string
}

type Marks = readonly (number | undefined)[]

/** What a person still reads; the rest is summed up. */
const MAX_NAMED = 20

/**
 * Names what was done to lines, from their marks. `written` has undefined where the mark is not
 * known; such a line is taken to be as it was. One change is named exactly; of several, the
 * stretch between the first and the last is looked at as one. Pure.
 */
export const differences = (written: Marks, now: readonly number[]): Difference[] => {
  const same = (i: number, j: number) => written[i] === undefined || written[i] === now[j]
  const least = Math.min(written.length, now.length)
  let before = 0
  while (before < least && same(before, before)) before += 1
  let after = 0
  while (after < least - before && same(written.length - 1 - after, now.length - 1 - after)) {
    after += 1
  }
  const gone = written.slice(before, written.length - after)
  const come = now.slice(before, now.length - after)
  const line = before + 1
  if (gone.length === 0 && come.length === 0) return []
  if (come.length === 0 && after === 0) return [truncated(before, gone.length)]
  if (come.length === 0) return [dropped(line, gone.length)]
  if (gone.length === 0) return [inserted(line, come.length)]
  if (gone.length === come.length) return replaced(line, gone, come)
  return [{ kind: 'changed', line, detail: `${span(line, come.length)} changed.` }]
}

const span = (line: number, count: number): string =>
  count === 1 ? `Line ${line} was` : `Lines ${line} to ${line + count - 1} were`

const truncated = (line: number, count: number): Difference => ({
  kind: 'truncated',
  line: line + 1,
  detail: `The file ends after line ${line}: ${count === 1 ? 'one line is' : `${count} lines are`} cut off.`,
})

const dropped = (line: number, count: number): Difference => ({
  kind: 'dropped',
  line,
  detail: `${span(line, count)} taken out.`,
})

const inserted = (line: number, count: number): Difference => ({
  kind: 'inserted',
  line,
  detail: `${span(line, count)} not recorded, but put in.`,
})

const replaced = (line: number, gone: Marks, come: readonly number[]): Difference[] => {
  const at = come.flatMap((mark, i) =>
    gone[i] === undefined || gone[i] === mark ? [] : [line + i],
  )
  if (isPermutation(gone, come)) {
    const last = line + come.length - 1
    const detail =
      at.length === 2
        ? `Lines ${line} and ${last} have changed places.`
        : `Lines ${line} to ${last} stand in another order.`
    return [{ kind: 'reordered', line, detail }]
  }
  const named = at.slice(0, MAX_NAMED).map(changed)
  const more = at.length - named.length
  const [next] = at.slice(MAX_NAMED)
  if (next === undefined) return named
  return [...named, { kind: 'changed', line: next, detail: `${more} more lines were changed.` }]
}

const changed = (line: number): Difference => ({
  kind: 'changed',
  line,
  detail: `Line ${line} was changed.`,
})

const isPermutation = (gone: Marks, come: readonly number[]): boolean => {
  const left = new Map<number | undefined, number>()
  for (const mark of gone) left.set(mark, (left.get(mark) ?? 0) + 1)
  return come.every(mark => {
    const count = left.get(mark) ?? 0
    left.set(mark, count - 1)
    return count > 0
  })
}
