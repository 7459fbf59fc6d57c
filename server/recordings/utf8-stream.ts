const NOTHING = Buffer.alloc(0)

/**
 * Decodes UTF-8 that comes in pieces cut anywhere. What is not UTF-8 becomes U+FFFD, as by the
 * WHATWG decoder; the bytes of a character that is not whole yet are held back, and counted.
 */
export class Utf8Stream {
  #held: Buffer = NOTHING

  /** Bytes given that no text has come from yet. */
  get heldBytes(): number {
    return this.#held.length
  }

  decode(bytes: Uint8Array): string {
    const given = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const all = this.#held.length === 0 ? given : Buffer.concat([this.#held, given])
    const whole = all.length - incompleteTail(all)
    this.#held = whole === all.length ? NOTHING : Buffer.from(all.subarray(whole))
    return all.toString('utf8', 0, whole)
  }

  /** The text of what is held, at the end of the stream. */
  end(): string {
    const text = this.#held.toString('utf8')
    this.#held = NOTHING
    return text
  }
}

/** How many bytes at the end begin a character that they do not complete: 0 to 3. */
export const incompleteTail = (bytes: Uint8Array): number => {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0
    const isContinuation = (byte & 0xc0) === 0x80
    if (!isContinuation) return sequenceLength(byte) > back ? back : 0
  }
  return 0
}

/** By its first byte: RFC 3629, section 4. */
const sequenceLength = (lead: number): number => {
  if (lead >= 0xf0 && lead <= 0xf4) return 4
  if (lead >= 0xe0 && lead <= 0xef) return 3
  return lead >= 0xc2 && lead <= 0xdf ? 2 : 1
}
