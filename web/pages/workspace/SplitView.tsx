import { createSignal, type JSX } from 'solid-js'
import '../../ui/tabs.css'
import { readStored, writeStored } from '../../ui/stored.ts'

const KEY = 'workspace-side'

/** CSS pixels. The usual is the reference screen's. */
const WIDTH = { least: 280, usual: 392, most: 640 }

const clamp = (width: number) => Math.min(WIDTH.most, Math.max(WIDTH.least, Math.round(width)))

const STEPS: Record<string, (width: number) => number> = {
  ArrowLeft: width => width - 16,
  ArrowRight: width => width + 16,
  Home: () => WIDTH.least,
  End: () => WIDTH.most,
}

/** A side panel of a width that is kept, and the main thing; on a narrow page two tabs. */
export const SplitView = (props: {
  label: string
  side: JSX.Element
  sideTab: string
  mainTab: string
  children: JSX.Element
}) => {
  const [width, setWidth] = createSignal(clamp(Number(readStored(KEY)) || WIDTH.usual))
  const [shown, setShown] = createSignal<'side' | 'main'>('main')
  const resize = (to: number) => {
    setWidth(clamp(to))
    writeStored(KEY, String(width()))
  }
  const onPointerDown = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    event.preventDefault()
    const handle = event.currentTarget
    const offset = event.clientX - width()
    handle.setPointerCapture(event.pointerId)
    const onMove = (move: PointerEvent) => resize(move.clientX - offset)
    handle.addEventListener('pointermove', onMove)
    handle.addEventListener('lostpointercapture', () =>
      handle.removeEventListener('pointermove', onMove),
    )
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key]
    if (!step) return
    event.preventDefault()
    resize(step(width()))
  }
  const tab = (of: 'side' | 'main', label: string) => (
    <button
      type="button"
      class="tabs-tab"
      aria-pressed={shown() === of}
      data-selected={shown() === of ? '' : undefined}
      onClick={() => setShown(of)}
    >
      {label}
    </button>
  )
  return (
    <div class="work" data-shown={shown()} style={{ '--side': `${width()}px` }}>
      <div class="work-switch">
        {tab('side', props.sideTab)}
        {tab('main', props.mainTab)}
      </div>
      <aside class="work-side" aria-label={props.label}>
        {props.side}
      </aside>
      {/* biome-ignore lint/a11y/useSemanticElements: an <hr> can't be dragged or hold a value */}
      <div
        class="work-handle"
        role="separator"
        tabIndex={0}
        aria-label="Width of the side panel"
        aria-orientation="vertical"
        aria-valuemin={WIDTH.least}
        aria-valuemax={WIDTH.most}
        aria-valuenow={width()}
        onPointerDown={onPointerDown}
        onDblClick={() => resize(WIDTH.usual)}
        onKeyDown={onKeyDown}
      />
      <div class="work-main">{props.children}</div>
    </div>
  )
}
