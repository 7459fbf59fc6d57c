import type { Form } from '../../ui/form.ts'
import { Select, type SelectOption } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { type FieldErrors, probeUrl, type RequestFields } from './request.ts'

export const RequestForm = (props: {
  form: Form<RequestFields>
  errors: FieldErrors
  candidates: SelectOption[]
}) => {
  const values = () => props.form.values()
  return (
    <>
      <div class="form-row">
        <Select
          label="Member"
          options={props.candidates}
          value={values().memberId || null}
          onChange={memberId => props.form.set({ memberId })}
          placeholder="Choose an apprentice"
          description={
            props.candidates.length === 0
              ? 'Nobody is an apprentice yet: change a role on the Members page.'
              : undefined
          }
          error={props.errors.memberId}
        />
        <TextField
          label="Service and host name"
          mono
          value={values().name}
          onInput={name => props.form.set({ name })}
          error={props.errors.name}
          placeholder="builds"
        />
      </div>
      <TextField
        label="Charter"
        multiline
        rows={5}
        value={values().charter}
        onInput={charter => props.form.set({ charter })}
        error={props.errors.charter}
        placeholder="What the service is for, and what you expect of whoever runs it. Markdown works."
      />
      <div class="form-row">
        <TextField
          label="Probe address"
          mono
          value={values().url}
          onInput={url => props.form.set({ url })}
          error={props.errors.url}
          placeholder={probeUrl(values()) || 'http://builds/'}
        />
        <TextField
          label="Page must contain"
          mono
          value={values().expect}
          onInput={expect => props.form.set({ expect })}
          error={props.errors.expect}
          placeholder="anything"
        />
      </div>
      <div class="form-row">
        <TextField
          label="Probe every, seconds"
          type="number"
          value={values().everySeconds}
          onInput={everySeconds => props.form.set({ everySeconds })}
          error={props.errors.everySeconds}
        />
        <TextField
          label="Period, days"
          type="number"
          value={values().days}
          onInput={days => props.form.set({ days })}
          error={props.errors.days}
        />
      </div>
    </>
  )
}
