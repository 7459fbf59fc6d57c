type State = 'ground' | 'escape' | 'charset' | 'intermediate' | 'csi' | 'string' | 'stringEscape'

const ESC = '\x1b'

/** Parameters longer than this belong to no sequence that is tracked here. */
const MAX_PARAMS = 64

const ALTERNATE = /^\?(?:.*;)?(47|1047|1049)(?:;|$)/

/**
 * Follows the escape sequences of a terminal's output, just enough to say whether a keyframe may
 * be taken here. addon-serialize 0.14 loses charsets, saved cursors, margins and tab stops, and a
 * half-received sequence is in nobody's screen. The states are those of the parser described at
 * https://vt100.net/emu/dec_ansi_parser, with the ones that don't matter here merged.
 */
export class SequenceTracker {
  #state: State = 'ground'
  #params = ''
  #charsets = new Map<string, string>()
  #shifted = false
  #margins = false
  #origin = false
  #alternate = false
  #savedCursor = false
  #tabStops = false

  feed(text: string): void {
    for (let i = 0; i < text.length; i++) {
      const char = text.charAt(i)
      // Plain text is nearly all there is: skip to the next control character.
      if (this.#state === 'ground' && char > '\x1b') continue
      this.#step(char)
    }
  }

  /** Nothing that a serialized screen would lose for certain. */
  get exact(): boolean {
    const charsets = [...this.#charsets.values()].some(set => set !== 'B')
    return (
      this.#state === 'ground' && !charsets && !this.#shifted && !this.#margins && !this.#origin
    )
  }

  /** A better place than most: nor is there anything that a later sequence could miss. */
  get calm(): boolean {
    return this.exact && !this.#alternate && !this.#savedCursor && !this.#tabStops
  }

  #step(char: string): void {
    if (char === '\x18' || char === '\x1a') this.#state = 'ground'
    else if (this.#state === 'string') this.#inString(char)
    else if (char === ESC) this.#state = 'escape'
    else if (this.#state === 'ground') this.#control(char)
    else if (this.#state === 'csi') this.#inCsi(char)
    else if (this.#state === 'charset') this.#designate(char)
    else if (this.#state === 'intermediate') this.#state = 'ground'
    else if (this.#state === 'stringEscape' && char === '\\') this.#state = 'ground'
    else this.#inEscape(char)
  }

  #inString(char: string): void {
    if (char === '\x07') this.#state = 'ground'
    else if (char === ESC) this.#state = 'stringEscape'
  }

  #control(char: string): void {
    if (char === '\x0e') this.#shifted = true
    else if (char === '\x0f') this.#shifted = false
  }

  #inEscape(char: string): void {
    this.#state = 'ground'
    this.#params = ''
    if (char === '[') this.#state = 'csi'
    else if (']PX^_'.includes(char)) this.#state = 'string'
    else if ('()*+'.includes(char)) {
      this.#state = 'charset'
      this.#params = char
    } else if (char >= ' ' && char <= '/') this.#state = 'intermediate'
    else if (char === '7') this.#savedCursor = true
    else if (char === '8') this.#savedCursor = false
    else if (char === 'H') this.#tabStops = true
    else if (char === 'c') this.#reset()
  }

  #designate(char: string): void {
    this.#charsets.set(this.#params, char)
    this.#state = 'ground'
  }

  #inCsi(char: string): void {
    if (char < ' ') return
    if (char < '@') {
      if (this.#params.length < MAX_PARAMS) this.#params += char
      return
    }
    this.#state = 'ground'
    const params = this.#params
    if (char === 'r' && !params.startsWith('?')) this.#margins = params !== '' && params !== ';'
    else if (char === 's' && params === '') this.#savedCursor = true
    else if (char === 'u' && params === '') this.#savedCursor = false
    else if (char === 'g') this.#tabStops = true
    else if (char === 'p' && params === '!') this.#reset()
    else if (char === 'h' || char === 'l') this.#mode(params, char === 'h')
  }

  #mode(params: string, on: boolean): void {
    if (ALTERNATE.test(params)) this.#alternate = on
    if (/^\?(?:.*;)?6(?:;|$)/.test(params)) this.#origin = on
  }

  #reset(): void {
    this.#charsets.clear()
    this.#shifted = false
    this.#margins = false
    this.#origin = false
    this.#alternate = false
    this.#savedCursor = false
    this.#tabStops = false
  }
}
