import type { Engine } from '../engine/port.ts'
import { LABEL, type LabNames, networkName } from './plan.ts'

/**
 * Takes away all containers of a lab, and then its network. Found by label, not from memory, so
 * that what was half made goes too.
 */
export const removeLab = async (engine: Engine, names: LabNames): Promise<void> => {
  await removeContainersOf(engine, names)
  await engine.removeNetwork(networkName(names))
}

export const removeContainersOf = async (engine: Engine, names: LabNames): Promise<void> => {
  const containers = await engine.listContainers(`${LABEL.lab}=${names.labId}`)
  const results = await Promise.allSettled(
    containers.map(container => engine.removeContainer(container.id)),
  )
  const failed = results.find(result => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}
