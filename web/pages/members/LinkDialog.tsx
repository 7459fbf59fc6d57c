import Check from 'lucide-solid/icons/check'
import Copy from 'lucide-solid/icons/copy'
import { createSignal, Show } from 'solid-js'
import { Button } from '../../ui/Button.tsx'
import { copyText } from '../../ui/clipboard.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { Time } from '../../ui/Time.tsx'
import './members.css'
import type { NewLink } from './new-link.ts'

/** The one moment in which a sign-in link is to be seen. */
export const LinkDialog = (props: { made: NewLink; onClose: () => void }) => {
  const [copied, setCopied] = createSignal<boolean | null>(null)
  let field: HTMLInputElement | undefined
  const copy = async () => {
    field?.select()
    // Without https browsers give no clipboard; the link stays selected for copying by hand.
    setCopied(await copyText(props.made.link.url))
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && props.onClose()}
      title={`A link for ${props.made.member.name}`}
      description="It signs in once, as them. It is shown only now: Hatchery keeps no copy. Older links of theirs no longer work."
      actions={<Button onClick={() => props.onClose()}>Done</Button>}
    >
      <div class="link-row">
        <input
          ref={field}
          class="field-input field-mono"
          aria-label="Sign-in link"
          readOnly
          value={props.made.link.url}
          onFocus={event => event.currentTarget.select()}
        />
        <Button variant="primary" icon={copied() ? Check : Copy} onClick={() => void copy()}>
          {copied() ? 'Copied' : 'Copy'}
        </Button>
      </div>
      <p class="faint" aria-live="polite">
        <Show when={copied() === false}>
          The browser allows no copying here: press Ctrl or ⌘ C, the link is selected.{' '}
        </Show>
        It ends <Time at={props.made.link.expiresAt} />.
      </p>
    </Dialog>
  )
}
