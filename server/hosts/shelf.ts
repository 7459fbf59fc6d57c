import type { Clock } from '../kernel/clock.ts'
import type { FactBus } from '../kernel/facts.ts'
import type { Teller } from './build.ts'
import type { ImagePlan } from './plan.ts'
import { type Slot, viewOf } from './slot.ts'
import type { ImageView } from './view.ts'

/** What is known of every image, told on the bus as it changes. */
export type Shelf = {
  slotOf(plan: ImagePlan): Slot
  put(plan: ImagePlan, slot: Slot): void
  /** For one build: `building` by its stages, from now on. */
  tellerFor(plan: ImagePlan): Teller & { tookMs(): number }
  view(plan: ImagePlan): ImageView
}

/** Milliseconds between two facts about the same stage: progress moves with time alone. */
const BETWEEN_FACTS = 1_000

export const createShelf = (deps: {
  readonly clock: Clock
  readonly bus: FactBus
  readonly onStage: (plan: ImagePlan, words: string) => void
}): Shelf => {
  const { clock, bus, onStage } = deps
  const slots = new Map<string, Slot>()
  const told = new Map<string, number>()

  const tell = (plan: ImagePlan) => {
    told.set(plan.name, clock.monotonic())
    bus.emit('images.changed', { role: plan.name })
  }

  const slotOf = (plan: ImagePlan): Slot =>
    slots.get(plan.name) ?? { state: 'waiting', why: 'Not looked for yet' }

  const put = (plan: ImagePlan, slot: Slot) => {
    slots.set(plan.name, slot)
    tell(plan)
  }

  return {
    slotOf,
    put,
    view: plan => viewOf(plan, slotOf(plan), clock.monotonic()),
    tellerFor(plan) {
      const began = clock.monotonic()
      return {
        tookMs: () => clock.monotonic() - began,
        enter(stage) {
          put(plan, { state: 'building', stage, began, stageBegan: clock.monotonic() })
          onStage(plan, stage.words)
        },
        output() {
          if (clock.monotonic() - (told.get(plan.name) ?? 0) >= BETWEEN_FACTS) tell(plan)
        },
      }
    },
  }
}
