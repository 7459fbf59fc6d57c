import { useMutation, useQueryClient } from '@tanstack/solid-query'
import { createSignal } from 'solid-js'
import { ROLES, type Role } from '../../../server/kernel/roles.ts'
import { mayGrant } from '../../../server/people/permissions.ts'
import { api, json, problemOf } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { useSession } from '../../shell/Session.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { createForm } from '../../ui/form.ts'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import type { NewLink } from './new-link.ts'

const ROLE_NOTES: Record<Role, string> = {
  newcomer: 'Looks around: path and exercises, no labs yet',
  apprentice: 'Starts labs, runs a service in incubation',
  reviewer: 'Also watches recordings and reviews them',
  maintainer: 'Also invites people and opens incubations',
  owner: 'May do everything',
}

/** Makes an account and its one-time link. */
export const InviteDialog = (props: {
  onClose: () => void
  onInvited: (link: NewLink) => void
}) => {
  const session = useSession()
  const client = useQueryClient()
  const form = createForm(`invite:${session().member.id}`, {
    handle: '',
    name: '',
    role: 'apprentice',
  })
  const [handleError, setHandleError] = createSignal<string | null>(null)
  const invite = useMutation(() => ({
    mutationFn: () => {
      const { handle, name, role } = form.values()
      return json(
        api.members.$post({
          json: {
            handle: handle.trim(),
            role: role as Role,
            ...(name.trim() === '' ? {} : { name: name.trim() }),
          },
        }),
      )
    },
    onSuccess: made => {
      form.sent()
      void client.invalidateQueries({ queryKey: keys.members })
      props.onInvited(made)
    },
    onError: thrown => setHandleError(problemOf(thrown).detail),
  }))
  const submit = (event: Event) => {
    event.preventDefault()
    const ok = /^[a-z][a-z0-9-]{1,30}$/.test(form.values().handle.trim())
    setHandleError(
      ok ? null : 'Use 2 to 31 lower-case letters, digits and hyphens, a letter first.',
    )
    if (ok && !invite.isPending) invite.mutate()
  }
  const roles = () =>
    ROLES.filter(role => mayGrant(session().member, role)).map(role => ({
      value: role,
      label: role,
      note: ROLE_NOTES[role],
    }))
  return (
    <Dialog
      open
      onOpenChange={open => !open && props.onClose()}
      title="Invite somebody"
      description="You get a link for them that signs in once. Send it by any way you trust."
      actions={
        <>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Button type="submit" form="invite-form" variant="primary" busy={invite.isPending}>
            Make the link
          </Button>
        </>
      }
    >
      <form id="invite-form" class="form-grid" onSubmit={submit}>
        <TextField
          label="Login"
          mono
          autofocus
          value={form.values().handle}
          onInput={handle => form.set({ handle })}
          error={handleError()}
          description="Their login name, on hosts too."
          placeholder="ada"
        />
        <TextField
          label="Name (optional)"
          value={form.values().name}
          onInput={name => form.set({ name })}
          placeholder="Ada Lovelace"
        />
        <Select
          label="Role"
          options={roles()}
          value={form.values().role as Role}
          onChange={role => form.set({ role })}
          description={ROLE_NOTES[form.values().role as Role]}
        />
      </form>
    </Dialog>
  )
}
