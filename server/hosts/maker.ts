import { bareDebian, type Debootstrap } from './bare-debian.ts'
import { buildPackages, buildRole, type Teller, type Workshop } from './build.ts'
import type { Inputs } from './inputs.ts'
import { BASE, type ImagePlan, PROBE, STAGES } from './plan.ts'

/** Makes one image from what it needs, which must be there. Rejects with AppError. */
export type Maker = (plan: ImagePlan, teller: Teller) => Promise<void>

/** Whether a plan is a role's: those are made from the base. */
export const isRole = (plan: ImagePlan): boolean => plan.name !== BASE && plan.name !== PROBE

export const createMaker = (
  shop: Workshop,
  { base, probe, control, plans }: Inputs,
  debootstrap: Debootstrap,
  signal: AbortSignal,
): Maker => {
  /** Base and probe begin with the same bare Debian: whoever comes second waits for the first. */
  let bareUnderWay: Promise<string> | null = null

  const bare = (onOutput: (text: string) => void): Promise<string> => {
    const deps = { engine: shop.engine, debootstrap }
    bareUnderWay ??= bareDebian(deps, plans.bare, onOutput, signal).finally(() => {
      bareUnderWay = null
    })
    return bareUnderWay
  }

  return async (plan, teller) => {
    if (isRole(plan)) return buildRole(shop, plan, plans.base.tag, control.tree, teller)
    teller.enter(STAGES.bare)
    const image = await bare(teller.output)
    const [tree, stage] = plan.name === BASE ? [base, STAGES.base] : [probe, STAGES.probe]
    await buildPackages(shop, plan, image, tree, stage, teller)
  }
}
