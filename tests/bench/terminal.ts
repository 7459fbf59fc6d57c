import { startHatchery } from '../support/server-process.ts'
import { percentile, rounded, summary } from './percentiles.ts'
import { openLab } from './terminal/lab.ts'
import type { Throughput } from './terminal/measure.ts'
import { startPeer } from './terminal/peer-process.ts'

/** Raw and Hatchery take turns, so that whatever else the machine does hits both. */
const ROUNDS = 8
const ECHO_TURNS = 6
const KEYS = 20

/** About 11 MB a round. */
const LINES = 1_500_000

const EXERCISE = 'web-502'
const SIDES = ['raw', 'own'] as const

const tell = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

/**
 * What the way through the server costs: keystroke echo and throughput of a shell under dtach, by
 * a bare exec stream and through Hatchery, with the recording on and an observer there.
 */
export const run = async (): Promise<Record<string, unknown>> => {
  const hatchery = await startHatchery()
  const member = startPeer()
  const observer = startPeer()
  try {
    const link = await hatchery.ownerLink()
    tell('Waiting for the images and a lab.')
    const { container, login, door } = await openLab(hatchery.origin, link, EXERCISE)
    await member.ask({ do: 'raw', container, login })
    await member.ask({ do: 'own', door })
    await observer.ask({ do: 'observe', door })

    const echo = { raw: [] as number[], own: [] as number[] }
    const rates = { raw: [] as number[], own: [] as number[] }
    let [lost, duplicate] = [0, 0]
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (let turn = 0; turn < ECHO_TURNS; turn += 1) {
        for (const of of SIDES) {
          const samples = await member.ask<number[]>({ do: 'echo', of, keys: KEYS })
          if (round > 0) echo[of].push(...samples)
        }
      }
      for (const of of SIDES) {
        const sample = await member.ask<Throughput>({ do: 'throughput', of, lines: LINES })
        if (round > 0) rates[of].push(sample.bytes / 1e3 / sample.ms)
        if (of === 'raw') continue
        lost += sample.lost
        duplicate += sample.duplicate
      }
      tell(
        `${round}: ${rounded(rates.raw.at(-1) ?? 0)} MB/s raw, ${rounded(rates.own.at(-1) ?? 0)} MB/s through`,
      )
    }
    const faults = await member.ask<{ lost: number; duplicate: number }>({
      do: 'faults',
      of: 'own',
    })
    return {
      echo_ms: { raw: summary(echo.raw), hatchery: summary(echo.own) },
      throughput_MBps: {
        raw: rounded(percentile(rates.raw, 50)),
        hatchery: rounded(percentile(rates.own, 50)),
      },
      lost_bytes: lost + faults.lost,
      duplicate_bytes: duplicate + faults.duplicate,
    }
  } finally {
    member.close()
    observer.close()
    await hatchery.close()
  }
}
