import type Docker from 'dockerode'
import { within } from './patience.ts'
import type { EngineInfo } from './port.ts'
import type { EngineFacts } from './recipes.ts'

/** The fields of `GET /info` and `GET /version` that decide anything here. */
type Info = {
  readonly CgroupVersion?: string
  readonly CgroupDriver?: string
  readonly SecurityOptions?: readonly string[] | null
  readonly DockerRootDir?: string
}
type Version = {
  readonly Version: string
  readonly Components?: readonly { readonly Name: string }[]
}

/** Under userns-remap Docker keeps its data in a folder named after the remapped ids. */
const remappedIds = (dataFolder: string): { uid: number; gid: number } => {
  const match = /\/(\d+)\.(\d+)$/.exec(dataFolder)
  return { uid: Number(match?.[1] ?? 0), gid: Number(match?.[2] ?? 0) }
}

export const readFacts = (version: Version, info: Info): EngineFacts => {
  const podman = version.Components?.some(one => one.Name.includes('Podman')) ?? false
  const ids = remappedIds(info.DockerRootDir ?? '')
  return {
    kind: podman ? 'podman' : 'docker',
    version: version.Version,
    cgroupVersion: info.CgroupVersion === '2' ? 2 : 1,
    cgroupDriver: info.CgroupDriver === 'systemd' ? 'systemd' : 'cgroupfs',
    userns: info.SecurityOptions?.some(one => /name=(userns|rootless)/.test(one)) ?? false,
    rootUid: ids.uid,
    rootGid: ids.gid,
  }
}

export const infoOf = (facts: EngineFacts): EngineInfo => ({
  kind: facts.kind,
  version: facts.version,
  cgroupVersion: facts.cgroupVersion,
  userns: facts.userns,
})

/** An engine that is there answers these two in a few milliseconds; a stuck one never. */
const PATIENCE = 5_000

export const askFacts = async (docker: Docker): Promise<EngineFacts> => {
  const [version, info] = await within(PATIENCE, Promise.all([docker.version(), docker.info()]))
  return readFacts(version as Version, info as Info)
}
