import type { Disposable } from '../kernel/disposable.ts'
import type { Principal } from '../kernel/roles.ts'
import type { Schedule } from '../kernel/schedule.ts'
import { may } from '../people/permissions.ts'
import type { Addressed } from './from-facts.ts'
import { Outbox } from './outbox.ts'
import type { Notice } from './view.ts'

/**
 * One action of a member makes several facts within a few milliseconds; waiting this long sends
 * them as one, and is below what a person notices.
 */
const GATHER = 40

/** Where a subscriber's notices go. Each resolves when the reader has taken it. */
export type Writer = {
  notice(notice: Notice): Promise<unknown>
  /** A comment: keeps proxies from closing an idle stream. */
  beat(): Promise<unknown>
}

/** One open stream: one browser's tab. */
export class Subscriber implements Disposable {
  /** Resolves when the stream is to end. */
  readonly ended: Promise<void>
  principal: Principal
  readonly #outbox = new Outbox()
  readonly #writer: Writer
  readonly #schedule: Schedule
  #end: () => void = () => {}
  #timer: Disposable | null = null
  #writing = false
  #disposed = false

  constructor(principal: Principal, writer: Writer, schedule: Schedule) {
    this.principal = principal
    this.#writer = writer
    this.#schedule = schedule
    this.ended = new Promise(resolve => {
      this.#end = resolve
    })
  }

  /** Sends it on, soon, if it is for this member. */
  offer({ notice, permission, ownerId }: Addressed): void {
    if (this.#disposed || !may(this.principal, permission, ownerId ?? undefined)) return
    this.#outbox.add(notice)
    this.#wake()
  }

  beat(): void {
    if (!this.#writing && !this.#disposed) void this.#write(() => this.#writer.beat())
  }

  dispose(): void {
    this.#disposed = true
    this.#timer?.dispose()
    this.#end()
  }

  #wake(): void {
    if (this.#timer !== null || this.#writing || this.#disposed) return
    this.#timer = this.#schedule(GATHER, () => {
      this.#timer = null
      void this.#write(() => this.#flush())
    })
  }

  async #flush(): Promise<void> {
    for (const notice of this.#outbox.take()) {
      if (this.#disposed) return
      await this.#writer.notice(notice)
    }
  }

  /** One write at a time; what comes meanwhile gathers in the outbox. */
  async #write(run: () => Promise<unknown>): Promise<void> {
    this.#writing = true
    try {
      await run()
    } catch {
      // The reader is gone; its stream's own end tells the rest.
      this.dispose()
    } finally {
      this.#writing = false
    }
    if (!this.#outbox.isEmpty) this.#wake()
  }
}
