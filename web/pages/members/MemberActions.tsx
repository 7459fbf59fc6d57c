import { useMutation, useQueryClient } from '@tanstack/solid-query'
import Ellipsis from 'lucide-solid/icons/ellipsis'
import KeyRound from 'lucide-solid/icons/key-round'
import LogOut from 'lucide-solid/icons/log-out'
import { createSignal, Show } from 'solid-js'
import { ROLES, type Role } from '../../../server/kernel/roles.ts'
import { mayGrant } from '../../../server/people/permissions.ts'
import type { MemberView } from '../../../server/people/view.ts'
import { api, json } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { useCan, useSession } from '../../shell/Session.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Menu, MenuChoice, MenuItem, MenuSeparator } from '../../ui/Menu.tsx'
import { showProblem, showToast } from '../../ui/Toast.tsx'
import type { NewLink } from './new-link.ts'

/** What can be done to a member's account, by who may do it. */
export const MemberActions = (props: { member: MemberView; onLink: (link: NewLink) => void }) => {
  const session = useSession()
  const can = useCan()
  const client = useQueryClient()
  const [asking, setAsking] = createSignal(false)
  const param = () => ({ id: props.member.id })
  const refresh = () => void client.invalidateQueries({ queryKey: keys.members })
  const changeRole = useMutation(() => ({
    mutationFn: (role: Role) => json(api.members[':id'].$patch({ param: param(), json: { role } })),
    onSuccess: (_, role) => {
      refresh()
      showToast('done', `${props.member.name} is ${role} now`)
    },
    onError: showProblem,
  }))
  const newLink = useMutation(() => ({
    mutationFn: () => json(api.members[':id'].link.$post({ param: param() })),
    onSuccess: link => {
      refresh()
      props.onLink({ member: props.member, link })
    },
    onError: showProblem,
  }))
  const signOut = useMutation(() => ({
    mutationFn: () => api.members[':id'].sessions.$delete({ param: param() }),
    onSuccess: () => {
      setAsking(false)
      refresh()
      showToast('done', `${props.member.name} is signed out everywhere`)
    },
    onError: showProblem,
  }))
  const mayAct = () => can('member:manage') && mayGrant(session().member, props.member.role)
  const mayChangeRole = () =>
    session().member.role === 'owner' || props.member.id !== session().member.id
  const roles = () =>
    ROLES.map(role => ({ value: role, label: role, disabled: !mayGrant(session().member, role) }))
  return (
    <Show when={mayAct()}>
      <Menu label={`Actions for ${props.member.name}`} trigger={<Icon of={Ellipsis} />}>
        <Show when={mayChangeRole()}>
          <MenuChoice
            label="Role"
            value={props.member.role}
            options={roles()}
            onChange={role => role !== props.member.role && changeRole.mutate(role)}
          />
          <MenuSeparator />
        </Show>
        <MenuItem icon={KeyRound} onSelect={() => newLink.mutate()}>
          New sign-in link
        </MenuItem>
        <MenuItem icon={LogOut} danger onSelect={() => setAsking(true)}>
          Sign out everywhere
        </MenuItem>
      </Menu>
      <Dialog
        open={asking()}
        onOpenChange={setAsking}
        title={`Sign ${props.member.name} out everywhere`}
        description="Every browser they are signed in with is signed out, and open terminals close. Their lab goes on. To come back they need a new link."
        actions={
          <>
            <Button onClick={() => setAsking(false)}>Cancel</Button>
            <Button variant="danger" busy={signOut.isPending} onClick={() => signOut.mutate()}>
              Sign out
            </Button>
          </>
        }
      />
    </Show>
  )
}
