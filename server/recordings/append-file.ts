import type { Disposable } from '../kernel/disposable.ts'
import type { Schedule } from '../kernel/schedule.ts'
import type { Chain, Link } from './chain.ts'

/** Lines are gathered this long before they are written: one system call for many. */
const WRITE_MS = 10

/** After a crash of the machine, so much is missing at most. In milliseconds. */
const SYNC_MS = 250

/** A line is signed within so much. In milliseconds. */
const SIGN_MS = 10_000

/** A checkpoint holds a mark of each line since the last: more than these would be a long line. */
const MAX_UNSIGNED = 4096

/** A batch of this size was a backlog worth telling of. */
const LARGE_BATCH_BYTES = 1024 * 1024

/** What is needed of `FileHandle`. */
export type AppendHandle = {
  stat(): Promise<{ size: number }>
  write(data: Uint8Array): Promise<{ bytesWritten: number }>
  datasync(): Promise<void>
  truncate(size: number): Promise<void>
  close(): Promise<void>
}

export type OpenForAppend = (path: string) => Promise<AppendHandle>

/** The chain that a file's lines belong to, and what signs it: returns the checkpoint's line. */
export type Seal = { readonly chain: Chain; readonly checkpoint: () => string }

type Options = {
  readonly path: string
  /** Bytes that the file holds already. */
  readonly size: number
  readonly open: OpenForAppend
  readonly schedule: Schedule
  /** Called once, when the disk refuses: from then on, what is appended is dropped. */
  readonly onFail: (error: unknown) => void
  /** Called when much had been waiting and is written now. */
  readonly onDrain?: () => void
  readonly seal?: Seal
}

/**
 * A file that only grows. Appending never waits and never throws: bytes are queued, written within
 * 10 ms and synced within 250 ms. When a write fails, the file is cut back to its last whole
 * batch, which ends a line.
 *
 * With a seal, lines are hashed when they are written, not when they are appended, and checkpoints
 * follow them. Only what ends a batch is added, so that a `size` seen before still ends a line.
 */
export class AppendFile {
  readonly #options: Options
  #handle: AppendHandle | null = null
  #queue: Buffer[] = []
  #queued = 0
  #written: number
  #dirty = false
  #failed = false
  #work: Promise<void> = Promise.resolve()
  #writeTimer: Disposable | null = null
  #syncTimer: Disposable | null = null
  #signTimer: Disposable | null = null
  #signing = false
  #link: Link | null

  constructor(options: Options) {
    this.#options = options
    this.#written = options.size
    this.#link = options.seal?.chain.link ?? null
  }

  /** What the chain says of the bytes that are in the file; null without a seal. */
  get link(): Link | null {
    return this.#link
  }

  /** Bytes that are in the file. */
  get written(): number {
    return this.#written
  }

  /** Bytes that the file holds, or will once all is written. */
  get size(): number {
    return this.#written + this.#queued
  }

  get backlog(): number {
    return this.#queued
  }

  get failed(): boolean {
    return this.#failed
  }

  /** Whole lines, the newline included. */
  append(lines: string): void {
    if (this.#failed || lines === '') return
    const data = Buffer.from(lines)
    this.#queue.push(data)
    this.#queued += data.length
    this.#writeTimer ??= this.#options.schedule(WRITE_MS, () => this.flush())
    this.#syncTimer ??= this.#options.schedule(SYNC_MS, () => this.#sync())
    if (this.#options.seal) this.#signTimer ??= this.#options.schedule(SIGN_MS, () => this.#sign())
  }

  /** Resolves when all that was appended is in the file, or the disk refused it. */
  flush(): Promise<void> {
    this.#writeTimer?.dispose()
    this.#writeTimer = null
    return this.#then(() => this.#writeQueue())
  }

  /** Writes, signs, syncs and closes. What is appended after opens it again. */
  async close(): Promise<void> {
    await this.#sign()
    await this.#sync()
    await this.#then(async () => {
      await this.#handle?.close()
      this.#handle = null
    })
  }

  #sign(): Promise<void> {
    this.#signTimer?.dispose()
    this.#signTimer = null
    this.#signing = true
    this.#syncTimer ??= this.#options.schedule(SYNC_MS, () => this.#sync())
    return this.flush()
  }

  #sync(): Promise<void> {
    this.#syncTimer?.dispose()
    this.#syncTimer = null
    void this.flush()
    return this.#then(async () => {
      if (!this.#dirty) return
      this.#dirty = false
      await this.#handle?.datasync()
    })
  }

  /** One thing after the other; what fails ends the file. */
  #then(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(work).catch(error => this.#fail(error))
    return this.#work
  }

  async #writeQueue(): Promise<void> {
    // The chain is ahead of a file that the disk refused: signed now, it would not fit.
    if (this.#failed) return
    const signs = this.#signing && (this.#options.seal?.chain.unsigned ?? 0) > 0
    this.#signing = signs || (this.#signing && this.#queue.length > 0)
    if (this.#queue.length === 0 && !signs) return
    this.#handle ??= await this.#options.open(this.#options.path)
    const batch = this.#takeBatch()
    for (let at = 0; at < batch.length; ) {
      at += (await this.#handle.write(batch.subarray(at))).bytesWritten
    }
    this.#written += batch.length
    this.#queued -= batch.length
    this.#link = this.#options.seal?.chain.link ?? null
    this.#dirty = true
    if (batch.length >= LARGE_BATCH_BYTES) this.#options.onDrain?.()
  }

  /** At once, with the checkpoint: what is appended from now on comes after it. */
  #takeBatch(): Buffer {
    const lines = Buffer.concat(this.#queue)
    this.#queue = []
    const { seal } = this.#options
    if (seal === undefined) return lines
    seal.chain.addLines(lines)
    if (!this.#signing && seal.chain.unsigned < MAX_UNSIGNED) return lines
    this.#signing = false
    if (seal.chain.unsigned === 0) return lines
    const checkpoint = Buffer.from(seal.checkpoint())
    this.#queued += checkpoint.length
    return Buffer.concat([lines, checkpoint])
  }

  async #fail(error: unknown): Promise<void> {
    if (this.#failed) return
    this.#failed = true
    this.#queue = []
    this.#queued = 0
    for (const timer of [this.#writeTimer, this.#syncTimer, this.#signTimer]) timer?.dispose()
    // The disk may refuse this too; then the cut is made when the recording is repaired.
    await this.#handle?.truncate(this.#written).catch(() => {})
    this.#options.onFail(error)
  }
}
