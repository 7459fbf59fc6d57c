export type PayloadFaults = { readonly lost: number; readonly duplicate: number }

/** What a terminal shows of `seq 1 LINES`. */
export const payload = (lines: number): Buffer => {
  const parts: Buffer[] = []
  for (let from = 1; from <= lines; from += 10_000) {
    const count = Math.min(10_000, lines - from + 1)
    const text = Array.from({ length: count }, (_, i) => `${from + i}\r\n`).join('')
    parts.push(Buffer.from(text))
  }
  return Buffer.concat(parts)
}

/** Bytes of lines that are missing, and of lines that came again or are garbled. */
export const comparePayload = (expected: Buffer, received: Buffer): PayloadFaults => {
  if (expected.equals(received)) return { lost: 0, duplicate: 0 }
  const missing = new Map<string, number>()
  for (const line of expected.toString('latin1').split('\r\n')) missing.set(line, 1)
  let duplicate = 0
  for (const line of received.toString('latin1').split('\r\n')) {
    if (!missing.delete(line)) duplicate += line.length + 2
  }
  const lost = [...missing.keys()].reduce((sum, line) => sum + line.length + 2, 0)
  return { lost, duplicate }
}
