import './worker-globals.ts'
import { createHeadlessScreen, KEYFRAME_SCROLLBACK } from './headless-screen.ts'
import { takeKeyframes } from './keyframes.ts'
import type { Keyframe, Track } from './track.ts'

/** Asks a worker for the keyframes of a track; each comes as soon as it is taken. */
export type KeyframeAnswer = { readonly n: number; readonly keyframe: Keyframe }

const answer = (message: KeyframeAnswer) => self.postMessage(message)

self.addEventListener('message', async (message: MessageEvent<readonly Track[]>) => {
  const screen = createHeadlessScreen(KEYFRAME_SCROLLBACK)
  for (const track of message.data) {
    for await (const keyframe of takeKeyframes(track, screen)) answer({ n: track.n, keyframe })
  }
  screen.dispose()
})
