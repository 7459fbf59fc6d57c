import { messageOf } from '../kernel/app-error.ts'
import type { Disposable } from '../kernel/disposable.ts'
import type { FactBus } from '../kernel/facts.ts'
import { type Schedule, systemSchedule } from '../kernel/schedule.ts'
import type { Engine, EngineStatus } from './port.ts'

/** Often enough that the page tells of a stopped engine before a member wonders. */
const EVERY = 5_000

export type EngineWatch = Disposable & {
  /** What was last seen; asking costs nothing. */
  status(): EngineStatus
  /** Asks the engine now. */
  look(): Promise<EngineStatus>
}

type Deps = {
  readonly engine: Pick<Engine, 'status'>
  readonly bus: FactBus
  readonly schedule?: Schedule
}

/** Asks the engine on a beat and publishes `engine.changed` when it goes or comes back. */
export const createEngineWatch = ({
  engine,
  bus,
  schedule = systemSchedule,
}: Deps): EngineWatch => {
  let last: EngineStatus = { ok: false, detail: 'The container engine has not been asked yet.' }
  let next: Disposable | null = null
  let disposed = false

  const look = async (): Promise<EngineStatus> => {
    const before = last
    last = await engine
      .status()
      .catch((error: unknown) => ({ ok: false, detail: messageOf(error) }) as const)
    if (before.ok !== last.ok) {
      const detail = last.ok ? `${last.info.kind} ${last.info.version} answers.` : last.detail
      bus.emit('engine.changed', { ok: last.ok, detail })
    }
    return last
  }

  const beat = async (): Promise<void> => {
    await look()
    if (!disposed) next = schedule(EVERY, () => void beat())
  }
  void beat()

  return {
    status: () => last,
    look,
    dispose() {
      disposed = true
      next?.dispose()
    },
  }
}
