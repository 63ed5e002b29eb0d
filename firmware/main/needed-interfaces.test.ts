import test from 'ava'
import { linuxNetwork } from '../config/network-config.ts'
import { missingInterfaces } from './needed-interfaces.ts'

const links = { oneweb: { ethernet: 'eth1' }, lte: { cellular: 'modem' } }
const network = linuxNetwork.parse({
  kind: 'linux',
  links: { oneweb: { interface: 'eth1' }, lte: { interface: 'wwan0' } },
  classes: { operations: { ingress: ['crew'] }, passenger: { ingress: ['wifi'] }, cctv: { ingress: ['cams'] } },
  lans: {
    crew: { address: { ipv4: '10.71.2.1/24' } },
    wifi: { vlan: { parent: 'eth0', id: 50 }, address: { ipv4: '10.71.5.1/24' } },
  },
})
const missing = (...present: string[]): string[] => missingInterfaces({ links }, network, new Set(present))

test('ports, networks, parents of VLANs and what classes come in by have to be there', (t) => {
  t.deepEqual(missing('lo'), [
    'network.links.oneweb.interface: "eth1": there is no such interface',
    'network.lans.crew: "crew": there is no such interface',
    'network.lans.wifi.vlan.parent: "eth0": there is no such interface',
    'network.classes.cctv.ingress: "cams": there is no such interface',
  ])
})

test('a modem’s interface and a VLAN that is to be made need not be there', (t) => {
  t.deepEqual(missing('eth0', 'eth1', 'crew', 'cams'), [])
})
