import { posix } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ContainerSpec, Engine, ExecSpec, Limits } from '../engine/port.ts'
import { AppError } from '../kernel/app-error.ts'
import type { Clock } from '../kernel/clock.ts'
import { newId } from '../kernel/ids.ts'
import type { Random } from '../kernel/random.ts'
import { failureOf } from './failure.ts'
import { type ImagePlan, STAGES, type Stage } from './plan.ts'
import { ENVIRONMENT, type PuppetRun, puppetRun } from './puppet.ts'
import { packTar } from './tar.ts'
import type { Tree } from './tree.ts'

/** Build containers carry the image's name under this label, images that were built as well. */
export const IMAGE_LABEL = 'hatchery.image'
/** Who makes it, as `<machine>/<process id>`: only that machine takes the leftovers away. */
const BUILDER_LABEL = 'hatchery.builder'
/** Of build containers, and of no others. */
const NAME_PREFIX = 'hatchery-build-'

export type Workshop = {
  readonly engine: Engine
  readonly clock: Clock
  readonly random: Random
  /** Name of this machine and id of this process. */
  readonly machine: string
  readonly pid: number
  /** Of a build container. */
  readonly limits: Limits
  /** images/clean.sh */
  readonly clean: string
}

/** Where a build says what it is doing. */
export type Teller = {
  enter(stage: Stage): void
  output(text: string): void
}

/** Milliseconds a package installation may take: a slow mirror, not a hung one. */
const PACKAGES_TIMEOUT = 15 * 60_000
const BOOT_TIMEOUT = 60_000

/** Every command of a build: in the container as root, its failure an AppError with its words. */
const runner =
  ({ engine }: Workshop, id: string, teller: Teller) =>
  async (doing: string, spec: ExecSpec): Promise<void> => {
    const { exitCode, stdout, stderr, timedOut } = await engine.exec(id, {
      timeout: PACKAGES_TIMEOUT,
      onOutput: teller.output,
      ...spec,
    })
    if (timedOut) {
      throw new AppError('image-failed', 504, `It took too long and was stopped (while ${doing}).`)
    }
    if (exitCode !== 0) throw failureOf(doing, stdout + stderr)
  }

type Run = ReturnType<typeof runner>

/** Starts a container, works on it, saves it under the plan's tag; it is gone afterwards. */
const makeImage = async (
  shop: Workshop,
  plan: ImagePlan,
  of: { readonly kind: ContainerSpec['kind']; readonly image: string; readonly hostname: string },
  teller: Teller,
  work: (id: string, run: Run) => Promise<void>,
): Promise<void> => {
  const { engine } = shop
  const name = `${NAME_PREFIX}${plan.name}-${newId(shop.random)}`
  const labels = { [IMAGE_LABEL]: plan.name }
  try {
    const id = await engine.runContainer({
      ...of,
      name,
      network: null,
      aliases: [],
      labels: { ...labels, [BUILDER_LABEL]: builderOf(shop) },
      limits: shop.limits,
    })
    const run = runner(shop, id, teller)
    await work(id, run)
    teller.enter(STAGES.save)
    await run(`cleaning ${plan.name}`, { command: ['/bin/sh', '-s'], stdin: shop.clean })
    await engine.stopContainer(id)
    // An image inherits the labels of its container, and hosts those of their image.
    await engine.commit(id, plan.tag, { ...labels, [BUILDER_LABEL]: '' })
  } finally {
    await engine.removeContainer(name)
  }
}

/** A bare Debian plus the packages and files of `tree`, by its own `install.sh`. */
export const buildPackages = (
  shop: Workshop,
  plan: ImagePlan,
  bare: string,
  tree: Tree,
  stage: Stage,
  teller: Teller,
): Promise<void> => {
  const of = { kind: 'bare', image: bare, hostname: plan.name } as const
  return makeImage(shop, plan, of, teller, async (id, run) => {
    teller.enter(stage)
    await shop.engine.putArchive(id, '/tmp', packTar(tree, 'hatchery'))
    await run(`installing packages for ${plan.name}`, { command: ['/tmp/hatchery/install.sh'] })
  })
}

