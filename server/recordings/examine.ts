import { crc32 } from 'node:zlib'
import { Chain, type Checkpoint, checkpointAt, readCheckpoint, readMarks } from './chain.ts'
import type { SignatureVerdict, Verifier } from './keys.ts'
import type { ManifestFile } from './manifest.ts'
import { type Difference, differences } from './mark-diff.ts'

/** What is wrong, where. `line` counts from 1 in the file as it is; null: the whole file. */
export type Fault = {
  readonly kind: Difference['kind'] | 'truncated' | 'missing' | 'unexpected' | 'wrong-key'
  /** Path within the folder; `.` for all of it. */
  readonly file: string
  readonly line: number | null
  /** One sentence. */
  readonly detail: string
}

/** Of no line: marks are not negative. */
const NO_MARK = -1

/** How a file ends: bytes after the last newline, and bytes in all. */
type End = { readonly rest: number; readonly bytes: number }

type Found = {
  readonly line: number
  /** null: it is not written as one is. */
  readonly checkpoint: Checkpoint | null
  readonly verdict: SignatureVerdict
  /** It says of the lines before it what they are. */
  readonly agrees: boolean
  readonly mark: number
}

export type FileFindings = {
  readonly faults: readonly Fault[]
  /** Lines that are proven to be as they were written; 0 when there is a fault. */
  readonly links: number
  readonly verdicts: readonly SignatureVerdict[]
}

/** Reads the lines of one file of a recording, then says what is wrong with them. Pure. */
export class Examination {
  readonly #chain: Chain
  readonly #file: string
  readonly #verifier: Verifier
  readonly #marks: number[] = []
  readonly #found: Found[] = []

  constructor(id: string, file: string, verifier: Verifier) {
    this.#chain = new Chain(id, file)
    this.#file = file
    this.#verifier = verifier
  }

  add(line: Buffer): void {
    const at = checkpointAt(line)
    if (at !== -1) this.#look(line.subarray(at), at > 0)
    this.#chain.add(line)
    this.#marks.push(crc32(line))
  }

  /**
   * `sealed` is the manifest's entry; null where there is no manifest that can be believed: then
   * lines after the last checkpoint are let pass.
   */
  finish(sealed: ManifestFile | null, { rest, bytes }: End): FileFindings {
    const verdicts = this.#found.map(found => found.verdict)
    const faults = this.#isIntact(sealed, rest) ? [] : this.#faults(sealed, { rest, bytes })
    const signed = this.#found.at(-1)?.line ?? 0
    const links = faults.length > 0 ? 0 : (sealed?.lines ?? signed)
    return { faults, links, verdicts }
  }

  /** One within a line tells what was there; screens may show some that are none of the file's. */
  #look(line: Buffer, isWithin: boolean): void {
    const { lines, head } = this.#chain.link
    const checkpoint = readCheckpoint(line)
    const agrees = checkpoint?.n === lines && checkpoint.head === head.toString('hex')
    const verdict = checkpoint === null ? 'changed' : this.#chain.judge(checkpoint, this.#verifier)
    if (isWithin && verdict !== 'fits') return
    this.#found.push({ line: lines + 1, checkpoint, verdict, agrees, mark: crc32(line) })
  }

  #isIntact(sealed: ManifestFile | null, rest: number): boolean {
    const { lines, head } = this.#chain.link
    return (
      this.#found.every(({ verdict, agrees }) => verdict === 'fits' && agrees) &&
      (sealed === null ||
        (rest === 0 && sealed.lines === lines && sealed.head === head.toString('hex')))
    )
  }

  #faults(sealed: ManifestFile | null, { rest, bytes }: End): Fault[] {
    const authentic = this.#found.filter(found => found.verdict === 'fits')
    const lastSigned = Math.max(0, ...authentic.map(({ checkpoint }) => (checkpoint?.n ?? 0) + 1))
    const expected = this.#expected(sealed, authentic, lastSigned)
    const actual = this.#actual(sealed, authentic.at(-1)?.line ?? 0, { rest, bytes })
    const faults = differences(expected, actual).map(one => this.#told(one))
    const faulty = new Set(faults.map(fault => fault.line))
    for (const { line, verdict } of this.#found) {
      if (verdict === 'fits' || faulty.has(line)) continue
      const detail = `The checkpoint in line ${line} is not as it was signed.`
      faults.push(this.#fault('changed', line, detail))
    }
    return faults.length > 0 ? faults : [this.#somewhere()]
  }

  /** The marks that lines were written with; undefined where no checkpoint tells any more. */
  #expected(sealed: ManifestFile | null, authentic: readonly Found[], lastSigned: number) {
    const expected = new Array<number | undefined>(sealed?.lines ?? lastSigned).fill(undefined)
    const put = (marks: readonly number[], end: number) => {
      for (const [i, mark] of marks.entries()) {
        const at = end - marks.length + i
        if (at >= 0 && at < expected.length) expected[at] = mark
      }
    }
    for (const { checkpoint, mark } of authentic) {
      if (checkpoint === null) continue
      put(readMarks(checkpoint.marks), checkpoint.n)
      put([mark], checkpoint.n + 1)
    }
    if (sealed !== null) put(readMarks(sealed.marks), sealed.lines)
    return expected
  }

  /** In a file that lost no byte, what follows the last newline is a line that was changed. */
  #actual(sealed: ManifestFile | null, signed: number, { rest, bytes }: End): number[] {
    if (sealed === null) return this.#marks.slice(0, signed)
    return rest > 0 && bytes >= sealed.bytes ? [...this.#marks, NO_MARK] : this.#marks
  }

  #told({ kind, line, detail }: Difference): Fault {
    return this.#fault(kind, line, detail)
  }

  /** The hashes differ where the marks do not tell: made to fit, or their checkpoint is gone. */
  #somewhere(): Fault {
    const bad = this.#found.find(found => !found.agrees)?.line ?? this.#chain.link.lines
    const good = this.#found.filter(found => found.agrees && found.line < bad).at(-1)?.line ?? 0
    const detail = `Something was changed in lines ${good + 1} to ${bad}.`
    return this.#fault('changed', good + 1, detail)
  }

  #fault(kind: Fault['kind'], line: number | null, detail: string): Fault {
    return { kind, file: this.#file, line, detail }
  }
}
