import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ControlRepo, readControlRepo } from './control-repo.ts'
import { type ImagePlans, planImages } from './plan.ts'
import { readTree, type Tree } from './tree.ts'

/** All that goes into images, and the images that come of it. */
export type Inputs = {
  readonly base: Tree
  readonly probe: Tree
  readonly clean: string
  readonly control: ControlRepo
  readonly plans: ImagePlans
}

const FOLDER = fileURLToPath(new URL('../../images', import.meta.url))

/** Reads `images/` and the control repo (null: the built-in one). Throws AppError. */
export const readInputs = async (controlRepo: string | null, folder = FOLDER): Promise<Inputs> => {
  const [base, probe, clean, control] = await Promise.all([
    readTree(join(folder, 'base')),
    readTree(join(folder, 'probe')),
    readFile(join(folder, 'clean.sh'), 'utf8'),
    readControlRepo(controlRepo ?? join(folder, 'puppet')),
  ])
  const inputs = { base, probe, clean, control }
  return { ...inputs, plans: planImages(inputs) }
}
