import { join } from 'node:path'
import type { Logger } from 'pino'
import { messageOf } from '../kernel/app-error.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Disposable } from '../kernel/disposable.ts'
import type { FactBus, FactName, Facts } from '../kernel/facts.ts'
import type { Schedule } from '../kernel/schedule.ts'
import type { Lab, Labs } from '../labs/port.ts'
import type { OpenForAppend } from './append-file.ts'
import type { Signer } from './keys.ts'
import { LiveRecording } from './live-recording.ts'
import { signManifest, writeManifest } from './manifest.ts'
import { repairRecording } from './repair.ts'
import type { RecordingRow, RecordingStore } from './store.ts'
import { verifyRecording } from './verify.ts'
import type { RecordingState } from './view.ts'

/** After a lab's end, facts of it still come: its attempt's end, its terminals' closing. */
const LAST_FACTS_MS = 1000

/** Facts kept of a lab while it is found out whether it is recorded. */
const MAX_EARLY_FACTS = 100

export type LabRecordingDeps = {
  /** Folder of all recordings. */
  readonly root: string
  readonly store: RecordingStore
  readonly labs: Pick<Labs, 'get'>
  readonly bus: FactBus
  readonly clock: Clock
  readonly schedule: Schedule
  readonly log: Logger
  readonly signer: Signer
  readonly openFile?: OpenForAppend
}

/** `undecided` until the lab is known; `skipped`: it is not recorded, or was closed earlier. */
type Phase = 'undecided' | 'live' | 'skipped'

export type LabFact = Extract<Facts[FactName], { readonly labId: string }>

type Early = { readonly type: FactName; readonly fact: LabFact; readonly at: number }

/** The life of one lab's recording: found out whether there is one, written, closed. */
export class LabRecording {
  readonly #labId: string
  readonly #deps: LabRecordingDeps
  #early: Early[] = []
  #phase: Phase = 'undecided'
  #opening: Promise<LiveRecording | null> | null = null
  #live: LiveRecording | null = null
  #row: RecordingRow | null = null
  /** Why it is not whole; null while it is. */
  #fault: string | null = null
  #ending: Promise<void> | null = null
  #endTimer: Disposable | null = null

  constructor(labId: string, deps: LabRecordingDeps) {
    this.#labId = labId
    this.#deps = deps
  }

  /** The recording to write to; null: this lab has none, or not any more. */
  async ready(): Promise<LiveRecording | null> {
    this.#opening ??= this.#open().catch(error => this.#refused(error))
    return this.#opening
  }

  /** Valid once `ready` has resolved. */
  get live(): LiveRecording | null {
    return this.#live
  }

