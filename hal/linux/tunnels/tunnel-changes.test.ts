import test from 'ava'
import type { Tunnel } from '../../tunnel.ts'
import { ipLines, wgArgs } from './tunnel-changes.ts'
import { readWgDump, type SeenTunnel } from './wg-dump.ts'

const PEER = `${'p'.repeat(43)}=`
const OTHER = `${'o'.repeat(43)}=`
const PRIVATE = `${'s'.repeat(43)}=`
const wanted: Tunnel = {
  interface: 'sl-lte',
  privateKeyFile: '/etc/steppelink/train.key',
  fwmark: 0x400,
  mtuBytes: 1_420,
  address: { own: '10.72.4.2', peer: '10.72.4.1' },
  peer: { publicKey: PEER, endpoint: '203.0.113.10:51824', allowed: ['0.0.0.0/0', '::/0'], keepaliveS: 20 },
}
/** Synthetic, in the form of wg(8). */
const dump = `${PRIVATE}\t${OTHER}\t40123\t0x400\n${PEER}\t(none)\t203.0.113.10:51824\t0.0.0.0/0,::/0\t1700000000\t92\t628\t20\n`
const seen = readWgDump(dump) as SeenTunnel

test('a dump of wg is read', (t) => {
  t.deepEqual(seen, {
    privateKey: PRIVATE,
    listenPort: 40_123,
    fwmark: 0x400,
    peers: [
      {
        publicKey: PEER,
        endpoint: '203.0.113.10:51824',
        allowed: ['0.0.0.0/0', '::/0'],
        lastHandshakeS: 1_700_000_000,
        keepaliveS: 20,
      },
    ],
  })
})

test('a new interface has no key, mark or peer', (t) => {
  t.deepEqual(readWgDump('(none)\t(none)\t0\toff\n'), { listenPort: 0, fwmark: 0, peers: [] })
})

test('what is no dump is not understood', (t) => {
  for (const text of ['', 'garbage', `${dump}half a line`]) t.is(readWgDump(text), undefined)
})

test('a tunnel that is as wanted is left alone', (t) => {
  t.deepEqual(wgArgs(wanted, PRIVATE, seen), [])
})

test('a new tunnel gets its mark before its peer, and its key by file', (t) => {
  const args = wgArgs(wanted, PRIVATE, { listenPort: 0, fwmark: 0, peers: [] })
  t.deepEqual(args.slice(0, 6), ['private-key', wanted.privateKeyFile, 'fwmark', '1024', 'peer', PEER])
  t.false(args.includes(PRIVATE))
})

test('only what differs is changed', (t) => {
  t.deepEqual(wgArgs(wanted, PRIVATE, { ...seen, fwmark: 0 }), ['fwmark', '1024'])
  const [peer] = seen.peers
  t.truthy(peer)
  if (!peer) return
  const moved = { ...seen, peers: [{ ...peer, endpoint: '203.0.113.99:1' }] }
  t.deepEqual(wgArgs(wanted, PRIVATE, moved), ['peer', PEER, 'endpoint', '203.0.113.10:51824'])
})

test('a peer of somebody else is removed', (t) => {
  const [peer] = seen.peers
  const strange = { ...seen, peers: peer ? [peer, { ...peer, publicKey: OTHER }] : [] }
  t.deepEqual(wgArgs(wanted, PRIVATE, strange), ['peer', OTHER, 'remove'])
})

test('an end that learns its peer’s address leaves what it has learnt', (t) => {
  const { endpoint: _endpoint, ...peer } = wanted.peer
  t.deepEqual(wgArgs({ ...wanted, peer }, PRIVATE, seen), [])
})

test('an interface gets its size and address before it is up, and loses addresses that are not its own', (t) => {
  const lines = ipLines(wanted, { isUp: false, mtuBytes: 1_280, addresses: ['10.9.9.9 peer 10.9.9.8'] })
  t.deepEqual(lines, [
    'link set dev sl-lte mtu 1420',
    'addr add 10.72.4.2 peer 10.72.4.1 dev sl-lte',
    'addr del 10.9.9.9 peer 10.9.9.8 dev sl-lte',
    'link set dev sl-lte up',
  ])
  t.deepEqual(ipLines(wanted, { isUp: true, mtuBytes: 1_420, addresses: ['10.72.4.2 peer 10.72.4.1'] }), [])
})
