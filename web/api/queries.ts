import { QueryClient, useQuery } from '@tanstack/solid-query'
import type { Accessor } from 'solid-js'
import type { AttemptSummary, AttemptView, ExerciseCard } from '../../server/exercises/view.ts'
import type { StatusView } from '../../server/hosts/view.ts'
import type { IncubationSummary, IncubationView } from '../../server/incubation/view.ts'
import type { LabView } from '../../server/labs/view.ts'
import type { MemberView, PathView, SessionView } from '../../server/people/view.ts'
import type { RecordingSummary, RecordingView } from '../../server/recordings/view.ts'
import type { ReviewsView } from '../../server/reviews/view.ts'
import type { TerminalView } from '../../server/terminals/view.ts'
import { get } from './client.ts'
import { keys } from './keys.ts'
import { Problem } from './problem.ts'

/** Notices say when to look again, so what was fetched stays good; only lost connections retry. */
export const createQueryClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (failures, error) =>
          failures < 2 && error instanceof Problem && (error.status === 0 || error.status >= 502),
        retryDelay: failures => Math.min(4000, 500 * 2 ** failures),
        refetchOnWindowFocus: false,
        // Keeps the DOM of unchanged rows when a list is fetched again.
        reconcile: 'id',
      },
    },
  })

/** A query that stays quiet while `enabled` is false. */
type Enabled = Accessor<boolean>
const always: Enabled = () => true

const resource = <T>(
  key: Accessor<readonly string[]>,
  path: Accessor<string>,
  enabled: Enabled = always,
) =>
  useQuery<T, Error>(() => ({
    queryKey: key(),
    queryFn: () => get<T>(path()),
    enabled: enabled(),
  }))

const list = <T>(key: readonly string[], path: string, enabled?: Enabled) =>
  resource<T[]>(
    () => key,
    () => path,
    enabled,
  )

/** Who is signed in; fails with status 401 when nobody is. */
export const useSessionQuery = () =>
  resource<SessionView>(
    () => keys.session,
    () => '/session',
  )

export const useStatus = (enabled?: Enabled) =>
  resource<StatusView>(
    () => keys.status,
    () => '/status',
    enabled,
  )

/** `memberId` null: one's own. */
export const usePath = (memberId: Accessor<string | null>) =>
  resource<PathView>(
    () => keys.path(memberId() ?? 'own'),
    () => (memberId() === null ? '/path' : `/members/${memberId()}/path`),
  )

export const useMembers = (enabled?: Enabled) => list<MemberView>(keys.members, '/members', enabled)

export const useExercises = (enabled?: Enabled) =>
  list<ExerciseCard>(keys.exercises, '/exercises', enabled)

export const useAttempts = (enabled?: Enabled) =>
  list<AttemptSummary>(keys.attempts, '/attempts', enabled)

export const useAttempt = (id: Accessor<string>) =>
  resource<AttemptView>(
    () => keys.attempt(id()),
    () => `/attempts/${id()}`,
  )

export const useLabs = (enabled?: Enabled) => list<LabView>(keys.labs, '/labs', enabled)

export const useLab = (id: Accessor<string>) =>
  resource<LabView>(
    () => keys.lab(id()),
    () => `/labs/${id()}`,
  )

export const useTerminals = (labId: Accessor<string>, enabled?: Enabled) =>
  resource<TerminalView[]>(
    () => keys.terminals(labId()),
    () => `/labs/${labId()}/terminals`,
    enabled,
  )

export const useRecordings = (enabled?: Enabled) =>
  list<RecordingSummary>(keys.recordings, '/recordings', enabled)

export const useRecording = (id: Accessor<string>) =>
  resource<RecordingView>(
    () => keys.recording(id()),
    () => `/recordings/${id()}`,
  )

export const useReviews = (recordingId: Accessor<string>) =>
  resource<ReviewsView>(
    () => keys.reviews(recordingId()),
    () => `/recordings/${recordingId()}/reviews`,
  )

export const useIncubations = (enabled?: Enabled) =>
  list<IncubationSummary>(keys.incubations, '/incubations', enabled)

export const useIncubation = (id: Accessor<string>) =>
  resource<IncubationView>(
    () => keys.incubation(id()),
    () => `/incubations/${id()}`,
  )
