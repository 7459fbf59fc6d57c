import { describe, expect, test } from 'vitest'
import { Player, type PlayerState } from '../../web/replay/player.ts'
import type { Screen } from '../../web/replay/screen.ts'
import { type Track, trackOf } from '../../web/replay/track.ts'

const track = (n: number, startedAt: number, ...events: [number, string][]): Track =>
  trackOf(n, startedAt, {
    version: 3,
    cols: 80,
    rows: 24,
    timestamp: null,
    title: '',
    events: events.map(([at, data]) => ({ at, code: 'o', data })),
    comments: [],
    cut: false,
  })

const start = (tracks: readonly Track[], landmarks: readonly number[] = []) => {
  let time = 0
  let timer: { at: number; run: () => void } | null = null
  const states: PlayerState[] = []
  const player = new Player({
    tracks,
    duration: 60_000,
    landmarks,
    onChange: state => states.push(state),
    clock: {
      now: () => time,
      after: (ms, run) => {
        const own = { at: time + ms, run }
        timer = own
        return () => {
          if (timer === own) timer = null
        }
      },
    },
  })
  const settle = async () => {
    for (let i = 0; i < 30; i++) await Promise.resolve()
  }
  /** Lets `ms` pass, tick by tick. */
  const pass = async (ms: number) => {
    const end = time + ms
    await settle()
    while (timer && timer.at <= end) {
      const { at, run } = timer
      timer = null
      time = at
      run()
      await settle()
    }
    time = end
  }
  return { player, pass, settle, states }
}

const createScreen = () => {
  let shown = ''
  const screen: Screen = {
    reset: async (_cols, _rows, data) => {
      shown = data
    },
    resize: async () => {},
    write: async data => {
      shown += data
    },
  }
  return { screen, read: () => shown }
}

describe('the player', () => {
  test('plays at the speed it is told', async () => {
    const { player, pass } = start([track(1, 0, [1_000, 'a'], [4_000, 'b'])])
    const { screen, read } = createScreen()
    player.attach(1, screen)
    await pass(0)
    player.play()
    await pass(1_100)
    expect(read()).toBe('a')
    player.setSpeed(8)
    await pass(500)
    expect(read()).toBe('ab')
  })

  test('skips idle time but not what happened in it', async () => {
    const { player, pass } = start([track(1, 0, [1_000, 'a'], [40_000, 'b'])], [20_000])
    player.setSkipIdle(true)
    await player.seek(1_500)
    player.play()
    await pass(100)
    expect(player.state.position).toBeGreaterThan(19_500)
    expect(player.state.position).toBeLessThan(20_000)
    await pass(600)
    expect(player.state.position).toBeGreaterThan(39_500)
    expect(player.state.position).toBeLessThan(40_200)
  })

  test('ends at the end, and plays from the start again', async () => {
    const { player, pass } = start([track(1, 0, [1_000, 'a'])])
    await player.seek(59_950)
    player.play()
    await pass(200)
    expect(player.state.phase).toBe('ended')
    player.play()
    await pass(500)
    expect(player.state.phase).toBe('playing')
    expect(player.state.position).toBeLessThan(1_000)
  })

  test('goes on playing after a seek that began while playing', async () => {
    const { player, pass } = start([track(1, 0, [1_000, 'a'])])
    player.play()
    await player.seek(30_000)
    expect(player.state.playing).toBe(true)
    await pass(1_000)
    expect(player.state.position).toBeGreaterThan(30_900)
  })

  test('steps from change to change, in both directions', async () => {
    const { player } = start([track(1, 0, [1_000, 'a'], [2_000, 'b'], [2_000, 'c'])])
    const at = () => player.state.position
    await player.step(1)
    expect(at()).toBe(1_000)
    await player.step(1)
    expect(at()).toBe(2_000)
    await player.step(-1)
    expect(at()).toBe(1_000)
    await player.seek(1_500)
    await player.step(-1)
    expect(at()).toBe(1_000)
    await player.step(-1)
    expect(at()).toBe(0)
  })

  test('keeps several terminals on one clock', async () => {
    const { player } = start([track(1, 0, [1_000, 'one']), track(2, 5_000, [1_000, 'two'])])
    const [first, second] = [createScreen(), createScreen()]
    player.attach(1, first.screen)
    player.attach(2, second.screen)
    await player.seek(5_900)
    expect([first.read(), second.read()]).toEqual(['one', ''])
    await player.seek(6_000)
    expect([first.read(), second.read()]).toEqual(['one', 'two'])
  })

  test('goes on from where it was when a running recording grows', async () => {
    const { player } = start([track(1, 0, [1_000, 'a'])])
    const { screen, read } = createScreen()
    player.attach(1, screen)
    await player.seek(60_000)
    expect(player.state.phase).toBe('ended')
    player.extend([track(1, 0, [1_000, 'a'], [61_000, 'b'])], 70_000)
    expect(player.state).toMatchObject({ phase: 'paused', position: 60_000, duration: 70_000 })
    await player.seek(65_000)
    expect(read()).toBe('ab')
  })
})
