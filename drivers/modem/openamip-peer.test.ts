import test from 'ava'
import { decodeModemMessage } from '../framing/openamip/modem-lines.ts'
import { hearPeer, losePeer, type PeerState, revivePeer, unheardPeer, unlockPeer } from './openamip-peer.ts'

const assignedBy = { keyword: 'SAT', argument: 1 }

const hear = (lines: readonly string[], from: PeerState = unheardPeer): PeerState =>
  lines.reduce((peer, line) => hearPeer(peer, decodeModemMessage(line), assignedBy), from)

test('S, P and H are a target only when F commits them', (t) => {
  const asked = hear(['S 58.5 0.5 0', 'P H V', 'H 1250 36'])
  t.is(asked.report.target, undefined)
  t.deepEqual(hear(['F'], asked).report.target, {
    satelliteLongitudeDeg: 58.5,
    maxLatitudeDeg: 0.5,
    skewDeg: 0,
    rxPolarization: 'H',
    txPolarization: 'V',
    huntFrequencyMhz: 1250,
    huntBandwidthMhz: 36,
  })
})

test('what is asked for after F waits for the next F', (t) => {
  const peer = hear(['S 58.5', 'F', 'S 70'])
  t.is(peer.report.target?.satelliteLongitudeDeg, 58.5)
  t.is(hear(['F'], peer).report.target?.satelliteLongitudeDeg, 70)
})

test('F without a satellite is no target', (t) => {
  t.is(hear(['H 1250 36', 'F']).report.target, undefined)
})

test('the network assigns a satellite, and 0 takes it back', (t) => {
  const peer = hear(['X SAT 44057'])
  t.is(peer.report.assignedNoradId, 44057)
  t.false('assignedNoradId' in hear(['X SAT 0'], peer).report)
})

for (const line of ['X', 'X SAT', 'X SAT 4.5', 'X SAT -3', 'X SATURN 44057', 'X 44057', 'X SAT 99999999999']) {
  test(`"${line}" assigns nothing`, (t) => {
    t.is(hear([line]).report, unheardPeer.report)
  })
}

test('a modem that never names satellites is not read as if it did', (t) => {
  t.is(hearPeer(unheardPeer, decodeModemMessage('X SAT 44057'), undefined).report, unheardPeer.report)
})

test('requests and what is for other equipment change no report', (t) => {
  for (const line of ['A 15', 'W 5', 'B 9750 12800', 'T 1300 2', 'K 90', 'E 1', 'nonsense']) {
    t.is(hear([line]).report, unheardPeer.report)
  }
})

test('a lost modem is neither locked nor allowed to transmit, and its target is kept', (t) => {
  const peer = revivePeer(hear(['S 58.5', 'F', 'L 1 1', 'C 9', 'X SAT 44057', 'I maker']))
  const { atMs: _, ...report } = losePeer(peer).report
  t.deepEqual(report, {
    isAlive: false,
    isLocked: false,
    isTransmitAllowed: false,
    target: { satelliteLongitudeDeg: 58.5 },
    identity: 'maker',
  })
})

test('without L for long, lock and permission are void and the rest stays', (t) => {
  const peer = unlockPeer(revivePeer(hear(['L 1 1', 'C 9'])))
  t.like(peer.report, { isAlive: true, isLocked: false, isTransmitAllowed: false, carrierToNoiseDb: 9 })
})
