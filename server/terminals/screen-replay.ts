import type { ITerminalAddon } from '@xterm/headless'
import { safeCut } from './safe-cut.ts'
import { SerializeAddon, Terminal, Unicode11Addon } from './xterm-headless.ts'

/** Lines above the screen that a late viewer can scroll back to. */
const SCROLLBACK = 1000

/** A screen larger than this is sent without what is above it. In characters. */
const LARGE_SCREEN = 256 * 1024

/** What a replay comes to, and how one begins. */
export type ReplayedScreen = {
  readonly cols: number
  readonly rows: number
  /** Escape sequences that draw it on a fresh terminal. */
  readonly screen: string
  /** Output that is not on the screen yet, since what follows may belong to it. */
  readonly carry: string
}

/** The addons are typed for the browser's terminal; they use only what both have. */
const asAddon = (addon: unknown): ITerminalAddon => addon as ITerminalAddon

const newTerminal = (cols: number, rows: number) => {
  const term = new Terminal({ cols, rows, scrollback: SCROLLBACK, allowProposedApi: true })
  const serializer = new SerializeAddon()
  term.loadAddon(asAddon(serializer))
  term.loadAddon(asAddon(new Unicode11Addon()))
  term.unicode.activeVersion = '11'
  return { term, serializer }
}

/** A terminal without a page, to which recorded output is replayed. */
export class ScreenReplay {
  readonly #term: ReturnType<typeof newTerminal>['term']
  readonly #serializer: ReturnType<typeof newTerminal>['serializer']
  #carry = ''

  constructor({ cols, rows }: { cols: number; rows: number }) {
    const { term, serializer } = newTerminal(cols, rows)
    this.#term = term
    this.#serializer = serializer
  }

  static async from(known: ReplayedScreen): Promise<ScreenReplay> {
    const replay = new ScreenReplay(known)
    await replay.#draw(known.screen)
    replay.#carry = known.carry
    return replay
  }

  write(output: string): Promise<void> {
    const text = this.#carry + output
    const cut = safeCut(text)
    this.#carry = text.slice(cut)
    return this.#draw(text.slice(0, cut))
  }

  /** A character that was held back was on the screen before the change. */
  async resize(cols: number, rows: number): Promise<void> {
    if (!this.#carry.startsWith('\x1b')) {
      await this.#draw(this.#carry)
      this.#carry = ''
    }
    this.#term.resize(cols, rows)
  }

  result(): ReplayedScreen {
    const { cols, rows } = this.#term
    const whole = this.#serialize(SCROLLBACK)
    const screen = whole.length > LARGE_SCREEN ? this.#serialize(0) : whole
    return { cols, rows, screen, carry: this.#carry }
  }

  dispose(): void {
    this.#term.dispose()
  }

  #draw(text: string): Promise<void> {
    return new Promise(resolve => this.#term.write(text, resolve))
  }

  /**
   * The addon moves the cursor by steps, which is one off after a full line, so it is put; but not
   * while the next character is about to wrap: putting it would end that.
   */
  #serialize(scrollback: number): string {
    const drawn = this.#serializer.serialize({ scrollback })
    const { cursorX, cursorY } = this.#term.buffer.active
    const isWrapping = cursorX >= this.#term.cols
    return isWrapping ? drawn : `${drawn}\x1b[${cursorY + 1};${cursorX + 1}H`
  }
}
