import { A } from '@solidjs/router'
import { Show } from 'solid-js'
import type { MemberView } from '../../../server/people/view.ts'
import { useSession } from '../../shell/Session.tsx'
import { Avatar } from '../../ui/Avatar.tsx'
import { Chip } from '../../ui/Chip.tsx'
import { Time } from '../../ui/Time.tsx'
import { MemberActions } from './MemberActions.tsx'
import type { NewLink } from './new-link.ts'

export const MemberRow = (props: { member: MemberView; onLink: (link: NewLink) => void }) => {
  const session = useSession()
  return (
    <tr>
      <td class="cell-main">
        <A class="person" href={`/path/${props.member.id}`}>
          <Avatar name={props.member.name} size="sm" />
          {props.member.name}
          <Show when={props.member.id === session().member.id}>
            <span class="faint">you</span>
          </Show>
        </A>
      </td>
      <td data-label="Login">
        <code>{props.member.handle}</code>
      </td>
      <td data-label="Role">{props.member.role}</td>
      <td data-label="Last here">
        <Show
          when={props.member.lastSeenAt}
          fallback={
            <Show when={props.member.pendingLink} fallback={<span class="faint">never</span>}>
              <Chip tone="wait">Invited</Chip>
            </Show>
          }
        >
          {at => <Time at={at()} />}
        </Show>
      </td>
      <td class="cell-end" data-label="Actions">
        <MemberActions member={props.member} onLink={props.onLink} />
      </td>
    </tr>
  )
}
