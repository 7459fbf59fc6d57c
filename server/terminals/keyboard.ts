import type { Pty } from '../engine/port.ts'
import { InputLedger } from './input-ledger.ts'

/** Typed while a lost stream is being restored; past that, keys are not confirmed. */
const MAX_HELD_BYTES = 64 * 1024

/** Types into whatever PTY is connected, each input once; holds a little while there is none. */
export class Keyboard {
  readonly #ledger = new InputLedger()
  #pty: Pty | null = null
  #held: Uint8Array[] = []
  #heldBytes = 0

  connect(pty: Pty | null): void {
    this.#pty = pty
    if (pty === null) return
    for (const bytes of this.#held) pty.write(bytes)
    this.#held = []
    this.#heldBytes = 0
  }

  /** Whether the input may be confirmed: it took effect, now or earlier, or surely will. */
  type(client: string | object, id: number, bytes: Uint8Array): boolean {
    const full = this.#pty === null && this.#heldBytes + bytes.length > MAX_HELD_BYTES
    if (full) return false
    if (!this.#ledger.accept(client, id)) return true
    if (this.#pty === null) this.#hold(bytes)
    else this.#pty.write(bytes)
    return true
  }

  #hold(bytes: Uint8Array): void {
    this.#held.push(bytes.slice())
    this.#heldBytes += bytes.length
  }
}
