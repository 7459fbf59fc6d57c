import { hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { z } from 'zod'
import type { SignatureVerdict, Signer, Verifier } from './keys.ts'

/**
 * The chain of hashes of one file of a recording: what makes a change to it show. Pure. This is
 * the format's source of truth.
 *
 * Every line is a link, the checkpoints among them; `line` is its bytes without the newline:
 *
 *     h_0 = SHA-256("hatchery-recording-chain-1\n" + recording id + "\n" + file)
 *     h_i = SHA-256(h_{i-1} || line_i)
 *
 * `file` is the path within the recording's folder: `events.ndjson`, `terminals/1.cast`. Within
 * 10 s of a line, and when the file is closed, a checkpoint follows, which asciicast v3 and our
 * journal take for a comment. On one line, its values shortened here:
 *
 *     # hatchery-checkpoint {"n":2,"head":"9f…e1","at":1767225600000,
 *       "key":"1b64fd3f9a0c2e77","marks":"aDx0bQqhX1U=","sig":"mZ…Dw=="}
 *
 * - `n`: lines before this one; `head`: h_n in hex; `at`: epoch milliseconds.
 * - `key`: the id of the key that signed, see keys.ts.
 * - `marks`: the CRC-32 (big endian, base64) of each line since the last checkpoint, that one
 *   included, so that each line but the last checkpoint has one. The hashes prove; the marks only
 *   say where: a CRC-32 tells every change of a single byte in a line.
 * - `sig`: Ed25519, base64, over UTF-8
 *   `hatchery-checkpoint-1\n<recording id>\n<file>\n<n>\n<head>\n<at>\n<marks>`.
 *
 * The checkpoint's own line is link n + 1. The last one is covered by the manifest's `head`, see
 * manifest.ts. The fields stand in this order without spaces; any other form is a changed line.
 *
 * The proof's limit: who holds the private key can sign anything, and what a killed server left
 * after its last checkpoint is signed as found when it starts again.
 */
export class Chain {
  readonly #id: string
  readonly #file: string
  #lines = 0
  #head: Buffer
  #marks: number[] = []
  #unsigned = 0

  constructor(id: string, file: string) {
    this.#id = id
    this.#file = file
    this.#head = hash('sha256', `hatchery-recording-chain-1\n${id}\n${file}`, 'buffer')
  }

  get link(): Link {
    return { lines: this.#lines, head: this.#head, marks: this.#marks.slice() }
  }

  /** Lines that no checkpoint covers yet. */
  get unsigned(): number {
    return this.#unsigned
  }

  /** The next line, without its newline; one of an earlier run too. */
  add(line: Uint8Array): void {
    this.#head = hash('sha256', Buffer.concat([this.#head, line]), 'buffer')
    this.#lines += 1
    if (isCheckpoint(line)) {
      this.#marks = []
      this.#unsigned = 0
    } else {
      this.#unsigned += 1
    }
    this.#marks.push(crc32(line))
  }

  /** Whole lines, each with its newline. */
  addLines(lines: Buffer): void {
    let start = 0
    for (let end = lines.indexOf(NEWLINE); end !== -1; end = lines.indexOf(NEWLINE, start)) {
      this.add(lines.subarray(start, end))
      start = end + 1
    }
  }

  /** Signs what there is, adds the checkpoint to the chain and returns it, newline included. */
  checkpoint(signer: Signer, at: number): string {
    const { lines: n, ...link } = writeLink(this.link)
    const claim = { n, head: link.head, at, key: signer.id, marks: link.marks }
    const text = writeCheckpoint({ ...claim, sig: signer.sign(signedText(this, claim)) })
    this.add(Buffer.from(text))
    return `${text}\n`
  }

  /** Whether a checkpoint was signed for this file, wherever it stands now. */
  judge(checkpoint: Checkpoint, verifier: Verifier): SignatureVerdict {
    return verifier.judge(signedText(this, checkpoint), checkpoint.sig, checkpoint.key)
  }

  /** What it is the chain of, as it is hashed and signed. */
  get name(): string {
    return `${this.#id}\n${this.#file}`
  }
}

/** How far a chain goes: lines, the hash of the last one, marks since the last checkpoint. */
export type Link = {
  readonly lines: number
  readonly head: Buffer
  readonly marks: readonly number[]
}

/** A link as a checkpoint and a manifest write it. */
export const writeLink = ({ lines, head, marks }: Link) => ({
  lines,
  head: head.toString('hex'),
  marks: writeMarks(marks),
})

export const NEWLINE = 0x0a

const PREFIX = Buffer.from('# hatchery-checkpoint ')

/** Where a checkpoint begins in a line: 0, or more where the newline before it is lost; or -1. */
export const checkpointAt = (line: Buffer): number => line.indexOf(PREFIX)

export const isCheckpoint = (line: Uint8Array): boolean =>
  line.length > PREFIX.length && PREFIX.equals(line.subarray(0, PREFIX.length))

export const hexHash = z.string().regex(/^[0-9a-f]{64}$/)

const checkpointSchema = z.strictObject({
  n: z.int().min(1),
  head: hexHash,
  at: z.int(),
  key: z.string(),
  marks: z.string(),
  sig: z.string(),
})

export type Checkpoint = z.infer<typeof checkpointSchema>

/** Null where it is not byte for byte what is written of these values. */
export const readCheckpoint = (line: Buffer): Checkpoint | null => {
  try {
    const value = checkpointSchema.parse(JSON.parse(line.toString('utf8', PREFIX.length)))
    return Buffer.from(writeCheckpoint(value)).equals(line) ? value : null
  } catch {
    return null
  }
}

const writeCheckpoint = ({ n, head, at, key, marks, sig }: Checkpoint): string =>
  `${PREFIX}${JSON.stringify({ n, head, at, key, marks, sig })}`

const signedText = (of: { name: string }, claim: Omit<Checkpoint, 'key' | 'sig'>): string =>
  ['hatchery-checkpoint-1', of.name, claim.n, claim.head, claim.at, claim.marks].join('\n')

export const readMarks = (text: string): number[] => {
  const bytes = Buffer.from(text, 'base64')
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) => bytes.readUInt32BE(i * 4))
}

const writeMarks = (marks: readonly number[]): string => {
  const bytes = Buffer.alloc(marks.length * 4)
  for (const [i, mark] of marks.entries()) bytes.writeUInt32BE(mark, i * 4)
  return bytes.toString('base64')
}
