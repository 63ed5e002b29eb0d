import test from 'ava'
import { SimClock } from '../../../hal/sim-clock.ts'
import { fakeSocket } from '../../../test/fakes/datagrams.ts'
import { decodeSwitch, encodeSwitch, type SwitchMessage } from '../../domain/switch-message.ts'
import { switchMac } from '../switch-mac.ts'
import { Announcer } from './announcer.ts'

const mac = switchMac(Buffer.alloc(32, 7).toString('base64'))

const announcerRig = () => {
  const clock = new SimClock()
  const sockets = { starlink: fakeSocket(), lte: fakeSocket() }
  const unanswered: string[] = []
  const announcer = new Announcer({
    clock,
    mac,
    run: 100,
    doors: {
      starlink: { socket: sockets.starlink.socket, hub: { host: '10.72.2.1', port: 7170 } },
      lte: { socket: sockets.lte.socket, hub: { host: '10.72.4.1', port: 7170 } },
    },
    onUnanswered: (trafficClass, link) => unanswered.push(`${trafficClass} ${link}`),
  })
  const said = (link: keyof typeof sockets): SwitchMessage[] =>
    sockets[link].sent.map(({ bytes }) => decodeSwitch(bytes, mac) as SwitchMessage)
  const answer = (link: keyof typeof sockets, outcome: 'moved' | 'stale' | 'failed', order = {}): void => {
    const last = said(link).at(-1)
    if (last) sockets[link].comes(encodeSwitch({ ...last, ...order, kind: 'answer', outcome }, mac))
  }
  return { clock, sockets, announcer, said, answer, unanswered }
}

test('a switch is announced to the hub inside the new tunnel', async (t) => {
  const { announcer, sockets, said } = announcerRig()
  announcer.announce('operations', 'lte')
  t.deepEqual(said('lte'), [{ kind: 'announce', trafficClass: 'operations', run: 100, number: 1 }])
  t.deepEqual(sockets.lte.sent[0]?.to, { host: '10.72.4.1', port: 7170 })
  t.is(sockets.starlink.sent.length, 0)
})

test('it is repeated until it is answered', async (t) => {
  const { announcer, clock, said, answer, unanswered } = announcerRig()
  announcer.announce('operations', 'lte')
  await clock.runFor(300)
  answer('lte', 'failed')
  await clock.runFor(150)
  t.is(said('lte').length, 4)
  answer('lte', 'moved')
  await clock.runFor(60_000)
  t.is(said('lte').length, 4)
  t.deepEqual(unanswered, [])
})

test('it ends after ten tries, and that is told once', async (t) => {
  const { announcer, clock, said, unanswered } = announcerRig()
  announcer.announce('operations', 'lte')
  await clock.runFor(60_000)
  t.is(said('lte').length, 10)
  t.deepEqual(unanswered, ['operations lte'])
})

test('a later switch of the class ends the earlier one', async (t) => {
  const { announcer, clock, said } = announcerRig()
  announcer.announce('operations', 'lte')
  announcer.announce('operations', 'starlink')
  await clock.runFor(200)
  t.is(said('lte').length, 1)
  t.deepEqual(
    said('starlink').map(({ number }) => number),
    [2, 2],
  )
})

test('a hub that knows a later run is overtaken at once', async (t) => {
  const { announcer, said, answer } = announcerRig()
  announcer.announce('operations', 'lte')
  answer('lte', 'stale', { run: 900, number: 3 })
  t.like(said('lte').at(-1), { kind: 'announce', run: 901, number: 0 })
})

test('an answer with another key or to another order ends nothing', async (t) => {
  const { announcer, clock, sockets, said, answer } = announcerRig()
  announcer.announce('operations', 'lte')
  sockets.lte.comes(
    encodeSwitch({ kind: 'answer', outcome: 'moved', trafficClass: 'operations', run: 100, number: 1 }, switchMac('')),
  )
  answer('lte', 'moved', { number: 77 })
  await clock.runFor(150)
  t.is(said('lte').length, 2)
})

test('a link without a tunnel needs no announcement', async (t) => {
  const { announcer, clock, sockets } = announcerRig()
  announcer.announce('operations', 'geo')
  announcer.announce('cctv', undefined)
  await clock.runFor(1_000)
  t.is(sockets.lte.sent.length + sockets.starlink.sent.length, 0)
  await announcer.close()
  t.false(sockets.lte.isOpen())
})
