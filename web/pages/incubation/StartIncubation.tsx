import { useNavigate } from '@solidjs/router'
import { useMutation, useQueryClient } from '@tanstack/solid-query'
import { createSignal, Show } from 'solid-js'
import { atLeast } from '../../../server/kernel/roles.ts'
import { api, json, problemOf } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { useMembers } from '../../api/queries.ts'
import { useSession } from '../../shell/Session.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { createForm } from '../../ui/form.ts'
import { RequestForm } from './RequestForm.tsx'
import { checkRequest, EMPTY_REQUEST, errorsOf, type FieldErrors, requestBody } from './request.ts'

/** A maintainer gives an apprentice a host of their own, for a time. */
export const StartIncubation = (props: { onClose: () => void }) => {
  const client = useQueryClient()
  const navigate = useNavigate()
  const session = useSession()
  const members = useMembers()
  const form = createForm(`incubation:${session().member.id}`, EMPTY_REQUEST)
  const [errors, setErrors] = createSignal<FieldErrors>({})
  const candidates = () =>
    (members.isPending ? [] : (members.data ?? []))
      .filter(member => atLeast(member.role, 'apprentice') && member.id !== session().member.id)
      .map(({ id, name, handle, role }) => ({
        value: id,
        label: name,
        note: `${handle} · ${role}`,
      }))
  const start = useMutation(() => ({
    mutationFn: () => json(api.incubations.$post({ json: requestBody(form.values()) })),
    onSuccess: incubation => {
      form.sent()
      client.setQueryData(keys.incubation(incubation.id), incubation)
      void client.invalidateQueries({ queryKey: keys.incubations, exact: true })
      navigate(`/incubation/${incubation.id}`)
    },
    onError: thrown => setErrors(errorsOf(problemOf(thrown))),
  }))
  const submit = (event: Event) => {
    event.preventDefault()
    setErrors(checkRequest(form.values()))
    if (Object.keys(errors()).length === 0 && !start.isPending) start.mutate()
  }
  return (
    <Dialog
      open
      width="lg"
      onOpenChange={open => !open && props.onClose()}
      title="Start an incubation"
      description="The member gets a host with its name and keeps it for the period. A probe asks the service from outside; observers take notes."
      actions={
        <>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Button type="submit" form="incubation-form" variant="primary" busy={start.isPending}>
            Start it
          </Button>
        </>
      }
    >
      <form id="incubation-form" class="form-grid" onSubmit={submit}>
        <RequestForm form={form} errors={errors()} candidates={candidates()} />
        <Show when={start.isError}>
          <p class="field-error" role="alert">
            {problemOf(start.error).detail}
          </p>
        </Show>
      </form>
    </Dialog>
  )
}
