import { AppError } from '../kernel/app-error.ts'
import { DisposableStore } from '../kernel/disposable.ts'
import type { FactName, Facts } from '../kernel/facts.ts'
import type { RecordedTerminal, Recorder } from '../terminals/port.ts'
import { type LabFact, LabRecording, type LabRecordingDeps } from './lab-recording.ts'
import type { LiveRecording } from './live-recording.ts'

export type RecordingsDeps = LabRecordingDeps

export type Recordings = ReturnType<typeof createRecordings>

/**
 * Records every lab of a member from its first fact to its end, by listening to the bus. Proofs
 * of exercises are not recorded.
 */
export const createRecordings = (deps: RecordingsDeps) => {
  const { bus, store, labs, log } = deps
  const recordings = new Map<string, LabRecording>()
  const disposables = new DisposableStore()

  const of = (labId: string): LabRecording => {
    const recording = recordings.get(labId) ?? new LabRecording(labId, deps)
    recordings.set(labId, recording)
    return recording
  }

  const openOne = (labId: string): LiveRecording => {
    const live = recordings.get(labId)?.live ?? null
    if (live === null) {
      throw new AppError('not-recorded', 500, `Lab ${labId} has no recording to write to.`)
    }
    return live
  }

  const noted = (doing: Promise<void>, what: string, labId: string) =>
    doing.catch(error => log.error({ labId, err: error }, `${what} was not stored.`))

  /** The row is kept in step with the facts, once it is there. */
  const count = async (type: FactName, fact: Facts[FactName], recording: LabRecording) => {
    await recording.ready()
    if (type === 'terminal.opened') {
      const { labId, n } = fact as Facts['terminal.opened']
      await store.countTerminal(labId, n)
    } else if (type === 'attempt.changed') {
      const { labId, state } = fact as Facts['attempt.changed']
      await store.setOutcome(labId, state)
    }
  }

  const hear = (type: FactName, fact: LabFact) => {
    const recording = of(fact.labId)
    recording.addFact(type, fact)
    void noted(count(type, fact, recording), 'What a recording counts', fact.labId)
    if (type !== 'lab.changed' || (fact as Facts['lab.changed']).state !== 'ended') return
    recording.endSoon(() => recordings.delete(fact.labId))
  }

  disposables.add(
    bus.onAny((type, fact) => {
      // Its own changes are not part of what it records.
      if (type !== 'recording.changed' && 'labId' in fact) hear(type, fact)
    }),
  )
  disposables.add(
    bus.on('review.submitted', ({ recordingId }) => {
      void noted(store.countReview(recordingId), 'A review of a recording', recordingId)
    }),
  )

  const recorder: Recorder = {
    ready: async labId => (await of(labId).ready()) !== null,
    open: (terminal: RecordedTerminal) => openOne(terminal.labId).openTerminal(terminal),
    resume: async terminal => openOne(terminal.labId).resumeTerminal(terminal),
  }

  return {
    recorder,

    /**
     * What the last run of the server left open: cut to whole lines; then gone on with where the
     * lab lives, else closed as interrupted. Call it when the labs have been taken over.
     */
    async start(): Promise<void> {
      for (const { id } of await store.unfinished()) {
        await of(id).ready()
        const lab = await labs.get(id)
        const lives = lab !== null && lab.state !== 'ended'
        if (!lives)
          await of(id).end('The server stopped while it was written, and the lab is gone.')
      }
    },

    /** Brings the files of a recording that is being written up to now. */
    async flush(id: string): Promise<void> {
      await recordings.get(id)?.live?.flush()
    },

    /** Closes all files, so that the next run can go on with them. */
    async close(): Promise<void> {
      disposables.dispose()
      await Promise.all([...recordings.values()].map(recording => recording.suspend()))
    },
  }
}
