import test from 'ava'
import { linuxNetwork } from './network-config.ts'
import { networkMistakes } from './network-mistakes.ts'

const links = { geo: { terminal: 'geo' }, lte: { cellular: 'lte' } }

const mistakesOf = (network: object, traffic = { passenger: { links: ['lte'] } }): string[] =>
  networkMistakes({
    devices: {},
    terminals: {},
    links,
    traffic,
    network: linuxNetwork.parse({ kind: 'linux', ...network }),
  })

const well = {
  links: { geo: { interface: 'eth1' }, lte: { interface: 'wwan0', tunnel: 'wg-lte' } },
  classes: { passenger: { ingress: ['wifi'] } },
}

test('a network whose links and classes are those of the train is well', (t) => {
  t.deepEqual(mistakesOf(well), [])
})

test('every link needs an interface, and no other link can have one', (t) => {
  t.deepEqual(mistakesOf({ ...well, links: { geo: { interface: 'eth1' }, led: { interface: 'eth2' } } }), [
    'network.links: "led": no such link; links: geo, lte',
    'network.links.lte: is missing: by which interface the link goes',
  ])
})

test('a class that traffic has no links for is a mistake', (t) => {
  t.deepEqual(mistakesOf({ ...well, classes: { cctv: { ingress: ['cams'] } } }), [
    'network.classes.cctv: traffic has no links for it',
  ])
})

test('an interface is one thing: two classes by one would overlap in their marks', (t) => {
  const classes = { passenger: { ingress: ['wifi', 'wifi'] } }
  t.deepEqual(mistakesOf({ ...well, classes }), [
    'network.classes.passenger.ingress.1: "wifi": is network.classes.passenger.ingress.0 already',
  ])
  t.deepEqual(mistakesOf({ ...well, classes: { passenger: { ingress: ['wg-lte'] } } }), [
    'network.classes.passenger.ingress.0: "wg-lte": is network.links.lte.tunnel already',
  ])
})

/** Two tunnels; `changes` of the second. */
const tunnelled = (changes: object) => {
  const end = { privateKeyFile: '/key', hubPublicKey: `${'A'.repeat(43)}=` }
  const geo = { ...end, endpoint: '203.0.113.10:51821', address: { own: '10.72.1.2', peer: '10.72.1.1' } }
  const lte = { ...end, endpoint: '203.0.113.10:51822', address: { own: '10.72.2.2', peer: '10.72.2.1' }, ...changes }
  const announcing = { port: 7170, keyFile: '/switch' }
  return {
    ...well,
    links: { geo: { interface: 'eth1', tunnel: 'wg-geo' }, lte: { interface: 'wwan0', tunnel: 'wg-lte' } },
    tunnels: { announcing, links: { geo, lte } },
  }
}

test('no address inside is two ends, and no port of the hub has two tunnels', (t) => {
  t.deepEqual(mistakesOf(tunnelled({})), [])
  t.deepEqual(mistakesOf(tunnelled({ address: { own: '10.72.1.2', peer: '10.72.2.1' } })), [
    'network.tunnels: "10.72.1.2": is the address of two ends',
  ])
  t.deepEqual(mistakesOf(tunnelled({ endpoint: '203.0.113.10:51821' })), [
    'network.tunnels.links: "203.0.113.10:51821": is the endpoint of two tunnels; each has a port of its own on the hub',
  ])
})
