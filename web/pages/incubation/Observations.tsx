import { useMutation, useQueryClient } from '@tanstack/solid-query'
import { createSignal, For, Show } from 'solid-js'
import type { IncubationView } from '../../../server/incubation/view.ts'
import { api, json, problemOf } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { useCan, useSession } from '../../shell/Session.tsx'
import { Avatar } from '../../ui/Avatar.tsx'
import { Button } from '../../ui/Button.tsx'
import { createDraft } from '../../ui/draft.ts'
import { Markdown } from '../../ui/Markdown.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { Time } from '../../ui/Time.tsx'

/** What observers saw, newest first; the member reads along. */
export const Observations = (props: { incubation: IncubationView }) => {
  const can = useCan()
  const session = useSession()
  const mayNote = () =>
    can('incubation:note') &&
    props.incubation.state !== 'closed' &&
    props.incubation.member.id !== session().member.id
  const newest = () => props.incubation.observations.toSorted((a, b) => b.at - a.at)
  return (
    <section class="panel" aria-label="Observations">
      <header class="panel-head">
        <h2 class="section-title">Observations</h2>
        <span class="faint num">{newest().length}</span>
      </header>
      <div class="panel-body observations">
        <Show when={mayNote()}>
          <AddObservation incubation={props.incubation} />
        </Show>
        <For
          each={newest()}
          fallback={
            <p class="faint">
              None yet. Reviewers note what they see of the service and of how it is run.
            </p>
          }
        >
          {observation => (
            <article class="observation">
              <Avatar name={observation.author} size="sm" />
              <div>
                <p class="observation-head">
                  <strong>{observation.author}</strong>{' '}
                  <span class="faint">
                    <Time at={observation.at} />
                  </span>
                </p>
                <Markdown source={observation.body} />
              </div>
            </article>
          )}
        </For>
      </div>
    </section>
  )
}

const AddObservation = (props: { incubation: IncubationView }) => {
  const client = useQueryClient()
  const session = useSession()
  const [body, setBody, sent] = createDraft(
    `observation:${session().member.id}:${props.incubation.id}`,
  )
  const [missing, setMissing] = createSignal(false)
  const add = useMutation(() => ({
    mutationFn: (body: string) =>
      json(
        api.incubations[':id'].observations.$post({
          param: { id: props.incubation.id },
          json: { body },
        }),
      ),
    onSuccess: incubation => {
      sent()
      client.setQueryData(keys.incubation(incubation.id), incubation)
    },
  }))
  const submit = (event: Event) => {
    event.preventDefault()
    setMissing(body().trim() === '')
    if (!missing() && !add.isPending) add.mutate(body().trim())
  }
  const error = () => {
    if (missing()) return 'Write what you saw first.'
    return add.isError ? problemOf(add.error).detail : null
  }
  return (
    <form class="form-grid" onSubmit={submit}>
      <TextField
        label="Note what you see"
        multiline
        rows={3}
        value={body()}
        onInput={setBody}
        error={error()}
        placeholder="What went well, what to try next. Markdown works."
      />
      <div>
        <Button type="submit" busy={add.isPending}>
          Add observation
        </Button>
      </div>
    </form>
  )
}
