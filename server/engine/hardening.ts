import type { ContainerCreateOptions, HostConfig } from 'dockerode'
import type { ContainerSpec, EngineInfo, Limits } from './port.ts'
import type { Recipe } from './recipes.ts'

/** What systemd, sshd, sudo and the daemons of the estate need; measured in ENGINE.md. */
const HOST_CAPABILITIES = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'NET_BIND_SERVICE',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]

/**
 * The resolver that the engine's own DNS would ask about outside names. Nothing of ours listens
 * there (it is the host's own loopback), so such a question never leaves. The engine answers it
 * with silence, hence one short attempt: 1 s to "not found" in place of 20. No search domains of
 * the machine's either.
 */
const NO_WAY_OUT: HostConfig = {
  Dns: ['127.0.0.1'],
  DnsOptions: ['timeout:1', 'attempts:1'],
  DnsSearch: ['.'],
}

const DOMAIN = 'lab.test'

const limitsOf = (limits: Limits, recipe: Recipe): HostConfig => ({
  Memory: limits.memoryBytes,
  // Equal to Memory: no swap beyond it.
  MemorySwap: limits.memoryBytes,
  NanoCpus: Math.round(limits.cpus * 1e9),
  PidsLimit: limits.pids,
  Ulimits: [
    { Name: 'core', Soft: 0, Hard: 0 },
    { Name: 'nofile', Soft: 4096, Hard: 8192 },
    // Podman's default is refused on machines whose own limit is lower. On Docker none is set: it
    // counts a user's processes over all containers, and PidsLimit is there.
    ...(recipe.name === 'podman' ? [{ Name: 'nproc', Soft: 8192, Hard: 8192 }] : []),
  ],
  ShmSize: 16 * 1024 * 1024,
  LogConfig: { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '1' } },
})

const systemdMounts = (limits: Limits): Record<string, string> => ({
  '/run': `rw,nosuid,nodev,mode=755,size=${limits.tmpfsBytes}`,
  '/run/lock': 'rw,nosuid,nodev,noexec,mode=1777,size=5242880',
  '/tmp': `rw,exec,nosuid,nodev,mode=1777,size=${limits.tmpfsBytes}`,
})

const cgroupOf = (recipe: Recipe): HostConfig => {
  switch (recipe.name) {
    case 'podman':
      return {}
    case 'docker-v2-writable':
      return {
        CgroupParent: recipe.parent,
        SecurityOpt: ['writable-cgroups=true'],
        ...privateCgroups,
      }
    default:
      return { CgroupParent: recipe.parent, Binds: [recipe.bind], ...privateCgroups }
  }
}

// @types/dockerode does not know the field.
const privateCgroups = { CgroupnsMode: 'private' } as HostConfig

const networkOf = (spec: ContainerSpec, recipe: Recipe): HostConfig => ({
  NetworkMode: spec.network ?? 'bridge',
  // Podman's DNS knows that an internal network has no outside; Docker's has to be told.
  ...(spec.network !== null && recipe.name !== 'podman' && NO_WAY_OUT),
})

/**
 * All that is ever asked of an engine about a container; nothing a client sends gets here but
 * through the closed set of ContainerSpec. Never privileged, never with the engine's socket.
 */
export const createOptions = (
  spec: ContainerSpec,
  recipe: Recipe,
  engine: Pick<EngineInfo, 'userns'>,
): ContainerCreateOptions => {
  const common: ContainerCreateOptions = {
    name: spec.name,
    Image: spec.image,
    Hostname: spec.hostname,
    // The kernel lets nobody set it from within a user namespace.
    ...(spec.network !== null && !engine.userns && { Domainname: DOMAIN }),
    Labels: { ...spec.labels },
    ...(spec.network !== null && {
      NetworkingConfig: { EndpointsConfig: { [spec.network]: { Aliases: [...spec.aliases] } } },
    }),
  }
  return { ...common, ...ofKind(spec, recipe) }
}

const ofKind = (spec: ContainerSpec, recipe: Recipe): ContainerCreateOptions => {
  switch (spec.kind) {
    case 'probe':
      return probe(spec, recipe)
    case 'bare':
      return bare(spec, recipe)
    case 'host':
    case 'build':
      return systemdHost(spec, recipe)
  }
}

const systemdHost = (spec: ContainerSpec, recipe: Recipe): ContainerCreateOptions => ({
  Cmd: ['/lib/systemd/systemd'],
  Env: ['container=docker'],
  Tty: true,
  StopSignal: 'SIGRTMIN+3',
  StopTimeout: 10,
  HostConfig: {
    ...limitsOf(spec.limits, recipe),
    ...networkOf(spec, recipe),
    ...cgroupOf(recipe),
    CapDrop: ['ALL'],
    CapAdd: HOST_CAPABILITIES,
    Tmpfs: systemdMounts(spec.limits),
  },
})

/** A probe looks at a lab from outside: no systemd, no capability, nothing to write but /tmp. */
const probe = (spec: ContainerSpec, recipe: Recipe): ContainerCreateOptions => ({
  Cmd: ['sleep', 'infinity'],
  StopSignal: 'SIGKILL',
  HostConfig: {
    ...limitsOf(spec.limits, recipe),
    ...networkOf(spec, recipe),
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    ReadonlyRootfs: true,
    Tmpfs: { '/tmp': `rw,noexec,nosuid,nodev,mode=1777,size=${spec.limits.tmpfsBytes}` },
  },
})

/** A system without an init, that packages are installed into to make the first images. */
const bare = (spec: ContainerSpec, recipe: Recipe): ContainerCreateOptions => ({
  Cmd: ['sleep', 'infinity'],
  StopSignal: 'SIGKILL',
  HostConfig: {
    ...limitsOf(spec.limits, recipe),
    ...networkOf(spec, recipe),
    CapDrop: ['ALL'],
    CapAdd: HOST_CAPABILITIES,
  },
})
