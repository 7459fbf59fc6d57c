import { CHUNK, type Screen } from './screen.ts'
import { SequenceTracker } from './sequences.ts'
import type { Keyframe, Track } from './track.ts'

/** A terminal without a face that a track is played through once. */
export type KeyframeScreen = Screen & {
  /** Escape sequences that draw what it shows. */
  serialize(): string
  /** The cursor stands behind the last column, waiting to wrap: no serialized screen says so. */
  wrapPending(): boolean
}

export type KeyframeRules = {
  /** Milliseconds of the recording between keyframes, and … */
  readonly everyMs: number
  /** … characters of output; whichever comes first. */
  readonly everyChars: number
}

/** RECORDING: what keeps a seek under 50 ms, since a terminal takes in 6 to 12 MB a second. */
export const KEYFRAME_RULES: KeyframeRules = { everyMs: 30_000, everyChars: 256 * 1024 }

/** So many times overdue, a keyframe is taken in the alternate screen too. */
const PATIENCE = 4

/** Characters that join the one before, which a keyframe has forgotten. */
const JOINS = /^(?:\p{M}|\u200d)/u

/**
 * Plays a track through and yields keyframes, best at prompts, never inside a sequence and never
 * where addon-serialize would lose something. A keyframe with its tail equals a full replay.
 */
export async function* takeKeyframes(
  track: Track,
  screen: KeyframeScreen,
  rules: KeyframeRules = KEYFRAME_RULES,
): AsyncGenerator<Keyframe> {
  const sequences = new SequenceTracker()
  let { cols, rows } = track
  let lastAt = track.events[0]?.at ?? 0
  let lastSize = 0
  await screen.reset(cols, rows, '')

  // A terminal takes in what it is given at its next turn: many small writes would each wait.
  let unwritten = ''
  const flush = async () => {
    await screen.write(unwritten)
    unwritten = ''
  }

  for (const [i, event] of track.events.entries()) {
    if (event.kind === 'resize') {
      await flush()
      // Reflow tells written blanks from empty cells, which a serialized screen doesn't: a seek
      // should not have to pass a resize.
      if (cols !== event.cols) lastAt = Number.NEGATIVE_INFINITY
      ;({ cols, rows } = event)
      await screen.resize(cols, rows)
    } else {
      sequences.feed(event.data)
      unwritten += event.data
      if (unwritten.length > CHUNK) await flush()
    }
    const size = track.sizes[i + 1] ?? 0
    const overdue = Math.max(
      (event.at - lastAt) / rules.everyMs,
      (size - lastSize) / rules.everyChars,
    )
    if (overdue < 1 || size === lastSize) continue
    const good = sequences.calm || (sequences.exact && overdue >= PATIENCE)
    if (!good || joinsBefore(track, i + 1)) continue
    await flush()
    if (screen.wrapPending()) continue
    yield { index: i + 1, cols, rows, data: screen.serialize() }
    lastAt = event.at
    lastSize = size
  }
}

const joinsBefore = (track: Track, index: number): boolean => {
  const next = track.events[index]
  return next?.kind === 'output' && JOINS.test(next.data)
}
