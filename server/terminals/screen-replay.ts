import { SerializeAddon } from '@xterm/addon-serialize'
import { Unicode11Addon } from '@xterm/addon-unicode11'
import { type ITerminalAddon, Terminal } from '@xterm/headless'
import { safeCut } from './safe-cut.ts'

/** Lines above the screen that a late viewer can scroll back to. */
const SCROLLBACK = 1000

/** A screen larger than this is sent without what is above it. In characters. */
const LARGE_SCREEN = 256 * 1024

export type ReplayedScreen = {
  readonly cols: number
  readonly rows: number
  readonly screen: string
}

/** What headless terminals take; the addons are typed for the browser's. */
const asAddon = (addon: unknown): ITerminalAddon => addon as ITerminalAddon

/** A terminal without a page, to which recorded output is replayed. */
export class ScreenReplay {
  readonly #term: Terminal
  readonly #serializer = new SerializeAddon()
  /** The beginning of an escape sequence whose rest has not come. */
  #carry = ''

  constructor({ cols, rows }: { cols: number; rows: number }) {
    this.#term = new Terminal({ cols, rows, scrollback: SCROLLBACK, allowProposedApi: true })
    this.#term.loadAddon(asAddon(this.#serializer))
    this.#term.loadAddon(asAddon(new Unicode11Addon()))
    this.#term.unicode.activeVersion = '11'
  }

  /** Bytes of output at the end that are not on the screen yet. */
  get heldBytes(): number {
    return Buffer.byteLength(this.#carry)
  }

  write(output: string): Promise<void> {
    const text = this.#carry + output
    const cut = safeCut(text)
    this.#carry = text.slice(cut)
    return new Promise(resolve => this.#term.write(text.slice(0, cut), resolve))
  }

  resize(cols: number, rows: number): void {
    this.#term.resize(cols, rows)
  }

  serialize(): ReplayedScreen {
    const { cols, rows } = this.#term
    const whole = this.#draw(SCROLLBACK)
    return { cols, rows, screen: whole.length > LARGE_SCREEN ? this.#draw(0) : whole }
  }

  dispose(): void {
    this.#term.dispose()
  }

  /** The addon moves the cursor by steps, which is one off after a full line: so it is put. */
  #draw(scrollback: number): string {
    const { cursorX, cursorY } = this.#term.buffer.active
    const column = Math.min(cursorX, this.#term.cols - 1) + 1
    return `${this.#serializer.serialize({ scrollback })}\x1b[${cursorY + 1};${column}H`
  }
}
