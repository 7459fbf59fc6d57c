import { conflict } from '../kernel/app-error.ts'

/** Open terminals of one lab at most: enough for anybody's hands, few enough for a host. */
export const MAX_TERMINALS = 8

/** Numbers and places for the terminals of each lab; a number is never given twice. */
export class Places {
  readonly #lastNumber: (labId: string) => Promise<number>
  readonly #numbers = new Map<string, Promise<number>>()
  readonly #taken = new Map<string, number>()

  constructor(lastNumber: (labId: string) => Promise<number>) {
    this.#lastNumber = lastNumber
  }

  /** Throws `terminal-limit` when the lab has no place left. */
  take(labId: string): void {
    const taken = this.#taken.get(labId) ?? 0
    if (taken >= MAX_TERMINALS) {
      throw conflict(
        'terminal-limit',
        `This lab has ${MAX_TERMINALS} open terminals. Close one, then open another.`,
      )
    }
    this.#taken.set(labId, taken + 1)
  }

  free(labId: string): void {
    const left = (this.#taken.get(labId) ?? 0) - 1
    if (left > 0) this.#taken.set(labId, left)
    else this.#taken.delete(labId)
  }

  nextNumber(labId: string): Promise<number> {
    const last = this.#numbers.get(labId) ?? this.#lastNumber(labId)
    const next = last.then(n => n + 1)
    this.#numbers.set(labId, next)
    next.catch(() => this.#numbers.delete(labId))
    return next
  }

  /** The lab is over. */
  forget(labId: string): void {
    this.#numbers.delete(labId)
  }
}
