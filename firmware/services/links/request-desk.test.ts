import test from 'ava'
import type { DatagramAddress, DatagramSocket } from '../../../hal/datagram-socket.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { memoryStorage, type Storage } from '../../../hal/storage.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { decodeEmergency } from '../../domain/emergency-message.ts'
import { switchMac } from '../switch-mac.ts'
import { RequestDesk } from './request-desk.ts'

const mac = switchMac(Buffer.alloc(32, 7).toString('base64'))

const setUp = ({ storage = memoryStorage(), hasShore = true }: { storage?: Storage; hasShore?: boolean } = {}) => {
  const clock = new SimClock(1_000)
  const bus = memoryBus(clock)
  const sent: string[] = []
  const texts: string[] = []
  const socketOf = (link: string): DatagramSocket => ({
    onMessage: () => undefined,
    send: async (bytes: Uint8Array, _to: DatagramAddress) => {
      const message = decodeEmergency(bytes, mac)
      if (typeof message === 'object' && message.kind === 'request') sent.push(`${link}: ${message.request.text}`)
      return true
    },
    close: async () => undefined,
  })
  const carrying: string[] = ['lte']
  let ids = 0
  const shoreAt = { host: '10.0.0.1', port: 1 }
  const desk = new RequestDesk({
    clock,
    bus,
    storage,
    tell: () => undefined,
    train: 'kz-17',
    shore: hasShore ? { mac, doors: { lte: { socket: socketOf('lte'), shore: shoreAt } } } : undefined,
    recipients: { noc: '+77010000112' },
    whereabouts: {
      now: () => ({ line: { lineId: 'astana-almaty', chainageKm: 12, nextStation: 'Osakarovka', nextStationKm: 80 } }),
    },
    newId: () => String(++ids).padStart(32, '0'),
    carrying: () => carrying,
    queueText: async ({ text }) => texts.push(text) > 0,
  })
  const show = async () => {
    const answer = await bus.request('request.show', {})
    return answer.ok
      ? answer.reply.requests.map(({ request, state, isKept }) => `${request.station} ${state} ${isKept}`)
      : []
  }
  return { clock, bus, desk, sent, texts, carrying, storage, show }
}

test('a request is kept, goes to the shore for the next station, and ends when the shore has noted it', async (t) => {
  const { bus, desk, sent, show, clock } = setUp()
  const answer = await bus.request('request.raise', { text: 'a new dish motor', by: 'aigerim' })
  t.true(answer.ok)
  t.deepEqual(sent, ['lte: a new dish motor'])
  t.deepEqual(await show(), ['Osakarovka sent true'])
  desk.onNoted('1'.padStart(32, '0'))
  await clock.runFor(60_000)
  t.deepEqual(await show(), ['Osakarovka acknowledged true'])
  t.is(sent.length, 1)
})

test('a request outlives a restart, and goes again', async (t) => {
  const first = setUp()
  await first.bus.request('request.raise', { text: 'a new dish motor', by: 'aigerim' })
  await first.desk.close()
  const second = setUp({ storage: first.storage })
  await second.clock.runFor(2_000)
  t.deepEqual(second.sent, ['lte: a new dish motor'])
})

test('without a shore that a link could reach it goes by text at once, and ends when that was delivered', async (t) => {
  const { bus, desk, texts, clock, show } = setUp({ hasShore: false })
  await bus.request('request.raise', { text: 'a new dish motor', by: 'aigerim' })
  await clock.runFor(2_000)
  t.is(texts.length, 1)
  t.deepEqual(await show(), ['Osakarovka queued true'])
  const key = `request-${'1'.padStart(32, '0')}-noc`
  desk.onTextNews({ key, outcome: 'sent' })
  await clock.runFor(1_000)
  t.deepEqual(await show(), ['Osakarovka sent true'])
  desk.onTextNews({ key, outcome: 'delivered' })
  await clock.runFor(60_000)
  t.deepEqual(await show(), ['Osakarovka delivered true'])
  t.is(texts.length, 1)
})

test('where no link is left it goes by text, last', async (t) => {
  const { bus, texts, carrying, clock, sent } = setUp()
  carrying.length = 0
  await bus.request('request.raise', { text: 'a new dish motor', by: 'aigerim' })
  await clock.runFor(599_000)
  t.deepEqual(texts, [])
  await clock.runFor(5_000)
  t.deepEqual(texts, ['kz-17 asks Osakarovka: a new dish motor, by aigerim, km 12.0 of astana-almaty'])
  t.deepEqual(sent, [])
})
