import { For } from 'solid-js'
import { SHORTCUTS } from '../../replay/shortcuts.ts'
import { Dialog } from '../../ui/Dialog.tsx'

/** The keys of this screen. */
export const HelpDialog = (props: { open: boolean; onOpenChange: (open: boolean) => void }) => (
  <Dialog open={props.open} onOpenChange={props.onOpenChange} title="Keys in a replay">
    <dl class="replay-help">
      <For each={SHORTCUTS}>
        {([keys, words]) => (
          <div>
            <dt>
              <For each={keys.split(' ')}>{key => <kbd>{key}</kbd>}</For>
            </dt>
            <dd>{words}</dd>
          </div>
        )}
      </For>
    </dl>
  </Dialog>
)
