import type { KernelInterface } from '../../hal/linux/network/kernel-state.ts'
import type { NetworkPlan } from '../../hal/network.ts'

/** A dish in the open, LTE in a tunnel; passengers and crew. */
export const smallPlan: NetworkPlan = {
  links: [
    {
      name: 'geo',
      interface: 'eth1',
      gateway: { ipv4: '192.0.2.1' },
      mark: 0x100,
      mask: 0xff00,
      table: 7201,
      priority: 7201,
      sourcePriority: 7301,
    },
    {
      name: 'lte',
      interface: 'wwan0',
      gateway: {},
      tunnel: 'wg-lte',
      peer: '10.72.2.1',
      mark: 0x200,
      mask: 0xff00,
      table: 7202,
      priority: 7202,
      sourcePriority: 7302,
    },
  ],
  classes: [
    {
      name: 'operations',
      ingress: ['lan-crew'],
      links: ['geo', 'lte'],
      floorKbps: 200,
      isInternetOnly: false,
      reaches: [{ protocol: 'udp', port: 123 }],
      mark: 2,
      mask: 0xff,
      table: 7102,
      priority: 7102,
    },
    {
      name: 'passenger',
      ingress: ['lan-wifi'],
      links: ['lte'],
      floorKbps: 0,
      isInternetOnly: true,
      reaches: [],
      ceilingKbps: 500,
      mark: 5,
      mask: 0xff,
      table: 7105,
      priority: 7105,
    },
  ],
  lans: [{ interface: 'lan-wifi', address: { ipv4: '10.71.5.1', ipv6: 'fd71::1' }, isServed: true }],
  owned: {
    priorities: [7000, 7999],
    tables: [7100, 7299],
    nftTable: 'steppelink',
    protocol: 71,
    qdisc: '7100',
  },
}

/** The same with the dish in a tunnel as well, and the crew on both links. */
export const doublePlan: NetworkPlan = {
  ...smallPlan,
  links: smallPlan.links.map((link) => (link.name === 'geo' ? { ...link, tunnel: 'wg-geo' } : link)),
  classes: smallPlan.classes.map((one) => (one.name === 'operations' ? { ...one, isDouble: true } : one)),
  double: {
    interface: 'sl-double',
    links: ['geo', 'lte'],
    own: '10.72.99.2',
    peer: '10.72.99.1',
    mark: 0x6300,
    mask: 0xff00,
    table: 7299,
    priority: 7299,
  },
}

/** The interfaces of that plan, all up; the dish has IPv4 alone. */
export const smallInterfaces: ReadonlyMap<string, KernelInterface> = new Map([
  ['eth1', { isUp: true, mtu: 1_500, address: { ipv4: '192.0.2.2' }, gateway: {} }],
  [
    'wwan0',
    {
      isUp: true,
      mtu: 1_430,
      address: { ipv4: '198.51.100.2', ipv6: '2001:db8::2' },
      gateway: { ipv4: '198.51.100.1' },
    },
  ],
  ['wg-lte', { isUp: true, mtu: 1_350, address: {}, gateway: {} }],
])

export const doubleInterfaces: ReadonlyMap<string, KernelInterface> = new Map([
  ...smallInterfaces,
  ['wg-geo', { isUp: true, mtu: 1_350, address: {}, gateway: {} }],
  ['sl-double', { isUp: true, mtu: 1_290, address: { ipv4: '10.72.99.2' }, gateway: {} }],
])
