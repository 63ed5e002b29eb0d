import test from 'ava'
import { stringify } from 'yaml'
import { UsageError } from '../usage-error.ts'
import { parseHubConfig } from './read-hub-config.ts'

const KEY = `${'A'.repeat(43)}=`
const tunnel = (number: number) => ({
  interface: `hub-${number}`,
  listenPort: 51_820 + number,
  privateKeyFile: '/etc/steppelink/hub.key',
  trainPublicKey: KEY,
  address: { own: `10.72.${number}.1`, peer: `10.72.${number}.2` },
})
const well = {
  uplink: 'eth0',
  mtuBytes: 1_380,
  announcing: { keyFile: '/etc/steppelink/switch.key' },
  classes: { operations: ['10.71.2.0/24', 'FD71:0:0:2::/64'] },
  tunnels: { oneweb: tunnel(1), lte: tunnel(2) },
}

test('a hub that is well is read, with networks as wg writes them', (t) => {
  const { classes, announcing } = parseHubConfig(stringify(well), 'hub.yaml')
  t.deepEqual(classes.operations, { networks: ['10.71.2.0/24', 'fd71:0:0:2::/64'] })
  t.is(announcing.port, 7170)
})

const refused = test.macro((t, change: object, said: RegExp) => {
  const error = t.throws(() => parseHubConfig(stringify({ ...well, ...change }), 'hub.yaml'), {
    instanceOf: UsageError,
  })
  t.regex(error.message, said)
})

test('a hub without tunnels is refused', refused, { tunnels: {} }, /^hub\.yaml: tunnels: .*1 to 97 tunnels/)
test(
  'two tunnels on one port are refused',
  refused,
  { tunnels: { a: tunnel(1), b: { ...tunnel(2), listenPort: 51_821 } } },
  /a port is two things: 51821/,
)
test('the uplink is no tunnel', refused, { uplink: 'hub-1' }, /an interface is two things: hub-1/)
test(
  'a network of two classes is refused',
  refused,
  { classes: { operations: ['10.71.2.0/24'], cctv: ['10.71.2.0/24'] } },
  /a network is two things/,
)
test('a packet too small for IPv6 is refused', refused, { mtuBytes: 1_200 }, /mtuBytes: 1200/)
test('an unknown setting is named', refused, { nat: true }, /nat: true: there is no such setting/)

test('a class may have its share of a link beside its networks', (t) => {
  const operations = { networks: ['10.71.2.0/24'], rateFloorKbps: 256 }
  t.deepEqual(parseHubConfig(stringify({ ...well, classes: { operations } }), 'hub.yaml').classes, { operations })
})

const double = { ...tunnel(99), links: ['oneweb', 'lte'] }

test('a tunnel of two links is of two that there are, with addresses and a port of its own', (t) => {
  t.is(parseHubConfig(stringify({ ...well, double }), 'hub.yaml').double?.listenPort, 51_919)
})

test(
  'a link of it that is not there is refused',
  refused,
  { double: { ...double, links: ['oneweb', 'geo'] } },
  /double\.links: "geo": no such tunnel; tunnels: oneweb, lte/,
)
test('one link is not two', refused, { double: { ...double, links: ['lte', 'lte'] } }, /two different links/)
test('one that takes a port is refused', refused, { double: { ...double, listenPort: 51_822 } }, /a port is two things/)
test('IPv6 must fit in it', refused, { double, mtuBytes: 1_320 }, /leaves 1260 in it, and 1280 are needed/)
test('no link is named so', refused, { tunnels: { double: tunnel(1) } }, /"double" is no name of a link/)
