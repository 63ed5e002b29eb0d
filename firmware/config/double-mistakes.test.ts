import test from 'ava'
import { doubleMistakes } from './double-mistakes.ts'
import { linuxNetwork } from './network-config.ts'

const KEY = `${'A'.repeat(43)}=`
const end = (number: number) => ({
  privateKeyFile: '/etc/steppelink/train.key',
  hubPublicKey: KEY,
  address: { own: `10.72.${number}.2`, peer: `10.72.${number}.1` },
})
const double = { ...end(99), links: ['oneweb', 'lte'] }

const mistakesOf = (traffic: object, tunnels: object = { double }, outerMtuBytes = 1_500): string[] =>
  doubleMistakes({
    devices: {},
    terminals: {},
    links: {},
    traffic: traffic as never,
    network: linuxNetwork.parse({
      kind: 'linux',
      links: {},
      classes: {},
      tunnels: {
        announcing: { keyFile: '/etc/steppelink/switch.key' },
        links: {
          oneweb: { ...end(1), endpoint: '203.0.113.10:51821' },
          lte: { ...end(2), endpoint: '203.0.113.10:51822', outerMtuBytes },
        },
        ...tunnels,
      },
    }),
  })

const operations = { links: ['oneweb', 'lte', 'geo'], double: true }

test('a class whose list has both links may be sent on both', (t) => {
  t.deepEqual(mistakesOf({ operations }), [])
})

test('nothing is doubled without a tunnel that does it', (t) => {
  t.deepEqual(mistakesOf({ operations }, {}), [
    'traffic.operations.double: network.tunnels.double does not say on which two links',
  ])
})

test('both links are among those of the class', (t) => {
  t.deepEqual(mistakesOf({ operations: { links: ['lte'], double: true } }), [
    'traffic.operations.double: oneweb of network.tunnels.double is not among its links',
  ])
})

test('passengers are not paid for twice', (t) => {
  t.deepEqual(mistakesOf({ passenger: operations }), [
    'traffic.passenger.double: only emergency and operations may be sent on two links',
  ])
})

test('its links have tunnels, and IPv6 fits in it', (t) => {
  t.deepEqual(mistakesOf({}, { double: { ...double, links: ['oneweb', 'geo'] } }, 1_400), [
    'network.tunnels.double.links: "geo": no such tunnel in network.tunnels.links',
    'network.tunnels.double: the narrowest link leaves 1260 bytes in it, and 1280 are needed',
  ])
})
