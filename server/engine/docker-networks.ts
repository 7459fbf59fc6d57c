import type Docker from 'dockerode'
import { calling, removing } from './errors.ts'
import type { Engine } from './port.ts'

type Networks = Pick<Engine, 'createNetwork' | 'removeNetwork' | 'listNetworks'>

/** Networks of labs: always internal bridges, so that there is no way out of them. */
export const createNetworks = (docker: Docker): Networks => ({
  createNetwork: spec =>
    calling(`making the network ${spec.name}`, async () => {
      const network = await docker.createNetwork({
        Name: spec.name,
        CheckDuplicate: true,
        Driver: 'bridge',
        Internal: true,
        EnableIPv6: false,
        IPAM: { Driver: 'default', Config: [{ Subnet: spec.subnet }] },
        Options: { 'com.docker.network.bridge.name': spec.bridge },
        Labels: { ...spec.labels },
      })
      return network.id
    }),
  removeNetwork: idOrName =>
    removing(`removing the network ${idOrName}`, () => docker.getNetwork(idOrName).remove()),
  listNetworks: label =>
    calling('listing networks', async () => {
      const list = await docker.listNetworks(label === '' ? {} : { filters: { label: [label] } })
      return list.map(one => ({
        id: one.Id,
        name: one.Name,
        subnet: one.IPAM?.Config?.[0]?.Subnet ?? null,
        labels: one.Labels ?? {},
      }))
    }),
})
