import { useLocation } from '@solidjs/router'
import { createEffect, createSignal, on, onCleanup } from 'solid-js'

/** A page sets its title once its code has come; until then the old one would be read. */
const SETTLE = 150

/** Tells screen readers about a new page, and puts the focus at its start. */
export const Announcer = (props: { focus: () => void }) => {
  const location = useLocation()
  const [words, setWords] = createSignal('')
  let timer: ReturnType<typeof setTimeout> | undefined
  createEffect(
    on(
      () => location.pathname,
      () => {
        props.focus()
        clearTimeout(timer)
        timer = setTimeout(() => setWords(document.title), SETTLE)
      },
      { defer: true },
    ),
  )
  onCleanup(() => clearTimeout(timer))
  return (
    <div class="sr-only" aria-live="polite">
      {words()}
    </div>
  )
}
