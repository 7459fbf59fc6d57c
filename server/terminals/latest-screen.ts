import type { Screen, ScreenMaker, TerminalRecording } from './port.ts'
import type { SharedOutput } from './viewer-feed.ts'

/** From the recording where the ring is not whole; without one, the ring on an empty screen. */
export const latestScreen = async (
  { ring, sizes }: SharedOutput,
  recording: TerminalRecording | null,
  screens: ScreenMaker,
): Promise<Screen> => {
  if (ring.start > 0 && recording?.working() === true) {
    try {
      const cursor = recording.cursor()
      await recording.flush()
      return await screens(cursor)
    } catch {
      // Told in the log by who made it; the newest bytes alone are better than no terminal.
    }
  }
  const offset = ring.start
  const { cols, rows } = sizes.at(sizes.numberAt(offset))
  return { offset, cols, rows, screen: '' }
}
