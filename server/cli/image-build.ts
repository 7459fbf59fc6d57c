import { systemRandom } from '../kernel/random.ts'
import { openDataFolder } from '../store/data-folder.ts'
import { type Command, EXIT, wrongUse } from './command.ts'
import { settingsOf } from './settings.ts'
import { buildImages, withWorkshop } from './workshop.ts'

/** Several servers and command lines may do this at once: each image is made by one of them. */
export const imageBuild: Command = {
  name: 'image build',
  summary: 'Makes the images of hosts that are missing: all, or those named.',
  usage: '[NAME…] [--fresh]',
  options: {
    fresh: { type: 'boolean', help: "make them again, with today's packages" },
  },
  operands: { min: 0, max: 100 },

  run: (args, io) => {
    const { instance } = openDataFolder(settingsOf(io).dataFolder, systemRandom)
    return withWorkshop(io, instance, async ({ images }) => {
      const known = images.status().map(image => image.name)
      const unknown = args.operands.find(name => !known.includes(name))
      if (unknown !== undefined) {
        throw wrongUse(`There is no image "${unknown}": give one of ${known.join(', ')}.`)
      }
      const names = args.operands.length === 0 ? known : args.operands
      const built = await buildImages(images, names, args.options.fresh === true)
      return {
        exit: EXIT.ok,
        json: { images: built },
        text: built.map(({ name, tag }) => `${name.padEnd(8)} ${tag}`).join('\n'),
      }
    })
  },
}
