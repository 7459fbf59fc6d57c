const ESC = '\x1b'
const CAN = '\x18'
const SUB = '\x1a'
const BEL = '\x07'
const ST = '\x9c'

/** Unfinished for longer than this, it is no sequence but binary rubbish. In characters. */
const MAX_SEQUENCE = 4096

/** Clusters longer than this are no writing that a terminal could show. In UTF-16 units. */
const MAX_CLUSTER = 32

/** What bytes that are no UTF-8 became: how many they were can't be told any more. */
const REPLACEMENT = '\uFFFD'

const clusters = new Intl.Segmenter('und', { granularity: 'grapheme' })

/**
 * Where output may be cut so that a screen taken there, and then the rest, show the same as the
 * whole: before an escape sequence that is not whole yet, else before the last character, since
 * marks may follow that belong to it. `text` itself begins outside any sequence.
 */
export const safeCut = (text: string): number => {
  const cut = lastBeginning(text)
  return text.includes(REPLACEMENT, cut) ? text.length : cut
}

/** The grammar is that of https://vt100.net/emu/dec_ansi_parser, without 8-bit controls. */
const lastBeginning = (text: string): number => {
  let plain = 0
  for (let at = text.indexOf(ESC); at !== -1; at = text.indexOf(ESC, plain)) {
    const end = endOfSequence(text, at)
    if (end === null) return text.length - at > MAX_SEQUENCE ? text.length : at
    plain = end
  }
  return lastCluster(text, Math.max(plain, text.length - MAX_CLUSTER))
}

/** Where the last character of a text without sequences begins; its end after a control. */
const lastCluster = (text: string, from: number): number => {
  let last = ''
  for (const { segment } of clusters.segment(text.slice(from))) last = segment
  const isControl = last < ' '
  return text.length - (isControl ? 0 : last.length)
}

/** The index after the sequence that begins at `start`; null: it is not whole. */
const endOfSequence = (text: string, start: number): number | null => {
  const kind = text[start + 1]
  if (kind === undefined) return null
  if (kind === '[') return endOf(text, start + 2, isCsiFinal)
  if (kind === ']') return endOfString(text, start + 2, true)
  if ('PX^_'.includes(kind)) return endOfString(text, start + 2, false)
  return endOf(text, start + 1, isEscapeFinal)
}

const isCsiFinal = (char: string): boolean => char >= '@' && char <= '~'

const isEscapeFinal = (char: string): boolean => char >= '0' && char <= '~'

const isAbort = (char: string): boolean => char === CAN || char === SUB

const endOf = (text: string, from: number, isFinal: (char: string) => boolean): number | null => {
  for (let at = from; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (isFinal(char) || isAbort(char)) return at + 1
    // It breaks the sequence off and begins the next.
    if (char === ESC) return at
  }
  return null
}

/** OSC, and the strings of DCS, SOS, PM and APC; BEL ends an OSC alone. */
const endOfString = (text: string, from: number, isOsc: boolean): number | null => {
  for (let at = from; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (char === ST || isAbort(char) || (isOsc && char === BEL)) return at + 1
    if (char !== ESC) continue
    if (at + 1 === text.length) return null
    return text[at + 1] === '\\' ? at + 2 : at
  }
  return null
}
