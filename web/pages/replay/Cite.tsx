import X from 'lucide-solid/icons/x'
import { Show } from 'solid-js'
import type { Moment } from '../../../server/reviews/view.ts'
import { momentWords } from '../../replay/moments.ts'
import { Icon } from '../../ui/Icon.tsx'

/** A cited moment: leads there; its author may take it back while the review is a draft. */
export const Cite = (props: { moment: Moment; onJump: () => void; onRemove?: () => void }) => (
  <span class="cite">
    <button type="button" class="cite-go" onClick={props.onJump}>
      {momentWords(props.moment)}
    </button>
    <Show when={props.onRemove}>
      {remove => (
        <button
          type="button"
          class="cite-remove"
          aria-label={`Don't cite ${momentWords(props.moment)}`}
          onClick={() => remove()()}
        >
          <Icon of={X} size={11} />
        </button>
      )}
    </Show>
  </span>
)
