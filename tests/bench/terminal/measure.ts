import { setTimeout as sleep } from 'node:timers/promises'
import type { ByteStream } from './byte-stream.ts'
import { comparePayload, type PayloadFaults, payload } from './payload.ts'

/** A line that fits the screen, so that the shell only ever echoes the key. */
const KEYS_A_LINE = 40

/** A fast typist's pause is thirty times this; it only keeps echoes apart. In milliseconds. */
const PAUSE_MS = 4

const CLEAR_LINE = '\x15'
const KEY = 'k'

/** What the shell prints after the payload; the prompt that follows is shorter than 200 bytes. */
const END = 'END\r\n'

const bytesUntil = (stream: ByteStream, isEnough: (bytes: Uint8Array) => boolean) =>
  new Promise<void>(resolve => {
    stream.onBytes(bytes => {
      if (isEnough(bytes)) resolve()
    })
  })

/** Waits until the shell answers, so that nothing of its start is measured. */
export const settle = async (stream: ByteStream): Promise<void> => {
  const answered = waitFor(stream, 'ready-to-measure\r\n')
  stream.write("printf 'ready-%s\\n' to-measure\r")
  await answered
  await sleep(200)
}

const waitFor = (stream: ByteStream, text: string): Promise<void> => {
  let seen = ''
  return bytesUntil(stream, bytes => {
    seen = (seen + Buffer.from(bytes).toString('latin1')).slice(-200)
    return seen.includes(text)
  })
}

/** Milliseconds from each of `keys` keystrokes to its echo. */
export const measureEcho = async (stream: ByteStream, keys: number): Promise<number[]> => {
  const samples: number[] = []
  for (let n = 0; n < keys; n += 1) {
    const echoed = bytesUntil(stream, bytes => bytes.includes(KEY.charCodeAt(0)))
    const began = performance.now()
    stream.write(KEY)
    await echoed
    samples.push(performance.now() - began)
    await sleep(PAUSE_MS)
    if (n % KEYS_A_LINE === KEYS_A_LINE - 1) {
      stream.write(CLEAR_LINE)
      await sleep(50)
    }
  }
  stream.write(CLEAR_LINE)
  await sleep(50)
  return samples
}

export type Throughput = PayloadFaults & { readonly bytes: number; readonly ms: number }

/** Lets the shell print the payload of so many lines; every byte of it is compared. */
export const measureThroughput = async (stream: ByteStream, lines: number): Promise<Throughput> => {
  const chunks: Uint8Array[] = []
  let first = 0
  let last = 0
  let tail = ''
  const whole = new Promise<void>(resolve => {
    stream.onBytes(bytes => {
      last = performance.now()
      if (chunks.length === 0) first = last
      chunks.push(Uint8Array.prototype.slice.call(bytes))
      const text = tail + Buffer.from(bytes.subarray(-200)).toString('latin1')
      tail = text.slice(-END.length)
      if (text.includes(END)) resolve()
    })
  })
  const began = performance.now()
  stream.write(`printf 'BEG''IN\\n'; seq 1 ${lines}; printf 'EN''D\\n'\r`)
  await whole
  const expected = payload(lines)
  const all = Buffer.concat(chunks)
  const start = all.indexOf('BEGIN\r\n') + 7
  const received = all.subarray(start, all.lastIndexOf(END))
  return {
    ...comparePayload(expected, received),
    bytes: received.length,
    ms: last - Math.min(began, first),
  }
}
