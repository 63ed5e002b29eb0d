import test from 'ava'
import { lanMistakes } from './lan-mistakes.ts'
import { linuxNetwork } from './network-config.ts'

const wifi = { address: { ipv4: '10.71.5.1/24' }, dhcp: { from: '10.71.5.10', to: '10.71.5.250' } }
const mistakesOf = (lans: object, rest: object = { resolvers: ['9.9.9.9'] }): string[] =>
  lanMistakes(
    linuxNetwork.parse({
      kind: 'linux',
      links: { lte: { interface: 'wwan0' } },
      classes: { passenger: { ingress: ['wifi', 'wifi-2'] } },
      lans,
      ...rest,
    }),
  )

test('a network whose leases lie within it is well', (t) => {
  t.deepEqual(mistakesOf({ wifi }), [])
})

test('a network is one of a class', (t) => {
  t.deepEqual(mistakesOf({ crew: wifi }), ['network.lans: "crew": no class comes in by it'])
})

test('leases are addresses that a client of the network can have, and never the controller’s own', (t) => {
  t.deepEqual(mistakesOf({ wifi: { ...wifi, dhcp: { from: '10.71.5.0', to: '10.71.6.9' } } }), [
    'network.lans.wifi.dhcp.from: "10.71.5.0": is not an address of 10.71.5.1/24 that a client can have',
    'network.lans.wifi.dhcp.to: "10.71.6.9": is not an address of 10.71.5.1/24 that a client can have',
    "network.lans.wifi.dhcp: leases 10.71.5.1, the controller's own",
  ])
  t.deepEqual(mistakesOf({ wifi: { ...wifi, dhcp: { from: '10.71.5.20', to: '10.71.5.10' } } }), [
    'network.lans.wifi.dhcp.to: "10.71.5.10": comes before from, 10.71.5.20',
  ])
})

test('two networks overlap in neither addresses nor VLANs, and no VLAN is on a link', (t) => {
  const vlan = { parent: 'eth0', id: 50 }
  t.deepEqual(mistakesOf({ wifi: { ...wifi, vlan }, 'wifi-2': { address: { ipv4: '10.71.0.1/16' }, vlan } }), [
    'network.lans.wifi-2.address.ipv4: "10.71.0.1/16": overlaps that of wifi',
    'network.lans.wifi-2.vlan: 50 on eth0: is wifi already',
  ])
  t.deepEqual(mistakesOf({ wifi: { ...wifi, vlan: { parent: 'wwan0', id: 5 } } }), [
    'network.lans.wifi.vlan.parent: "wwan0": is a link or a network itself',
  ])
})

test('who is served addresses has somebody to ask for names', (t) => {
  t.deepEqual(mistakesOf({ wifi }, {}), ['network.resolvers: none: who is served addresses asks for names too'])
})
