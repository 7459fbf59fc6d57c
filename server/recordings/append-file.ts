import type { Disposable } from '../kernel/disposable.ts'
import type { Schedule } from '../kernel/schedule.ts'

/** Lines are gathered this long before they are written: one system call for many. */
const WRITE_MS = 10

/** After a crash of the machine, so much is missing at most. In milliseconds. */
const SYNC_MS = 250

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
}

/**
 * A file that only grows. Appending never waits and never throws: bytes are queued, written within
 * 10 ms and synced within 250 ms. When a write fails, the file is cut back to its last whole
 * batch, which ends a line.
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

  constructor(options: Options) {
    this.#options = options
    this.#written = options.size
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
  }

  /** Resolves when all that was appended is in the file, or the disk refused it. */
  flush(): Promise<void> {
    this.#writeTimer?.dispose()
    this.#writeTimer = null
    return this.#then(() => this.#writeQueue())
  }

  /** Writes, syncs and closes. The file may not be appended to after. */
  async close(): Promise<void> {
    await this.flush()
    await this.#sync()
    await this.#then(async () => {
      await this.#handle?.close()
      this.#handle = null
    })
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
    if (this.#queue.length === 0) return
    this.#handle ??= await this.#options.open(this.#options.path)
    const batch = Buffer.concat(this.#queue)
    this.#queue = []
    for (let at = 0; at < batch.length; ) {
      at += (await this.#handle.write(batch.subarray(at))).bytesWritten
    }
    this.#written += batch.length
    this.#queued -= batch.length
    this.#dirty = true
    if (batch.length >= LARGE_BATCH_BYTES) this.#options.onDrain?.()
  }

  async #fail(error: unknown): Promise<void> {
    if (this.#failed) return
    this.#failed = true
    this.#queue = []
    this.#queued = 0
    this.#writeTimer?.dispose()
    this.#syncTimer?.dispose()
    // The disk may refuse this too; then the cut is made when the recording is repaired.
    await this.#handle?.truncate(this.#written).catch(() => {})
    this.#options.onFail(error)
  }
}
