import type { Images } from './hosts/images.ts'
import type { ImageView } from './hosts/view.ts'
import type { Disposable } from './kernel/disposable.ts'
import type { FactBus } from './kernel/facts.ts'

/** What the terminal says of an image; the same words are said once. */
export const progressLine = ({ name, state, stage, progress, ms, error }: ImageView): string => {
  switch (state) {
    case 'ready':
      return `image ${name}: ready`
    case 'failed':
      return `image ${name}: failed after ${Math.round(ms / 1000)} s. ${error ?? ''}`.trim()
    case 'waiting':
      return `image ${name}: ${stage}`
    case 'building':
      return `image ${name}: ${stage} (${Math.round(progress * 100)} %)`
  }
}

type Deps = {
  readonly bus: FactBus
  readonly images: Pick<Images, 'status'>
  readonly say: (line: string) => void
}

/** Tells each new stage of each image on a line of its own, for whoever watches the terminal. */
export const tellProgress = ({ bus, images, say }: Deps): Disposable => {
  const told = new Map<string, string>()
  return bus.on('images.changed', ({ role }) => {
    const view = images.status().find(image => image.name === role)
    if (view === undefined) return
    const at = `${view.state} ${view.stage}`
    if (told.get(role) === at) return
    told.set(role, at)
    say(progressLine(view))
  })
}
