import type { Notice } from '../../server/notices/view.ts'

/**
 * The cache's keys. A list is `[resource]`, one thing `[resource, id]`: so invalidating a list's
 * prefix takes its things along.
 */
export const keys = {
  session: ['session'],
  status: ['status'],
  path: (memberId: string) => ['path', memberId],
  members: ['members'],
  exercises: ['exercises'],
  attempts: ['attempts'],
  attempt: (id: string) => ['attempts', id],
  labs: ['labs'],
  lab: (id: string) => ['labs', id],
  terminals: (labId: string) => ['terminals', labId],
  recordings: ['recordings'],
  recording: (id: string) => ['recordings', id],
  reviews: (recordingId: string) => ['reviews', recordingId],
  incubations: ['incubations'],
  incubation: (id: string) => ['incubations', id],
} as const

export type Stale = {
  readonly key: readonly string[]
  /** Only this very key, not what begins with it. */
  readonly exact: boolean
}

const all = (...key: string[]): Stale => ({ key, exact: false })
const only = (...key: string[]): Stale => ({ key, exact: true })

/** The list and, where the notice names it, the one thing; without an id, everything under it. */
const listAnd = (resource: string, id: string | null): Stale[] =>
  id === null ? [all(resource)] : [only(resource), only(resource, id)]

/** What a notice makes stale. Things show parts of one another, so one topic can touch several. */
export const staleBy = (notice: Notice): Stale[] => {
  switch (notice.topic) {
    case 'status':
      // Whether an exercise can be started hangs on its images.
      return [all('status'), all('exercises')]
    case 'labs':
      // Attempts and incubations carry their lab.
      return [...listAnd('labs', notice.id), all('attempts'), all('incubations')]
    case 'attempts':
      return [...listAnd('attempts', notice.id), all('exercises'), all('recordings')]
    case 'terminals':
      return [all('terminals')]
    case 'recordings':
      return listAnd('recordings', notice.id)
    case 'reviews':
      return [all('reviews'), only('recordings')]
    case 'incubations':
      return listAnd('incubations', notice.id)
    case 'members':
      return [all('members'), all('session')]
    case 'path':
      return [all('path')]
  }
}
