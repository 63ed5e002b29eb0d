import test from 'ava'
import { linuxNetwork } from './network-config.ts'
import { probeTargets, probeWarnings } from './probe-targets.ts'

const links = { lte: { interface: 'wwan0' }, platform: { interface: 'eth3', resolver: '10.64.0.53' } }
const networkOf = (more: object) => linuxNetwork.parse({ kind: 'linux', links, classes: {}, ...more })
const warningsOf = (more: object) =>
  probeWarnings({ devices: {}, terminals: {}, links: {}, traffic: {}, network: networkOf(more) })

test('a link in the open is probed by those who are asked for names, its provider’s own first', (t) => {
  const network = networkOf({ resolvers: ['9.9.9.9', '149.112.112.112'] })
  t.deepEqual(probeTargets(network, 'lte'), ['9.9.9.9', '149.112.112.112'])
  t.deepEqual(probeTargets(network, 'platform'), ['10.64.0.53', '9.9.9.9', '149.112.112.112'])
})

test('what the file names as targets counts alone, also that there are none', (t) => {
  const targets = ['192.0.2.1', '192.0.2.2']
  t.deepEqual(probeTargets(networkOf({ resolvers: ['9.9.9.9', '1.1.1.1'], probes: { targets } }), 'platform'), targets)
  t.deepEqual(warningsOf({ probes: { targets: [] } }), [])
})

test('a single server says nothing of a link: such a link is not probed, and the file is warned of', (t) => {
  t.deepEqual(probeTargets(networkOf({ resolvers: ['9.9.9.9'] }), 'lte'), [])
  const warnings = warningsOf({ resolvers: ['9.9.9.9'] })
  t.is(warnings.length, 1)
  t.regex(warnings[0] ?? '', /^network\.links\.lte: is not probed: /)
})

test('of a link with a tunnel, which the hub answers in, nobody is warned', (t) => {
  t.deepEqual(warningsOf({ links: { lte: { interface: 'wwan0', tunnel: 'sl-lte' } } }), [])
})
