import type Docker from 'dockerode'
import { messageOf } from '../kernel/app-error.ts'
import { err, ok, type Result } from '../kernel/result.ts'
import { calling, removing, statusOf, toAppError } from './errors.ts'
import type { Engine, ImageSummary } from './port.ts'

type Images = Pick<
  Engine,
  'commit' | 'importImage' | 'pull' | 'findImage' | 'listImages' | 'removeImage'
>

/** `hatchery/www:0123abcd` → repository and tag; a registry's port is no tag. */
export const splitReference = (reference: string): { repo: string; tag: string } => {
  const colon = reference.lastIndexOf(':')
  if (colon <= reference.lastIndexOf('/')) return { repo: reference, tag: 'latest' }
  return { repo: reference.slice(0, colon), tag: reference.slice(colon + 1) }
}

/** The engine reports how an import or a pull went as lines of JSON. */
type Progress = { status?: string; error?: string }

export const createImages = (docker: Docker): Images => {
  const follow = (stream: NodeJS.ReadableStream): Promise<Progress[]> =>
    new Promise((resolve, reject) => {
      docker.modem.followProgress(stream, (error: Error | null, lines: Progress[]) => {
        const failed = error?.message ?? lines?.find(line => line.error !== undefined)?.error
        if (failed === undefined) resolve(lines)
        else reject(new Error(failed))
      })
    })

  const findImage = (reference: string): Promise<ImageSummary | null> =>
    calling(`looking for the image ${reference}`, async () => {
      try {
        const image = await docker.getImage(reference).inspect()
        return {
          id: image.Id,
          tags: image.RepoTags ?? [],
          sizeBytes: image.Size,
          createdAt: Date.parse(image.Created),
        }
      } catch (thrown) {
        if (statusOf(thrown) === 404) return null
        throw thrown
      }
    })

  const idOf = async (reference: string): Promise<string> => {
    const image = await findImage(reference)
    if (image === null) throw new Error(`${reference} is not there afterwards`)
    return image.id
  }

  return {
    findImage,
    commit: (id, tag, labels) =>
      calling(`committing ${tag}`, async () => {
        await docker.getContainer(id).commit({ ...splitReference(tag), Labels: labels })
        return idOf(tag)
      }),
    importImage: (tar, tag) =>
      calling(`importing ${tag}`, async () => {
        const stream = await docker.importImage(tar, splitReference(tag))
        await follow(stream)
        return idOf(tag)
      }),
    pull: async (reference): Promise<Result<string>> => {
      try {
        await follow(await docker.pull(reference))
        return ok(await idOf(reference))
      } catch (thrown) {
        return err(toAppError(thrown, `pulling ${reference}: ${messageOf(thrown)}`))
      }
    },
    listImages: label =>
      calling('listing images', async () => {
        const list = await docker.listImages({ filters: { label: [label] } })
        return list.map(one => ({
          id: one.Id,
          tags: one.RepoTags ?? [],
          sizeBytes: one.Size,
          createdAt: one.Created * 1000,
        }))
      }),
    removeImage: reference =>
      removing(`removing the image ${reference}`, () =>
        docker.getImage(reference).remove({ force: true }),
      ),
  }
}
