import { createHash } from 'node:crypto'
import type { ControlRepo } from './control-repo.ts'
import { hashTree, type Tree } from './tree.ts'

/**
 * Goes up when the builder itself changes what ends up in an image; the files that go in count on
 * their own.
 */
const BUILDER = 1

export const BASE = 'base'
export const PROBE = 'probe'

/** Debian 12. */
export const SUITE = 'bookworm'

/** One stage of a build: what it is called on screen, and its usual milliseconds on two cores. */
export type Stage = { readonly words: string; readonly usualMs: number }

/** One image to have. `name` is `base`, `probe` or a role. */
export type ImagePlan = {
  readonly name: string
  /** `hatchery/<name>:<hash12>`, by the content of all that goes in. */
  readonly tag: string
  readonly stages: readonly Stage[]
}

export type ImagePlans = {
  /** The tag of the bare Debian that base and probe are made from. */
  readonly bare: string
  readonly base: ImagePlan
  readonly probe: ImagePlan
  readonly roles: readonly ImagePlan[]
}

/** Measured on two slow cores with Debian's mirror near; only their proportions matter. */
export const STAGES = {
  bare: { words: 'Making a bare Debian 12', usualMs: 20_000 },
  base: { words: 'Installing what every host has', usualMs: 25_000 },
  probe: { words: 'Installing the tools of checks', usualMs: 8_000 },
  boot: { words: 'Booting a host to build on', usualMs: 1_500 },
  lists: { words: 'Reading the lists of packages', usualMs: 3_000 },
  apply: { words: 'Applying the Puppet role', usualMs: 12_000 },
  prove: { words: 'Proving that a second run changes nothing', usualMs: 4_000 },
  save: { words: 'Saving the image', usualMs: 4_000 },
} as const satisfies Record<string, Stage>

const short = (...parts: string[]): string =>
  createHash('sha256')
    .update([String(BUILDER), ...parts].join('\n'))
    .digest('hex')
    .slice(0, 12)

/** Pure: the same files give the same tags on every machine. */
export const planImages = (inputs: {
  /** images/base and images/probe. */
  readonly base: Tree
  readonly probe: Tree
  /** images/clean.sh: runs last in every image. */
  readonly clean: string
  readonly control: ControlRepo
}): ImagePlans => {
  const bare = short(SUITE)
  const base = short(bare, inputs.clean, hashTree(inputs.base))
  const probe = short(bare, inputs.clean, hashTree(inputs.probe))
  const control = hashTree(inputs.control.tree)
  const { boot, lists, apply, prove, save } = STAGES
  return {
    bare: `hatchery/bare:${bare}`,
    base: { name: BASE, tag: `hatchery/base:${base}`, stages: [STAGES.bare, STAGES.base, save] },
    probe: {
      name: PROBE,
      tag: `hatchery/probe:${probe}`,
      stages: [STAGES.bare, STAGES.probe, save],
    },
    roles: inputs.control.roles.map(role => ({
      name: role,
      tag: `hatchery/${role}:${short(base, role, control)}`,
      stages: [boot, lists, apply, prove, save],
    })),
  }
}

/**
 * How far a build is, 0–1: the usual share of the stages behind it and, for the one under way, as
 * much of its share as its time has passed. A stage that takes longer than usual waits at nine
 * tenths of its share.
 */
export const progressOf = (stages: readonly Stage[], current: Stage, stageMs: number): number => {
  const total = stages.reduce((sum, stage) => sum + stage.usualMs, 0)
  const at = stages.indexOf(current)
  if (at < 0 || total === 0) return 0
  const behind = stages.slice(0, at).reduce((sum, stage) => sum + stage.usualMs, 0)
  const part = Math.min(0.9, Math.max(0, stageMs) / current.usualMs)
  return (behind + part * current.usualMs) / total
}
