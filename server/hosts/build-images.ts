import type { FactBus } from '../kernel/facts.ts'
import type { Images } from './images.ts'
import type { ImageView } from './view.ts'

/**
 * Makes the named images (all when none is named) for the command line, and says how far each is.
 * Resolves with the views of those images; a failed one carries its error. An unknown name is a
 * rejection with AppError `image-not-found`.
 */
export const buildImages = async (
  { images, bus }: { images: Images; bus: FactBus },
  names: readonly string[],
  onProgress: (view: ImageView) => void,
  options: { fresh?: boolean } = {},
): Promise<ImageView[]> => {
  const wanted = names.length > 0 ? names : images.status().map(view => view.name)
  const viewsOf = (some: readonly string[]) =>
    images.status().filter(view => some.includes(view.name))
  const listening = bus.on('images.changed', ({ role }) => viewsOf([role]).forEach(onProgress))
  try {
    const results = await Promise.all(wanted.map(name => images.build(name, options)))
    const unknown = results.find(result => !result.ok && result.error.code === 'image-not-found')
    if (unknown !== undefined && !unknown.ok) throw unknown.error
    return viewsOf(wanted)
  } finally {
    listening.dispose()
  }
}
