import type { Logger } from 'pino'
import type { Clock } from '../kernel/clock.ts'
import type { FactBus, Facts } from '../kernel/facts.ts'
import { evidenceOf, TELLING } from './evidence.ts'
import type { People } from './service.ts'

export type EvidenceRecorder = {
  /** Resolves once everything heard so far is kept. */
  settled(): Promise<void>
  dispose(): void
}

type Deps = {
  readonly bus: FactBus
  readonly people: Pick<People, 'keep'>
  readonly clock: Clock
  readonly log: Logger
}

/** Turns facts into evidence on paths, and tells of it by `member.changed`. */
export const recordEvidence = ({ bus, people, clock, log }: Deps): EvidenceRecorder => {
  let last: Promise<void> = Promise.resolve()

  const hear = <K extends (typeof TELLING)[number]>(name: K) =>
    bus.on(name, (fact: Facts[K]) => {
      const evidence = evidenceOf(name, fact, clock.now())
      if (evidence === null) return
      last = last
        .then(() => people.keep(evidence))
        .then(() => bus.emit('member.changed', { memberId: evidence.member_id }))
        .catch((error: unknown) => log.error({ err: error, evidence }, 'evidence was not kept'))
    })

  const subscriptions = TELLING.map(hear)
  return {
    settled: () => last,
    dispose: () => {
      for (const subscription of subscriptions) subscription.dispose()
    },
  }
}