/** The base, booted, made into a role by Puppet, with the proof that Puppet then rests. */
export const buildRole = (
  shop: Workshop,
  plan: ImagePlan,
  base: string,
  control: Tree,
  teller: Teller,
): Promise<void> => {
  const role = plan.name
  // The name of the first host of a role; nothing in a catalog may depend on it.
  const of = { kind: 'build', image: base, hostname: `${role}01` } as const
  return makeImage(shop, plan, of, teller, async (id, run) => {
    teller.enter(STAGES.boot)
    await booted(shop, id)
    await shop.engine.putArchive(id, '/etc', packTar(control, posix.relative('/etc', ENVIRONMENT)))
    await shop.engine.putArchive(id, '/etc', packTar(roleFact(role), 'facter/facts.d'))

    teller.enter(STAGES.lists)
    await run('reading the lists of packages', { command: ['apt-get', '-q', 'update'] })

    teller.enter(STAGES.apply)
    const first = await apply(shop, id, teller)
    if (first.outcome === 'failed') throw puppetFailed(role, first)

    teller.enter(STAGES.prove)
    const second = await apply(shop, id, teller)
    if (second.outcome !== 'unchanged') throw notAtRest(role, second)
    await noFailedUnits(shop, id, role)
  })
}

const roleFact = (role: string): Tree => [
  {
    kind: 'file',
    path: 'hatchery.yaml',
    executable: false,
    bytes: Buffer.from(`hatchery_role: ${role}\n`),
  },
]

const apply = async (shop: Workshop, id: string, teller: Teller): Promise<PuppetRun> => {
  const run = await puppetRun(spec => shop.engine.exec(id, spec), {
    timeout: PACKAGES_TIMEOUT,
    onOutput: teller.output,
  })
  if (!run.ok) throw run.error
  return run.value
}

const puppetFailed = (role: string, run: PuppetRun): AppError => {
  const failure = failureOf(`applying role::${role}`, run.problems.join('\n') || run.output)
  const failed = run.resources.filter(resource => resource.outcome === 'failed')
  if (failure.code !== 'image-failed' || failed.length === 0) return failure
  const list = failed.map(({ name, declared, events }) => {
    const where = declared === null ? '' : ` (${declared})`
    return `${name}${where}: ${events[0]?.message ?? 'it failed to restart'}`
  })
  return new AppError('image-failed', 500, `Puppet failed on role::${role}: ${list.join('; ')}.`)
}

const notAtRest = (role: string, run: PuppetRun): AppError => {
  const list = run.resources.map(({ name, declared }) =>
    declared === null ? name : `${name} (${declared})`,
  )
  return new AppError(
    'image-never-quiet',
    500,
    `A second run of Puppet on role::${role} still changed ${list.join(', ')}: make them rest, or drift could never be told from this.`,
  )
}

const noFailedUnits = async (shop: Workshop, id: string, role: string): Promise<void> => {
  const { stdout } = await shop.engine.exec(id, {
    command: ['systemctl', 'list-units', '--failed', '--plain', '--no-legend', '--no-pager'],
  })
  const units = stdout.split('\n').flatMap(line => line.trim().split(/\s+/)[0] || [])
  if (units.length === 0) return
  throw new AppError(
    'image-failed',
    500,
    `On a host of role::${role} these units failed: ${units.join(', ')}.`,
  )
}

/** Waits until systemd has done its start; in its first moments it does not even answer. */
const booted = async ({ engine, clock }: Workshop, id: string): Promise<void> => {
  const until = clock.monotonic() + BOOT_TIMEOUT
  for (;;) {
    const { stdout } = await engine.exec(id, { command: ['systemctl', 'is-system-running'] })
    const state = stdout.trim()
    if (state === 'running' || state === 'degraded') return
    if (clock.monotonic() > until) {
      throw new AppError(
        'image-failed',
        504,
        `systemd was still "${state}" after ${BOOT_TIMEOUT / 1000} s on the build host.`,
      )
    }
    await sleep(100)
  }
}

const builderOf = ({ machine, pid }: Workshop): string => `${machine}/${pid}`

/**
 * Removes build containers of this machine: `own`, those of this process, to stop its builds;
 * `left`, those of others, which are dead when this process holds the build lock.
 */
export const sweepBuilds = async (shop: Workshop, which: 'own' | 'left'): Promise<void> => {
  for (const { id, name, labels } of await shop.engine.listContainers(BUILDER_LABEL)) {
    if (!name.startsWith(NAME_PREFIX)) continue
    const builder = labels[BUILDER_LABEL] ?? ''
    const own = builder === builderOf(shop)
    const ofMachine = builder.startsWith(`${shop.machine}/`)
    if (which === 'own' ? own : ofMachine && !own) await shop.engine.removeContainer(id)
  }
}