  addFact(type: FactName, fact: LabFact): void {
    if (this.#phase === 'skipped') return
    const at = this.#deps.clock.now()
    if (this.#live !== null) this.#live.addFact(type, { ...fact }, at)
    else if (this.#early.length < MAX_EARLY_FACTS) this.#early.push({ type, fact, at })
    void this.ready()
  }

  /** The lab is over: closes the recording once the last facts about it are in, then tells. */
  endSoon(ended: () => void): void {
    this.#endTimer ??= this.#deps.schedule(LAST_FACTS_MS, () => void this.end(null).then(ended))
    void this.ready().then(live => (live === null ? undefined : this.#become('finalising', null)))
  }

  /** Closes it now; with a `fault`, as interrupted. Never rejects. */
  end(fault: string | null): Promise<void> {
    this.#endTimer?.dispose()
    this.#ending ??= this.#close(fault).catch(error => this.#broke(error))
    return this.#ending
  }

  /** The server is going down; the next run goes on with it. */
  async suspend(): Promise<void> {
    const live = await this.ready()
    if (this.#endTimer !== null) await this.end(null)
    else await live?.suspend()
  }

  async #open(): Promise<LiveRecording | null> {
    const { store, labs } = this.#deps
    const row = await store.get(this.#labId)
    if (row !== null) return this.#continue(row)
    const lab = await labs.get(this.#labId)
    if (lab === null) return this.#notYet()
    if (lab.kind === 'proof' || lab.state === 'ended') return this.#skip()
    const begun = this.#newRow(lab, lab.kind)
    await store.insert(begun)
    return this.#begin(begun)
  }

  #newRow(lab: Lab, kind: RecordingRow['kind']): RecordingRow {
    return {
      id: lab.id,
      owner_id: lab.ownerId,
      kind,
      title: lab.title,
      state: 'recording',
      why: null,
      started_at: this.#early[0]?.at ?? this.#deps.clock.now(),
      ended_at: null,
      terminals: 0,
      outcome: null,
      reviews: 0,
      head: null,
      verification: null,
    }
  }

  async #continue(row: RecordingRow): Promise<LiveRecording | null> {
    if (row.state !== 'recording' && row.state !== 'finalising') return this.#skip()
    if (await repairRecording(this.#folder)) return this.#begin(row)
    this.#row = row
    await this.#become('missing', 'Its files are gone from the data folder.')
    return this.#skip()
  }

  async #begin(row: RecordingRow): Promise<LiveRecording> {
    this.#row = row
    this.#live = await LiveRecording.open({
      ...this.#deps,
      id: row.id,
      folder: this.#folder,
      startedAt: row.started_at,
      onFail: error => void this.#broke(error),
    })
    for (const { type, fact, at } of this.#early) this.#live.addFact(type, { ...fact }, at)
    this.#phase = 'live'
    this.#early = []
    this.#tell(row.state)
    return this.#live
  }

  /** The store does not know the lab yet: asked again at its next fact. */
  #notYet(): null {
    this.#opening = null
    return null
  }

  #skip(): null {
    this.#phase = 'skipped'
    this.#early = []
    return null
  }

  async #close(fault: string | null): Promise<void> {
    const live = await this.ready()
    if (live === null || this.#row === null) return
    const files = await live.end()
    this.#fault ??= fault
    const state = this.#fault === null ? 'complete' : 'interrupted'
    const endedAt = this.#deps.clock.now()
    this.#live = null
    this.#opening = Promise.resolve(this.#skip())
    const { id, kind, title, owner_id: ownerId, started_at: startedAt } = this.#row
    const contents = { id, kind, title, ownerId, state, startedAt, endedAt, files } as const
    const manifest = signManifest({ version: 2, ...contents }, this.#deps.signer)
    await writeManifest(this.#folder, manifest)
    const failure = await this.#prove()
    if (failure === null) await this.#become(state, this.#fault, endedAt)
    else await this.#become('failed-verification', failure, endedAt)
  }

  /** Reads back what was written and keeps what is found; returns what is wrong with it. */
  async #prove(): Promise<string | null> {
    const { store, signer, log } = this.#deps
    const verification = await verifyRecording(this.#folder, signer)
    if (verification === null) return null
    await store.setProof(this.#labId, { head: verification.head, verification })
    if (verification.state !== 'failed') return null
    const { faults } = verification
    log.warn({ labId: this.#labId, faults }, 'The files of a recording were changed by others.')
    return verification.detail
  }

  async #refused(error: unknown): Promise<null> {
    await this.#broke(error)
    return this.#skip()
  }

  /** Said once, where somebody can act on it; the lab and its terminals go on. */
  async #broke(error: unknown): Promise<void> {
    if (this.#fault !== null) return
    this.#fault = `It could not be written on: ${messageOf(error)}`
    const { log } = this.#deps
    log.warn(
      { labId: this.#labId, err: error },
      'A recording stopped short: the data folder takes no more. Look at its disk.',
    )
    if (this.#row !== null) await this.#become('interrupted', this.#fault)
  }

  async #become(state: RecordingState, why: string | null, endedAt?: number): Promise<void> {
    const shown = state === 'finalising' && this.#fault !== null ? 'interrupted' : state
    const change = { state: shown, why: why ?? this.#fault }
    const { store, log } = this.#deps
    try {
      await store.setState(
        this.#labId,
        endedAt === undefined ? change : { ...change, ended_at: endedAt },
      )
    } catch (error) {
      log.error({ labId: this.#labId, err: error }, 'The state of a recording was not stored.')
    }
    this.#tell(shown)
  }

  #tell(state: RecordingState): void {
    const { bus } = this.#deps
    const [labId, ownerId] = [this.#labId, this.#row?.owner_id ?? '']
    bus.emit('recording.changed', { labId, ownerId, recordingId: labId, state })
  }

  get #folder(): string {
    return join(this.#deps.root, this.#labId)
  }
}
