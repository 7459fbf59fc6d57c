import type { ExerciseCard } from '../../../server/exercises/view.ts'
import { fuzzyFilter } from '../../ui/fuzzy.ts'

/** What the list is narrowed by; '' narrows nothing. All of it lives in the address. */
export type ExerciseFilter = {
  readonly text: string
  readonly skill: string
  readonly state: string
}

export const ANY = 'any'

export const filterExercises = (
  cards: readonly ExerciseCard[],
  filter: ExerciseFilter,
): ExerciseCard[] => {
  const narrowed = cards.filter(
    card =>
      (filter.skill === ANY || card.skills.includes(filter.skill)) &&
      (filter.state === ANY || card.own.state === filter.state),
  )
  return fuzzyFilter(
    filter.text,
    narrowed,
    card => `${card.title} ${card.skills.join(' ')} ${card.subrole ?? ''}`,
  )
}

/** Every skill of the catalogue, by name. */
export const skillsOf = (cards: readonly ExerciseCard[]): string[] =>
  [...new Set(cards.flatMap(card => card.skills))].sort((a, b) => a.localeCompare(b))

export const STATE_WORDS: Record<ExerciseCard['own']['state'], string> = {
  new: 'Not tried yet',
  running: 'Running',
  tried: 'Tried',
  solved: 'Solved',
}
