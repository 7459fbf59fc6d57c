/**
 * How well `query` fits `text`: null when its letters do not occur in order, else a score where
 * more is better. Starts of words and runs of letters count; a long text counts a little less.
 */
export const fuzzyScore = (query: string, text: string): number | null => {
  const wanted = query.toLowerCase().replaceAll(/\s+/g, '')
  const within = text.toLowerCase()
  let score = 0
  let from = 0
  let previous = -2
  for (const letter of wanted) {
    const at = bestPlace(within, letter, from, previous)
    if (at === -1) return null
    score += 1
    if (at === previous + 1) score += 3
    if (startsWord(within, at)) score += 2
    previous = at
    from = at + 1
  }
  return score - within.length / 200
}

/** Directly after the previous letter if it goes on there; else a word's start; else the first. */
const bestPlace = (text: string, letter: string, from: number, previous: number): number => {
  if (text[previous + 1] === letter && previous >= 0) return previous + 1
  const first = text.indexOf(letter, from)
  for (let at = first; at !== -1; at = text.indexOf(letter, at + 1)) {
    if (startsWord(text, at)) return at
  }
  return first
}

const startsWord = (text: string, at: number): boolean =>
  at === 0 || /[\s\-_/@.·]/.test(text[at - 1] ?? '')

/** What fits `query`, best first; all of it, in its own order, for an empty one. */
export const fuzzyFilter = <T>(
  query: string,
  items: readonly T[],
  textOf: (item: T) => string,
): T[] => {
  if (query.trim() === '') return [...items]
  return items
    .map(item => ({ item, score: fuzzyScore(query, textOf(item)) }))
    .filter((rated): rated is { item: T; score: number } => rated.score !== null)
    .sort((a, b) => b.score - a.score)
    .map(rated => rated.item)
}
