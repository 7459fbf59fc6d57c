import { useMutation, useQueryClient } from '@tanstack/solid-query'
import { createSignal, Show } from 'solid-js'
import type { IncubationVerdict, IncubationView } from '../../../server/incubation/view.ts'
import { api, json, problemOf } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { useSession } from '../../shell/Session.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { createForm } from '../../ui/form.ts'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { showToast } from '../../ui/Toast.tsx'
import { VERDICTS } from './words.ts'

const OPTIONS = (Object.keys(VERDICTS) as IncubationVerdict[]).map(value => ({
  value,
  label: VERDICTS[value].label,
  note: VERDICTS[value].note,
}))

/** The maintainer's verdict with its reason, which the member reads. */
export const CloseIncubation = (props: { incubation: IncubationView; onClose: () => void }) => {
  const client = useQueryClient()
  const session = useSession()
  const form = createForm(`verdict:${session().member.id}:${props.incubation.id}`, {
    verdict: 'graduated',
    reason: '',
    days: '14',
  })
  const [missing, setMissing] = createSignal(false)
  const verdict = () => form.values().verdict as IncubationVerdict
  const close = useMutation(() => ({
    mutationFn: () =>
      json(
        api.incubations[':id'].close.$post({
          param: { id: props.incubation.id },
          json: {
            verdict: verdict(),
            reason: form.values().reason.trim(),
            ...(verdict() === 'extended' ? { days: Number(form.values().days) } : {}),
          },
        }),
      ),
    onSuccess: incubation => {
      // Before the form is emptied, which takes the verdict back to the first.
      const words = VERDICTS[verdict()].label.toLowerCase()
      form.sent()
      client.setQueryData(keys.incubation(incubation.id), incubation)
      void client.invalidateQueries({ queryKey: keys.incubations, exact: true })
      showToast('done', `${incubation.name}: ${words}`)
      props.onClose()
    },
  }))
  const submit = (event: Event) => {
    event.preventDefault()
    setMissing(form.values().reason.trim() === '')
    if (!missing() && !close.isPending) close.mutate()
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && props.onClose()}
      title={`Verdict on ${props.incubation.name}`}
      description={`${props.incubation.member.name} reads the verdict and its reason.`}
      actions={
        <>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Button
            type="submit"
            form="verdict-form"
            variant={verdict() === 'declined' ? 'danger' : 'primary'}
            busy={close.isPending}
          >
            {verdict() === 'extended' ? 'Extend it' : 'Close it'}
          </Button>
        </>
      }
    >
      <form id="verdict-form" class="form-grid" onSubmit={submit}>
        <Select
          label="Verdict"
          options={OPTIONS}
          value={verdict()}
          onChange={verdict => form.set({ verdict })}
          description={VERDICTS[verdict()].note}
        />
        <Show when={verdict() === 'extended'}>
          <TextField
            label="Days more"
            type="number"
            value={form.values().days}
            onInput={days => form.set({ days })}
          />
        </Show>
        <TextField
          label="Reason"
          multiline
          rows={5}
          value={form.values().reason}
          onInput={reason => form.set({ reason })}
          error={missing() ? 'Say why: the reason is what they learn from.' : null}
          placeholder="What you saw in the uptime, the changes, the notes."
        />
        <Show when={close.isError}>
          <p class="field-error" role="alert">
            {problemOf(close.error).detail}
          </p>
        </Show>
      </form>
    </Dialog>
  )
}
