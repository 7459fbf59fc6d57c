import Docker from 'dockerode'
import { newId } from '../../server/kernel/ids.ts'
import { systemRandom } from '../../server/kernel/random.ts'
import { startHatchery } from '../support/server-process.ts'
import { summary } from './percentiles.ts'
import { createRawStarter } from './start/raw.ts'
import { signIn } from './start/visitor.ts'

/** Enough for a steady median on a small machine; the first of each only warms up. */
const SAMPLES = 12

const EXERCISE = 'web-502'

const tell = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

/**
 * How long an apprentice waits for an exercise: from the request to the first byte of the prompt,
 * fault staged, through the real server as a browser goes; beside a bare container of the same
 * image on the same engine, from create to systemd running. The two take turns.
 */
export const run = async (): Promise<Record<string, unknown>> => {
  const docker = new Docker()
  const raw = createRawStarter(docker, `hatchery-bench-${newId(systemRandom).slice(0, 8)}`)
  const hatchery = await startHatchery()
  const visitor = await signIn(hatchery.origin, await hatchery.ownerLink())
  try {
    tell('Waiting for the images.')
    await visitor.imagesReady()
    const image = await raw.newestImage('hatchery/www')
    const cold: number[] = []
    const bare: number[] = []
    const stages: Record<string, number>[] = []
    for (let n = 0; n <= SAMPLES; n++) {
      const start = await visitor.startExercise(EXERCISE)
      const rawMs = await raw.start(image)
      tell(`${n}: exercise ${Math.round(start.ms)} ms, bare host ${Math.round(rawMs)} ms`)
      if (n === 0) continue
      cold.push(start.ms)
      bare.push(rawMs)
      stages.push(start.stages)
    }
    return { cold_ms: summary(cold), raw_ms: summary(bare), stages_p50_ms: medians(stages) }
  } finally {
    visitor.leave()
    await raw.close()
    await hatchery.close()
  }
}

/** Where the time goes. */
const medians = (samples: readonly Record<string, number>[]): Record<string, number> => {
  const names = Object.keys(samples[0] ?? {})
  return Object.fromEntries(
    names.map(name => [name, summary(samples.map(one => one[name] ?? 0)).p50]),
  )
}
