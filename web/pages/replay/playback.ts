import { useQueryClient } from '@tanstack/solid-query'
import { type Accessor, createSignal, onCleanup } from 'solid-js'
import type { RecordingView } from '../../../server/recordings/view.ts'
import { api, problemOf } from '../../api/client.ts'
import { recordingQuery } from '../../api/queries.ts'
import { parseCast } from '../../replay/cast.ts'
import { extentOf } from '../../replay/extent.ts'
import type { KeyframeAnswer } from '../../replay/keyframe-worker.ts'
import { Player, type PlayerState } from '../../replay/player.ts'
import { type Keyframe, type Track, trackOf } from '../../replay/track.ts'
import { showProblem } from '../../ui/Toast.tsx'

/** A terminal's recording as it could be read. */
export type LoadedTerminal = {
  readonly n: number
  readonly track: Track | null
  /** Why it can't be played, in words. */
  readonly fault: string | null
}

const load = async (id: string, terminal: { n: number; startedAt: number }) => {
  const { n, startedAt } = terminal
  try {
    const param = { id, n: String(n) }
    const answer = await api.recordings[':id'].terminals[':n'].$get({ param })
    const cast = parseCast(await answer.text())
    if (cast.ok) return { n, track: trackOf(n, startedAt, cast.value), fault: null }
    const { line, message } = cast.error
    return { n, track: null, fault: `Line ${line} of its file can't be read: ${message}.` }
  } catch (thrown) {
    return { n, track: null, fault: problemOf(thrown).detail }
  }
}

const tracksIn = (terminals: readonly LoadedTerminal[]) =>
  terminals.flatMap(terminal => terminal.track ?? [])

/** The recording's length; the tail of a terminal may reach beyond what the server has counted. */
const lengthOf = (recording: RecordingView, tracks: readonly Track[]) =>
  Math.max(recording.durationMs, ...tracks.map(track => track.events.at(-1)?.at ?? 0))

const landmarksOf = (recording: RecordingView) => recording.events.map(event => event.t)

/** Loads a recording's terminals, plays them, and has keyframes made beside. */
export const createPlayback = (recording: Accessor<RecordingView>, startAt: number) => {
  const client = useQueryClient()
  const [terminals, setTerminals] = createSignal<readonly LoadedTerminal[] | null>(null)
  const [player, setPlayer] = createSignal<Player | null>(null)
  const [state, setState] = createSignal<PlayerState | null>(null)
  const [loading, setLoading] = createSignal(false)
  const [readExtent, setReadExtent] = createSignal<string | null>(null)
  let worker: Worker | null = null
  let gone = false

  const makeKeyframes = (tracks: readonly Track[], of: Player) => {
    worker?.terminate()
    worker = new Worker(new URL('../../replay/keyframe-worker.ts', import.meta.url), {
      type: 'module',
    })
    const known = new Map<number, Keyframe[]>()
    worker.onmessage = ({ data }: MessageEvent<KeyframeAnswer>) => {
      const frames = [...(known.get(data.n) ?? []), data.keyframe]
      known.set(data.n, frames)
      of.setKeyframes(data.n, frames)
    }
    worker.postMessage(tracks)
  }

  /** What could be read once stays, whatever a later try brings. */
  const loadAgain = async (id: string, terminal: { n: number; startedAt: number }) => {
    const next = await load(id, terminal)
    const known = terminals()?.find(other => other.n === terminal.n)
    return next.track === null && known?.track ? known : next
  }

  const read = async (now: RecordingView) => {
    const extent = extentOf(now)
    const loaded = await Promise.all(now.terminalList.map(each => loadAgain(now.id, each)))
    if (gone) return
    const isWhole = !loaded.some(each => terminals()?.includes(each))
    const tracks = tracksIn(loaded)
    const duration = lengthOf(now, tracks)
    const landmarks = landmarksOf(now)
    const running =
      player() ?? new Player({ tracks, duration, landmarks, clock, onChange: setState })
    if (running === player()) running.extend(tracks, duration, landmarks)
    setTerminals(loaded)
    if (running !== player()) {
      setState(running.state)
      setPlayer(running)
      void running.seek(startAt)
    }
    if (isWhole) setReadExtent(extent)
    makeKeyframes(tracks, running)
  }

  /** Reads all there is by now; a player that runs goes on from where it is. */
  const reload = async () => {
    if (loading()) return
    setLoading(true)
    try {
      const { id } = recording()
      const asked = { ...recordingQuery(id), staleTime: 0 }
      await read(player() ? await client.fetchQuery(asked) : recording())
    } catch (thrown) {
      showProblem(thrown)
    } finally {
      setLoading(false)
    }
  }
  /** Whether there is, or while the lab runs may be, more than was loaded. */
  const hasNewer = () =>
    readExtent() !== null &&
    (recording().state === 'recording' || readExtent() !== extentOf(recording()))

  void reload()
  onCleanup(() => {
    gone = true
    worker?.terminate()
    player()?.dispose()
  })
  return { terminals, player, state, loading, reload, hasNewer }
}

export type Playback = ReturnType<typeof createPlayback>

const clock = {
  now: () => performance.now(),
  after: (ms: number, run: () => void) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
