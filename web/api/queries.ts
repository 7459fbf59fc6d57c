import { QueryClient, useQuery } from '@tanstack/solid-query'
import type { Accessor } from 'solid-js'
import type { AttemptView } from '../../server/exercises/view.ts'
import type { PathView } from '../../server/people/view.ts'
import type { RecordingView } from '../../server/recordings/view.ts'
import { api, json } from './client.ts'
import { keys } from './keys.ts'
import { Problem } from './problem.ts'

/** Notices say when to look again, so what was fetched stays good; only lost connections retry. */
export const createQueryClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        // A server on this machine or in this house answers where browsers think they are offline.
        networkMode: 'always',
        staleTime: 30_000,
        retry: (failures, error) =>
          failures < 2 && error instanceof Problem && (error.status === 0 || error.status >= 502),
        retryDelay: failures => Math.min(4000, 500 * 2 ** failures),
        refetchOnWindowFocus: false,
        // Keeps the DOM of unchanged rows when a list is fetched again.
        reconcile: 'id',
      },
      mutations: { networkMode: 'always' },
    },
  })

/** A query that stays quiet while `enabled` is false. */
type Enabled = Accessor<boolean>
const always: Enabled = () => true

const resource = <T>(
  key: Accessor<readonly string[]>,
  load: () => Promise<T>,
  enabled: Enabled = always,
) => useQuery<T, Error>(() => ({ queryKey: key(), queryFn: load, enabled: enabled() }))

const list = <T>(key: readonly string[], load: () => Promise<T[]>, enabled?: Enabled) =>
  resource(() => key, load, enabled)

/**
 * One thing. Its id is a plain string, since an observer must never change its key: solid-query
 * would lay the next thing over the one before, on the screen and in the cache. So a page whose
 * address names a thing is made anew for each id.
 */
const thing = <T>(key: readonly string[], load: () => Promise<T>) => resource(() => key, load)

/** Who is signed in; fails with status 401 when nobody is. */
export const useSessionQuery = () =>
  resource(
    () => keys.session,
    () => json(api.session.$get()),
  )

export const useStatus = (enabled?: Enabled) =>
  resource(
    () => keys.status,
    () => json(api.status.$get()),
    enabled,
  )

/** `memberId` null: one's own. */
export const usePath = (memberId: string | null) =>
  thing<PathView>(keys.path(memberId ?? 'own'), () =>
    json(
      memberId === null
        ? api.path.$get()
        : api.members[':id'].path.$get({ param: { id: memberId } }),
    ),
  )

export const useMembers = (enabled?: Enabled) =>
  list(keys.members, () => json(api.members.$get()), enabled)

export const useExercises = (enabled?: Enabled) =>
  list(keys.exercises, () => json(api.exercises.$get()), enabled)

export const useAttempts = (enabled?: Enabled) =>
  list(keys.attempts, () => json(api.attempts.$get()), enabled)

/** Flips come by notice; how long ago a check was looked at does not. */
const CHECK_AGE_MS = 5_000

export const useAttempt = (id: string) =>
  useQuery<AttemptView, Error>(() => ({
    queryKey: keys.attempt(id),
    queryFn: () => json(api.attempts[':id'].$get({ param: { id } })),
    refetchInterval: ({ state }) => (state.data?.lab.state === 'ready' ? CHECK_AGE_MS : false),
  }))

export const useLabs = (enabled?: Enabled) => list(keys.labs, () => json(api.labs.$get()), enabled)

export const useTerminals = (labId: string) =>
  thing(keys.terminals(labId), () => json(api.labs[':id'].terminals.$get({ param: { id: labId } })))

export const useRecordings = (enabled?: Enabled) =>
  list(keys.recordings, () => json(api.recordings.$get()), enabled)

/** Also for asking anew, outside of what is shown. */
export const recordingQuery = (id: string) => ({
  queryKey: keys.recording(id),
  queryFn: (): Promise<RecordingView> => json(api.recordings[':id'].$get({ param: { id } })),
})

export const useRecording = (id: string) => useQuery<RecordingView, Error>(() => recordingQuery(id))

export const useReviews = (recordingId: string) =>
  thing(keys.reviews(recordingId), () =>
    json(api.recordings[':id'].reviews.$get({ param: { id: recordingId } })),
  )

export const useIncubations = (enabled?: Enabled) =>
  list(keys.incubations, () => json(api.incubations.$get()), enabled)

export const useIncubation = (id: string) =>
  thing(keys.incubation(id), () => json(api.incubations[':id'].$get({ param: { id } })))
