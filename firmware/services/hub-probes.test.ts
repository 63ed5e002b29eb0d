import test from 'ava'
import type { InterfaceCounts } from '../../hal/interface-counters.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { fakeSocket } from '../../test/fakes/datagrams.ts'
import { decodeProbe, encodeProbe, type ProbeMessage } from '../domain/probe-message.ts'
import { startHubProbes } from './hub-probes.ts'
import { switchMac } from './switch-mac.ts'

const mac = switchMac(Buffer.alloc(32, 7).toString('base64'))

/** A hub with one tunnel, by which a flow of 200 packets a second goes each way unless it is stopped. */
const probedHub = () => {
  const clock = new SimClock()
  const door = fakeSocket()
  const counts: InterfaceCounts = { receivedPackets: 0, receivedBytes: 0, sentPackets: 0, sentBytes: 0 }
  const flow = { comes: true, goes: true }
  clock.every(5, () => {
    if (flow.comes) counts.receivedPackets++
    if (flow.goes) counts.sentPackets++
  })
  const readCounters = () => new Map([['hub-lte', { ...counts }]])
  const tunnels = { lte: { interface: 'hub-lte', socket: door.socket } }
  const hub = startHubProbes({ clock, mac, readCounters, tunnels })
  const said = () => door.sent.map(({ bytes }) => decodeProbe(bytes, mac) as ProbeMessage)
  const probe = (number: number): void => door.comes(encodeProbe({ kind: 'probe', number }, mac))
  return { clock, door, counts, flow, hub, said, probe }
}

test('a probe is answered with what was heard of its tunnel and sent by it', (t) => {
  const { counts, probe, said, door } = probedHub()
  Object.assign(counts, { receivedPackets: 12, sentPackets: 9 })
  probe(7)
  t.deepEqual(said(), [{ kind: 'answer', number: 7, receivedPackets: 12, sentPackets: 9 }])
  t.is(door.sent[0]?.to.port, 40_000)
})

test('a train whose flow falls silent while packets still go to it is told so at once, and once more', async (t) => {
  const { clock, flow, said, probe, hub } = probedHub()
  probe(1)
  await clock.runFor(3_000)
  t.is(said().length, 1, 'nothing is said of a flow that comes')
  flow.comes = false
  await clock.runFor(150)
  const [, first] = said()
  t.is(first?.kind, 'unheard')
  t.true(first?.kind === 'unheard' && first.silentMs >= 80 && first.silentMs < 120)
  await clock.runFor(5_000)
  t.is(said().length, 3)
  t.is(hub.counters().unheard, 1)
})

test('a train that has nothing more to say, and to which nothing is sent, is left alone', async (t) => {
  const { clock, flow, said, probe } = probedHub()
  probe(1)
  await clock.runFor(3_000)
  Object.assign(flow, { comes: false, goes: false })
  await clock.runFor(5_000)
  t.is(said().length, 1)
})

test('a flow that comes and goes costs less than 4 kbit/s of what is said of its silences', async (t) => {
  const { clock, flow, said, probe } = probedHub()
  probe(1)
  clock.every(400, () => {
    flow.comes = !flow.comes
  })
  await clock.runFor(60_000)
  t.true(said().length * 138 * 8 <= 60 * 4_000, String(said().length))
})

test('garbage and forgeries are counted and never answered, and genuine floods are cut', async (t) => {
  const { door, hub, clock, probe } = probedHub()
  door.comes(new Uint8Array(3))
  door.comes(encodeProbe({ kind: 'probe', number: 1 }, switchMac('')))
  door.comes(encodeProbe({ kind: 'answer', number: 1, receivedPackets: 0, sentPackets: 0 }, mac))
  t.like(hub.counters(), { garbled: 2, forged: 1, answered: 0 })
  t.is(door.sent.length, 0)
  for (let count = 0; count < 500; count++) probe(count)
  t.like(hub.counters(), { answered: 400, tooMany: 100 })
  await clock.runFor(1_000)
  await hub.close()
  t.false(door.isOpen())
})
