import { describe, expect, test } from 'vitest'
import type { ContainerSummary } from '../../server/engine/port.ts'
import { containerName, hostSpec, networkSpec, probeSpec } from '../../server/labs/plan.ts'
import { OUTSIDE } from '../../server/labs/port.ts'
import {
  examine,
  INTERRUPTED,
  judge,
  MAX_POWER_ONS,
  POWER_ON_WINDOW,
  PROVER_GONE,
  strays,
} from '../../server/labs/reconcile.ts'
import { newLife } from '../../server/labs/reducer.ts'
import type { LabRecord } from '../../server/labs/store.ts'

const LAB: LabRecord = {
  id: 'abcdefgh12345678',
  kind: 'exercise',
  ownerId: 'm-ada',
  login: 'ada',
  title: 'A lab',
  topology: { hosts: { www01: { role: 'www', grants: [] } } },
  createdAt: 0,
  life: { ...newLife(0, null), state: 'ready', readyAt: 1 },
}
const NAMES = { instance: 'inst', labId: LAB.id }

const container = (host: string, running = true, labId = LAB.id): ContainerSummary => {
  const spec = hostSpec({ ...NAMES, labId }, host, 'www')
  return { id: `id-${host}`, name: spec.name, running, labels: spec.labels }
}
const ALL = [container('www01'), container(OUTSIDE)]

describe('a plan', () => {
  test('names everything so that it is found again, and fits the kernel', () => {
    expect(containerName(NAMES, 'www01')).toBe('hatchery-inst-abcdefgh12345678-www01')
    const network = networkSpec(NAMES, '10.213.0.0/28')
    expect(network.bridge).toBe('hl-abcdefgh1234')
    expect(network.bridge.length).toBeLessThanOrEqual(15)
    for (const spec of [network, hostSpec(NAMES, 'www01', 'www'), probeSpec(NAMES, 'probe')]) {
      expect(spec.labels).toMatchObject({
        'hatchery.instance': 'inst',
        'hatchery.lab': LAB.id,
      })
    }
  })
})

describe('a ready lab', () => {
  test('is well when all of it runs', () => {
    expect(examine(LAB, ALL, new Map(), 0)).toEqual({ type: 'well' })
  })

  test('is lost when something of it is gone', () => {
    expect(examine(LAB, ALL.slice(0, 1), new Map(), 0)).toEqual({
      type: 'lost',
      why: 'The probe is gone: the container engine lost it.',
    })
  })

  test('is not helped by a host of the same name in another lab', () => {
    const other = [container('www01', true, 'another'), container(OUTSIDE)]
    expect(examine(LAB, other, new Map(), 0).type).toBe('lost')
  })

  test('has stopped hosts powered on, but not for ever', () => {
    const off = [container('www01', false), container(OUTSIDE)]
    expect(examine(LAB, off, new Map(), 0)).toEqual({ type: 'stopped', hosts: ['www01'] })
    const powerOns = new Map([['www01', Array.from({ length: MAX_POWER_ONS }, (_, n) => n * 1000)]])
    expect(examine(LAB, off, powerOns, 6000)).toMatchObject({
      type: 'lost',
      why: expect.stringContaining('Host www01 stopped again and again'),
    })
  })

  test('may be rebooted as often as one likes in its life', () => {
    const off = [container('www01', false), container(OUTSIDE)]
    const powerOns = new Map([['www01', Array.from({ length: MAX_POWER_ONS }, (_, n) => n * 1000)]])
    expect(examine(LAB, off, powerOns, POWER_ON_WINDOW).type).toBe('stopped')
  })
})

describe('a lab that the last server left', () => {
  const at = (state: LabRecord['life']['state'], kind = LAB.kind): LabRecord => ({
    ...LAB,
    kind,
    life: { ...LAB.life, state },
  })

  test('is adopted when it was ready, also with a host that is off', () => {
    expect(judge(LAB, ALL)).toEqual({ type: 'adopt' })
    expect(judge(LAB, [container('www01', false), container(OUTSIDE)])).toEqual({ type: 'adopt' })
    expect(judge(at('ready', 'incubation'), ALL)).toEqual({ type: 'adopt' })
  })

  test('is ended when it was half made, lost, or proving', () => {
    for (const state of ['queued', 'creating', 'booting', 'staging'] as const) {
      expect(judge(at(state), ALL)).toEqual({ type: 'end', why: INTERRUPTED })
    }
    expect(judge(LAB, [])).toMatchObject({ type: 'end' })
    expect(judge(at('ready', 'proof'), ALL)).toEqual({ type: 'end', why: PROVER_GONE })
  })

  test('goes on being removed when it was ending', () => {
    expect(judge(at('ending'), ALL)).toEqual({ type: 'clear' })
  })
})

test('strays are what is labelled as a lab’s and belongs to none', () => {
  const image = { id: 'builder', name: 'b', running: true, labels: { 'hatchery.instance': 'inst' } }
  const network = { id: 'n', name: 'n', subnet: null, labels: { 'hatchery.lab': 'unknown' } }
  expect(strays(new Set([LAB.id]), [...ALL, image], [network])).toEqual({
    containers: [],
    networks: ['n'],
  })
  expect(strays(new Set(), [...ALL, image], []).containers).toEqual(['id-www01', `id-${OUTSIDE}`])
})
