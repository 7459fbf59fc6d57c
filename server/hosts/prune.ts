import type { Logger } from 'pino'
import type { Engine, ImageSummary } from '../engine/port.ts'
import { AppError } from '../kernel/app-error.ts'
import { IMAGE_LABEL } from './build.ts'
import type { ImagePlan } from './plan.ts'

/**
 * How long an image that this version does not use is kept: another checkout of Hatchery may share
 * the engine and use it, and going back a version should not mean building again.
 */
const KEEP = 7 * 24 * 60 * 60_000

/** Pure: the tags of ours that nobody has needed for a week. */
export const staleTags = (
  images: readonly ImageSummary[],
  current: readonly ImagePlan[],
  now: number,
): string[] => {
  const kept = new Set(current.map(plan => plan.tag))
  return images
    .filter(image => now - image.createdAt > KEEP)
    .flatMap(image => image.tags)
    .filter(tag => tag.startsWith('hatchery/') && !kept.has(tag))
}

/** Takes stale tags away. Running hosts keep what they were started from. Never rejects. */
export const pruneImages = async (
  engine: Engine,
  current: readonly ImagePlan[],
  now: number,
  log: Pick<Logger, 'info' | 'warn'>,
): Promise<void> => {
  try {
    for (const tag of staleTags(await engine.listImages(IMAGE_LABEL), current, now)) {
      await engine.removeImage(tag)
      log.info({ tag }, 'old image removed')
    }
  } catch (thrown) {
    const reason = thrown instanceof AppError ? thrown.detail : String(thrown)
    log.warn({ reason }, 'old images stay')
  }
}
