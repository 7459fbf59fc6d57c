import { A } from '@solidjs/router'
import Terminal from 'lucide-solid/icons/terminal'
import { Show } from 'solid-js'
import { useAttempts, useLabs } from '../api/queries.ts'
import { Icon } from '../ui/Icon.tsx'
import { Countdown } from '../ui/Time.tsx'
import { useCan } from './Session.tsx'

/** The lab that runs for this member, one click away, with its clock. */
export const RunningLab = (props: { folded: boolean }) => {
  const can = useCan()
  const attempts = useAttempts(() => can('attempt:read'))
  const labs = useLabs(() => can('lab:read'))
  const running = () => {
    const attempt = (attempts.isPending ? [] : attempts.data)?.find(
      attempt => attempt.state === 'running',
    )
    if (!attempt) return undefined
    const lab = (labs.isPending ? [] : labs.data)?.find(lab => lab.id === attempt.labId)
    return { attempt, lab }
  }
  return (
    <Show when={running()}>
      {running => (
        <A
          class="rail-item rail-lab"
          href={`/labs/${running().attempt.id}`}
          aria-label={`Running lab: ${running().attempt.title}`}
          title={props.folded ? running().attempt.title : undefined}
        >
          <Icon of={Terminal} size={18} />
          <span class="rail-lab-title">{running().attempt.title}</span>
          <span class="rail-lab-clock">
            <Show when={running().lab?.expiresAt} fallback="starting">
              {until => <Countdown until={until()} />}
            </Show>
          </span>
        </A>
      )}
    </Show>
  )
}
