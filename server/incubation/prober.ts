import type { Clock } from '../kernel/clock.ts'
import type { Disposable } from '../kernel/disposable.ts'
import type { LabAccess } from '../labs/port.ts'
import { OUTSIDE } from '../labs/port.ts'
import { type ProbeResult, type ProbeSpec, probeCommand, readProbe } from './http-probe.ts'

type Watch = {
  readonly id: string
  readonly spec: ProbeSpec
  /** null while the lab is not there: the beat goes on, nothing is counted. */
  access(): LabAccess | null
}

type ProberDeps = {
  readonly clock: Clock
  readonly onResult: (id: string, at: number, result: ProbeResult) => Promise<void>
  readonly onError: (id: string, error: unknown) => void
}

export type Prober = Disposable & {
  watch(watch: Watch): void
  unwatch(id: string): void
}

/**
 * Probes each watched service on its beat, one probe at a time a service; a slow answer delays
 * only its own next beat.
 */
export const createProber = (deps: ProberDeps): Prober => {
  const watches = new Map<string, { timer: NodeJS.Timeout | null }>()

  const probe = async (watch: Watch, isCurrent: () => boolean): Promise<void> => {
    const access = watch.access()
    if (access === null) return
    const at = deps.clock.now()
    const result = readProbe(watch.spec, await access.exec(OUTSIDE, probeCommand(watch.spec)))
    if (result !== null && isCurrent()) await deps.onResult(watch.id, at, result)
  }

  const unwatch = (id: string): void => {
    const timer = watches.get(id)?.timer
    if (timer) clearTimeout(timer)
    watches.delete(id)
  }

  return {
    watch(watch) {
      unwatch(watch.id)
      const state: { timer: NodeJS.Timeout | null } = { timer: null }
      watches.set(watch.id, state)
      const isCurrent = () => watches.get(watch.id) === state
      const beat = async () => {
        const began = deps.clock.monotonic()
        await probe(watch, isCurrent).catch(error => deps.onError(watch.id, error))
        if (!isCurrent()) return
        const spent = deps.clock.monotonic() - began
        state.timer = setTimeout(beat, Math.max(0, watch.spec.everyMs - spent))
      }
      void beat()
    },
    unwatch,
    dispose() {
      for (const id of [...watches.keys()]) unwatch(id)
    },
  }
}
