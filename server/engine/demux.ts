/** Docker's frames: one byte of stream (1 stdout, 2 stderr), three zeros, length, payload. */
const HEADER = 8

export type Stream = 'stdout' | 'stderr'

/**
 * Takes apart the stream of an exec without a TTY, whatever the borders of its chunks. Payload is
 * handed on in pieces as it comes and never gathered, so a large frame costs no memory.
 *
 * Source of the format: Docker Engine API, "Attach to a container", stream format.
 */
export const createDemuxer = (onPayload: (stream: Stream, bytes: Uint8Array) => void) => {
  const header = new Uint8Array(HEADER)
  let filled = 0
  let left = 0
  let stream: Stream = 'stdout'

  return (chunk: Uint8Array): void => {
    let at = 0
    while (at < chunk.length) {
      if (left > 0) {
        const end = Math.min(chunk.length, at + left)
        onPayload(stream, chunk.subarray(at, end))
        left -= end - at
        at = end
        continue
      }
      const take = Math.min(HEADER - filled, chunk.length - at)
      header.set(chunk.subarray(at, at + take), filled)
      filled += take
      at += take
      if (filled < HEADER) return
      filled = 0
      stream = header[0] === 2 ? 'stderr' : 'stdout'
      left = new DataView(header.buffer).getUint32(4)
    }
  }
}

/** Keeps the first `max` bytes of a stream, drops the rest, and says whether it did. */
export const createCollector = (max: number) => {
  const kept: Uint8Array[] = []
  let size = 0
  let truncated = false
  return {
    add(bytes: Uint8Array): void {
      const room = max - size
      if (bytes.length > room) truncated = true
      if (room <= 0) return
      const piece = bytes.subarray(0, room)
      kept.push(piece)
      size += piece.length
    },
    text: (): string => Buffer.concat(kept).toString('utf8'),
    isTruncated: (): boolean => truncated,
  }
}
