import type { RecordingView } from '../../server/recordings/view.ts'

/** How far a recording goes, as a text to compare: differs once there is more of it to load. */
export const extentOf = (recording: RecordingView): string =>
  JSON.stringify([
    recording.state,
    recording.events.length,
    recording.terminalList.map(({ n, bytes, endedAt }) => [n, bytes, endedAt]),
  ])
