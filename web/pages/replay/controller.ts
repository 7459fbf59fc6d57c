import { useSearchParams } from '@solidjs/router'
import { type Accessor, createEffect, createSignal, on, onCleanup, onMount } from 'solid-js'
import type { RecordingView } from '../../../server/recordings/view.ts'
import { parsePlace, placeQuery } from '../../replay/moments.ts'
import { SPEEDS } from '../../replay/player.ts'
import { isTakenBy, type ReplayCommand, shortcutOf } from '../../replay/shortcuts.ts'
import { copyText } from '../../ui/clipboard.ts'
import { showToast } from '../../ui/Toast.tsx'
import { createPlayback } from './playback.ts'

/** Everything a replay's parts share: the playback, the terminal shown, and what keys do. */
export const createReplay = (recording: Accessor<RecordingView>) => {
  const [query] = useSearchParams<{ t: string; terminal: string }>()
  const place = () => parsePlace({ t: query.t, terminal: query.terminal })
  const playback = createPlayback(recording, place()?.atMs ?? 0)
  const first = () => recording().terminalList[0]?.n ?? 1
  const known = (n: number | null | undefined) =>
    recording().terminalList.some(terminal => terminal.n === n)
  const [terminal, setTerminal] = createSignal(first())
  const [helping, setHelping] = createSignal(false)
  const [searching, setSearching] = createSignal(false)
  let focusComment = () => {}

  const position = () => playback.state()?.position ?? 0
  const duration = () => playback.state()?.duration ?? recording().durationMs
  const seek = (atMs: number) => void playback.player()?.seek(atMs)
  const show = (n: number | null | undefined) => {
    if (typeof n === 'number' && known(n)) setTerminal(n)
  }
  const jump = (atMs: number, n: number | null) => {
    show(n)
    seek(atMs)
  }
  const toggle = () => {
    const player = playback.player()
    if (player?.state.playing) player.pause()
    else player?.play()
  }
  const faster = (by: 1 | -1) => {
    const player = playback.player()
    if (!player) return
    const here = SPEEDS.findIndex(speed => speed >= player.state.speed)
    player.setSpeed(SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, here + by))] ?? 1)
  }
  const copyLink = async () => {
    const link = new URL(location.pathname, location.origin)
    link.search = placeQuery({ atMs: position(), terminal: terminal() })
    if (await copyText(link.href)) {
      showToast('done', 'The link to this moment is in your clipboard')
    } else showToast('error', 'Not copied: the browser allows no copying here', link.href)
  }

  const run = (command: ReplayCommand) => {
    const player = playback.player()
    if (command.do === 'toggle') toggle()
    else if (command.do === 'seekBy') seek(position() + command.ms)
    else if (command.do === 'seekTo') seek(command.end === 'start' ? 0 : duration())
    else if (command.do === 'step') void player?.step(command.by)
    else if (command.do === 'faster') faster(command.by)
    else if (command.do === 'skipIdle') player?.setSkipIdle(!player.state.skipIdle)
    else if (command.do === 'search') setSearching(true)
    else if (command.do === 'help') setHelping(true)
    else {
      player?.pause()
      focusComment()
    }
  }

  const onKeyDown = (event: KeyboardEvent) => {
    const command = shortcutOf(event)
    if (!command || event.defaultPrevented) return
    if (event.target instanceof Element && isTakenBy(event.target, event.key)) return
    event.preventDefault()
    run(command)
  }
  onMount(() => window.addEventListener('keydown', onKeyDown))
  onCleanup(() => window.removeEventListener('keydown', onKeyDown))

  // A link into the recording one is in, from an event or a review, only moves.
  createEffect(
    on(place, place => {
      if (place) jump(place.atMs, place.terminal)
    }),
  )

  return {
    ...playback,
    recording,
    position,
    duration,
    terminal,
    show,
    seek,
    jump,
    toggle,
    run,
    copyLink,
    helping,
    setHelping,
    searching,
    setSearching,
    /** The comment's field tells how to get there. */
    onComment: (focus: () => void) => {
      focusComment = focus
    },
  }
}

export type ReplayControl = ReturnType<typeof createReplay>
