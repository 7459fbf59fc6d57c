import { useSearchParams } from '@solidjs/router'
import UserPlus from 'lucide-solid/icons/user-plus'
import { createSignal, For, Show } from 'solid-js'
import { useMembers } from '../../api/queries.ts'
import { useCan } from '../../shell/Session.tsx'
import { Button } from '../../ui/Button.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { Page } from '../../ui/Page.tsx'
import { InviteDialog } from './InviteDialog.tsx'
import { LinkDialog } from './LinkDialog.tsx'
import { MemberRow } from './MemberRow.tsx'
import type { NewLink } from './new-link.ts'

export const Members = () => {
  const members = useMembers()
  const can = useCan()
  const [search, setSearch] = useSearchParams<{ invite?: string }>()
  const [newLink, setNewLink] = createSignal<NewLink>()
  const invite = (open: boolean) => setSearch({ invite: open ? '1' : undefined }, { replace: true })
  return (
    <Page
      title="Members"
      actions={
        <Show when={can('member:manage')}>
          <Button icon={UserPlus} variant="primary" onClick={() => invite(true)}>
            Invite
          </Button>
        </Show>
      }
    >
      <Loaded query={members}>
        {members => (
          <table class="table">
            <thead>
              <tr>
                <th scope="col">Member</th>
                <th scope="col">Login</th>
                <th scope="col">Role</th>
                <th scope="col">Last here</th>
                <th scope="col">
                  <span class="sr-only">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              <For each={members()}>
                {member => <MemberRow member={member} onLink={setNewLink} />}
              </For>
            </tbody>
          </table>
        )}
      </Loaded>
      <Show when={search.invite !== undefined && can('member:manage')}>
        <InviteDialog
          onClose={() => invite(false)}
          onInvited={link => {
            invite(false)
            setNewLink(link)
          }}
        />
      </Show>
      <Show when={newLink()}>
        {made => <LinkDialog made={made()} onClose={() => setNewLink(undefined)} />}
      </Show>
    </Page>
  )
}
