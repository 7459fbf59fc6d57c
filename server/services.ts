import { totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import type { Engine } from './engine/port.ts'
import { createEngineWatch } from './engine/watch.ts'
import { createExercises } from './exercises/service.ts'
import { createImages } from './hosts/images.ts'
import { PROBE } from './hosts/plan.ts'
import { notReadyWords } from './hosts/slot.ts'
import { createIncubations } from './incubation/service.ts'
import { createIncubationStore, type IncubationTables } from './incubation/store.ts'
import { createIncubationViews } from './incubation/views.ts'
import type { Clock } from './kernel/clock.ts'
import type { FactBus } from './kernel/facts.ts'
import type { Random } from './kernel/random.ts'
import { systemSchedule } from './kernel/schedule.ts'
import { labsByMemory } from './labs/plan.ts'
import type { Lab } from './labs/port.ts'
import { viewOfLab } from './labs/routes.ts'
import { createLabs } from './labs/service.ts'
import { createNotices } from './notices/service.ts'
import { recordEvidence } from './people/evidence-recorder.ts'
import { createPeople } from './people/service.ts'
import { createSessionWatch } from './people/session-watch.ts'
import { openSigner } from './recordings/keys.ts'
import { createRecordings } from './recordings/service.ts'
import { createRecordingStore, type RecordingTables } from './recordings/store.ts'
import { createRecordingViews } from './recordings/views.ts'
import { createReviews, type RecordingFacts } from './reviews/service.ts'
import { createReviewStore, type ReviewTables } from './reviews/store.ts'
import type { DataFolder } from './store/data-folder.ts'
import type { Database } from './store/database.ts'
import { createScreens } from './terminals/screens.ts'
import { createTerminals } from './terminals/service.ts'
import { createTerminalStore, type TerminalTables } from './terminals/store.ts'

const EXERCISES = fileURLToPath(new URL('../exercises', import.meta.url))

export type ServiceDeps = {
  readonly config: Config
  readonly folder: DataFolder
  readonly db: Database
  readonly engine: Engine
  readonly bus: FactBus
  readonly clock: Clock
  readonly random: Random
  readonly log: Logger
}

/** Every feature, put together. Nothing runs yet but their ears on the bus: see `start`. */
export const createServices = async (deps: ServiceDeps) => {
  const { config, folder, db, engine, bus, clock, random, log } = deps
  const schedule = systemSchedule

  const people = createPeople({ db, clock, random, bus, origin: config.origin })
  const memberOf = people.member
  const evidence = recordEvidence({ bus, people, clock, log })
  const watch = createEngineWatch({ engine, bus })
  const images = await createImages({ engine, bus, clock, log, controlRepo: config.controlRepo })

  const labs = createLabs({
    engine,
    db,
    bus,
    clock,
    random,
    log,
    images,
    instance: folder.instance,
    config: { subnets: config.subnets, maxLabs: config.maxLabs ?? labsByMemory(totalmem()) },
  })
  const viewLab = (lab: Lab) => viewOfLab(lab, labs.queuePosition(lab.id))

  const recordingStore = createRecordingStore(db.withTables<RecordingTables>())
  const recordingsRoot = join(folder.path, 'recordings')
  const recordings = createRecordings({
    root: recordingsRoot,
    store: recordingStore,
    labs,
    bus,
    clock,
    schedule,
    log,
    signer: openSigner(folder.path),
  })
  const recordingViews = createRecordingViews({
    root: recordingsRoot,
    clock,
    memberOf,
    flush: recordings.flush,
  })

  const screens = createScreens({ schedule, log })
  const terminals = createTerminals({
    labs,
    engine,
    store: createTerminalStore(db.withTables<TerminalTables>()),
    recorder: recordings.recorder,
    screens: screens.make,
    bus,
    clock,
    schedule,
    random,
    log,
  })

  /** Each lab has a probe, so an exercise waits for that image too. */
  const notReady = (role: string): string | null => {
    const missing = images
      .status()
      .find(({ name, state }) => (name === role || name === PROBE) && state !== 'ready')
    return missing === undefined ? null : notReadyWords(missing)
  }
  const exercises = await createExercises({
    labs,
    viewLab,
    notReady,
    bus,
    clock,
    random,
    db: db.withTables(),
    log,
    folder: EXERCISES,
    estate: { roles: new Set(images.roles), grants: new Set(images.subroles.keys()) },
  })

  const recordingFacts = async (id: string): Promise<RecordingFacts | null> => {
    const row = await recordingStore.get(id)
    if (row === null) return null
    const durationMs = Math.max(0, (row.ended_at ?? clock.now()) - row.started_at)
    const { owner_id: ownerId, title, terminals } = row
    return { ownerId, title, terminals, durationMs, head: row.head }
  }
  const reviews = createReviews({
    store: createReviewStore(db.withTables<ReviewTables>()),
    bus,
    clock,
    random,
    recordingFacts,
    rubricOf: async id => (await exercises.attemptOfLab(id))?.rubric ?? [],
    memberOf,
  })

  const incubationStore = createIncubationStore(db.withTables<IncubationTables>())
  const incubations = createIncubations({
    store: incubationStore,
    labs,
    bus,
    clock,
    random,
    log,
    memberOf,
  })
  const incubationViews = createIncubationViews({
    store: incubationStore,
    labs,
    clock,
    memberOf,
    viewLab: async lab => viewLab(lab),
  })

  const { principalOf } = people.sessions
  const sessionWatch = createSessionWatch({ bus, schedule, log, principalOf })
  const notices = createNotices({ bus, schedule, sessionWatch })

  return {
    people,
    evidence,
    watch,
    images,
    labs,
    terminals,
    screens,
    recordings,
    recordingStore,
    recordingViews,
    recordingFacts,
    exercises,
    reviews,
    incubations,
    incubationStore,
    incubationViews,
    notices,
    sessionWatch,
  }
}

export type Services = Awaited<ReturnType<typeof createServices>>
