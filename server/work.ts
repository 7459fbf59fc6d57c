import type { Logger } from 'pino'
import type { Disposable } from './kernel/disposable.ts'

type Startable = { start(): Promise<void> }

/** What goes on beside serving. */
export type Work = {
  readonly labs: Startable & { readonly adopted: Promise<void>; drain(): Promise<void> }
  readonly recordings: Startable & { close(): Promise<void> }
  readonly incubations: Disposable & { resume(): Promise<void> }
  readonly terminals: Disposable & Startable
  readonly exercises: Disposable & Startable
  readonly images: { prepareAll(): Promise<void>; close(): Promise<void> }
  readonly notices: Disposable
  readonly watch: Disposable
  readonly screens: Disposable
  readonly evidence: Disposable & { settled(): Promise<void> }
}

/** A step that fails is told in the log by its name, and keeps no other from being taken. */
const trying =
  (log: Pick<Logger, 'error'>) =>
  async (what: string, step: () => unknown): Promise<void> => {
    try {
      await step()
    } catch (error) {
      log.error({ err: error }, what)
    }
  }

/**
 * Takes over what the last server left, and makes images. Terminals and attempts wait until the
 * engine has answered for their labs: before that, nobody knows which of them live. Resolves when
 * all that was tried; it never rejects.
 */
export const startWork = async (work: Work, log: Pick<Logger, 'error'>): Promise<void> => {
  const attempt = trying(log)
  const takeOver = async () => {
    await attempt('labs could not be taken over', () => work.labs.start())
    await attempt('recordings could not be taken over', () => work.recordings.start())
    await attempt('incubations could not be taken over', () => work.incubations.resume())
    await work.labs.adopted
    await attempt('terminals could not be taken over', () => work.terminals.start())
    await attempt('attempts could not be taken over', () => work.exercises.start())
  }
  const prepare = () => attempt('images could not be prepared', () => work.images.prepareAll())
  await Promise.all([takeOver(), prepare()])
}

/** Ends what is half made, writes what is written, leaves ready labs for the next server. */
export const drain = async (work: Work, log: Pick<Logger, 'error'>): Promise<void> => {
  const attempt = trying(log)
  await attempt('notices did not end', () => work.notices.dispose())
  await attempt('the engine is still watched', () => work.watch.dispose())
  await attempt('incubations did not stop', () => work.incubations.dispose())
  await attempt('checks did not stop', () => work.exercises.dispose())
  await Promise.all([
    attempt('half-made labs could not be ended', () => work.labs.drain()),
    attempt('images did not stop', () => work.images.close()),
  ])
  await attempt('terminals were not let go', () => work.terminals.dispose())
  await attempt('recordings were not closed', () => work.recordings.close())
  await attempt('screens did not stop', () => work.screens.dispose())
  await attempt('evidence was not all written', () => work.evidence.settled())
  await attempt('evidence did not stop', () => work.evidence.dispose())
}
