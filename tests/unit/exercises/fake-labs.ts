import type { ExecResult, ExecSpec } from '../../../server/engine/port.ts'
import type { FactBus } from '../../../server/kernel/facts.ts'
import { ok } from '../../../server/kernel/result.ts'
import type { Lab, LabAccess, LabRequest, Labs } from '../../../server/labs/port.ts'
import { raw } from './sample.ts'

type Exec = (host: string, spec: ExecSpec, lab: Lab) => Partial<ExecResult>

/** Labs without an engine: what their hosts answer is a function. Ready as soon as staged. */
export const fakeLabs = (bus: FactBus, exec: Exec) => {
  const all = new Map<string, Lab>()
  const requests: LabRequest[] = []
  const settled = new Map<string, Promise<void>>()

  const set = (id: string, change: Partial<Lab>): Lab => {
    const before = all.get(id)
    if (before === undefined) throw new Error(`no lab ${id}`)
    const lab = { ...before, ...change }
    all.set(id, lab)
    bus.emit('lab.changed', { labId: id, ownerId: lab.ownerId, state: lab.state, why: lab.why })
    return lab
  }

  const access = (id: string): LabAccess => ({
    id,
    ownerId: all.get(id)?.ownerId ?? '',
    exec: async (host, spec) => {
      const lab = all.get(id)
      if (lab === undefined) throw new Error('no lab')
      return raw(exec(host, spec, lab))
    },
    containerOf: host => `${id}-${host}`,
    reboot: async () => ok(undefined),
  })

  const labs: Labs = {
    async create(request) {
      requests.push(request)
      const id = `lab-${requests.length}`
      const { kind, ownerId, login, title, topology } = request
      const times = { createdAt: 0, readyAt: null, expiresAt: null, endedAt: null, timings: {} }
      const lab: Lab = {
        id,
        kind,
        ownerId,
        login,
        title,
        topology,
        state: 'queued',
        why: null,
        ...times,
      }
      all.set(id, lab)
      const staging = Promise.resolve().then(async () => {
        const staged = await request.stage?.(access(id))
        if (staged?.ok === false) set(id, { state: 'ended', why: staged.error.detail })
        else set(id, { state: 'ready' })
      })
      settled.set(id, staging)
      return ok(lab)
    },
    get: async id => all.get(id) ?? null,
    list: async ({ live }) => [...all.values()].filter(lab => !live || lab.state !== 'ended'),
    access: id => (all.get(id)?.state === 'ready' ? access(id) : null),
    async whenReady(id) {
      await settled.get(id)
      const lab = all.get(id)
      if (lab?.state === 'ready') return ok(lab)
      throw new Error(lab?.why ?? 'no lab')
    },
    async extend(id) {
      return ok(set(id, {}))
    },
    async end(id, why) {
      if (all.get(id)?.state !== 'ended') set(id, { state: 'ended', why })
      return ok(undefined)
    },
  }
  return { labs, requests, all, end: (id: string, why: string) => labs.end(id, why) }
}
