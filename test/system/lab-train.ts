import { type LinuxNetworkConfig, linuxNetwork } from '../../firmware/config/network-config.ts'
import type { TrainConfig } from '../../firmware/config/train-config.ts'

const all = ['oneweb', 'starlink', 'geo', 'lte']

/** The lab's train: every link in the open, and passengers never on the GEO dish. */
export const labTrain: Pick<TrainConfig, 'links' | 'traffic'> & { network: LinuxNetworkConfig } = {
  links: Object.fromEntries(all.map((name) => [name, { terminal: name }])),
  traffic: {
    emergency: { links: all, rateFloorKbps: 64 },
    operations: { links: all, rateFloorKbps: 256 },
    cctv: { links: ['oneweb', 'lte'] },
    'passenger-paid': { links: ['oneweb', 'starlink', 'lte'] },
    passenger: { links: ['oneweb', 'starlink', 'lte'] },
    maintenance: { links: all, rateCeilingKbps: 300 },
  },
  network: linuxNetwork.parse({
    kind: 'linux',
    links: Object.fromEntries(
      all.map((name, index) => [
        name,
        { interface: name, gateway: { ipv4: `100.64.${index + 1}.1`, ipv6: `2001:db8:0:${index + 1}::1` } },
      ]),
    ),
    classes: {
      emergency: { ingress: ['lan-emergency'] },
      operations: { ingress: ['lan-operations'] },
      cctv: { ingress: ['lan-cctv'] },
      'passenger-paid': { ingress: ['lan-paid'] },
      passenger: { ingress: ['lan-passenger'] },
      maintenance: { ingress: ['lan-maint'] },
    },
  }),
}
