import test from 'ava'
import { SimClock } from '../../../hal/sim-clock.ts'
import { memoryStorage, type Storage } from '../../../hal/storage.ts'
import { TerminalError } from '../../../hal/terminal-error.ts'
import { fakeSocket } from '../../../test/fakes/datagrams.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { decodeEmergency, encodeEmergency } from '../../domain/emergency-message.ts'
import type { EmergencyPhase } from '../../domain/emergency-report.ts'
import type { WantedText } from '../../plan/sms-queue-state.ts'
import { switchMac } from '../switch-mac.ts'
import { tellAs } from '../tell.ts'
import { EmergencyDesk } from './emergency-desk.ts'

/** What a medium or a kernel never answers. */
const never = (): Promise<never> => new Promise(() => {})

const mac = switchMac(Buffer.alloc(32, 9).toString('base64'))
const id = 'a'.repeat(32)
const smoke = { id, text: 'smoke in coach 5', by: 'Aigerim' }

const setUp = ({ storage = memoryStorage(), hasWays = true }: { storage?: Storage; hasWays?: boolean } = {}) => {
  const clock = new SimClock()
  const bus = memoryBus(clock)
  const doors = { starlink: fakeSocket(), lte: fakeSocket() }
  const texts: WantedText[] = []
  const shore = { host: '10.72.1.1', port: 7171 }
  const desk = new EmergencyDesk({
    clock,
    bus,
    storage,
    tell: tellAs('links', { clock, bus }),
    train: 'kz-17',
    shore: hasWays
      ? { mac, doors: { starlink: { socket: doors.starlink.socket, shore }, lte: { socket: doors.lte.socket, shore } } }
      : undefined,
    recipients: hasWays ? { noc: '+77010000112' } : {},
    whereabouts: { now: () => ({ line: { lineId: 'astana-almaty', chainageKm: 612.3 } }) },
    carrying: () => ['starlink'],
    queueText: async (text) => {
      texts.push(text)
      return true
    },
  })
  const raise = () => bus.request('emergency.raise', smoke)
  const reports = (link: keyof typeof doors) =>
    doors[link].sent.flatMap(({ bytes }) => {
      const message = decodeEmergency(bytes, mac)
      return typeof message === 'object' && message.kind === 'report' ? [message.report] : []
    })
  const acknowledge = (link: keyof typeof doors, phase: EmergencyPhase = 'raised', key = mac): void =>
    doors[link].comes(encodeEmergency({ kind: 'acknowledged', id, phase }, key))
  const ways = async (): Promise<Record<string, string>> => {
    const shown = await bus.request('emergency.show', {})
    const [one] = shown.ok ? shown.reply.emergencies : []
    return Object.fromEntries((one?.ways ?? []).map(({ name, state }) => [name, state]))
  }
  return { clock, bus, desk, doors, texts, raise, reports, acknowledge, ways }
}

test('an emergency goes by each link and by text with the place, and the sender sees how it stands', async (t) => {
  const { clock, raise, reports, texts, ways, acknowledge, desk } = setUp()
  const answer = await raise()
  t.true(answer.ok && answer.reply.emergencies[0]?.isKept)
  for (const link of ['starlink', 'lte'] as const)
    t.deepEqual(reports(link), [{ ...smoke, train: 'kz-17', line: { lineId: 'astana-almaty', chainageKm: 612.3 } }])
  t.is(texts[0]?.text, 'EMERGENCY kz-17: smoke in coach 5 (Aigerim); astana-almaty km 612.3')
  t.deepEqual(await ways(), { starlink: 'sent', lte: 'queued', noc: 'queued' })
  desk.onTextNews({ key: texts[0]?.key ?? '', outcome: 'delivered' })
  acknowledge('lte')
  await clock.runFor(100)
  t.deepEqual(await ways(), { starlink: 'sent', lte: 'acknowledged', noc: 'delivered' })
  t.false(desk.isUnderWay())
})

test('by a way whose kernel takes nothing it is queued, not sent, and one that never says delays no answer', async (t) => {
  const { doors, raise, ways } = setUp()
  doors.starlink.takesNothing()
  await raise()
  t.like(await ways(), { starlink: 'queued' })
  const hung = setUp()
  hung.doors.starlink.socket.send = never
  const raised = hung.raise()
  await hung.clock.runFor(1_600)
  t.true((await raised).ok)
  t.like(await hung.ways(), { starlink: 'queued' })
})

test('an acknowledgement without the key is none', async (t) => {
  const { clock, raise, acknowledge, desk } = setUp()
  await raise()
  acknowledge('lte', 'raised', switchMac(''))
  await clock.runFor(100)
  t.true(desk.isUnderWay())
})

test('cancelling goes the same ways, says who, and is refused where nothing is open', async (t) => {
  const { bus, clock, raise, reports } = setUp()
  const early = await bus.request('emergency.cancel', { by: 'Bolat' })
  t.false(early.ok)
  await raise()
  t.true((await bus.request('emergency.cancel', { by: 'Bolat' })).ok)
  await clock.runFor(100)
  t.is(reports('lte').at(-1)?.cancelledBy, 'Bolat')
})

test('of several that are open none is cancelled unless one is named, or all', async (t) => {
  const { bus, raise } = setUp()
  const other = 'b'.repeat(32)
  await raise()
  await bus.request('emergency.raise', { ...smoke, id: other })
  const open = async () => {
    const shown = await bus.request('emergency.show', {})
    return (shown.ok ? shown.reply.emergencies : []).flatMap(({ report }) => (report.cancelledBy ? [] : [report.id]))
  }
  const neither = await bus.request('emergency.cancel', { by: 'Bolat' })
  t.regex(neither.ok ? '' : neither.text, new RegExp(`2 emergencies are open.*${id}, ${other}$`))
  t.false((await bus.request('emergency.cancel', { by: 'Bolat', id, all: true })).ok)
  t.deepEqual(await open(), [id, other])
  t.true((await bus.request('emergency.cancel', { by: 'Bolat', id })).ok)
  t.deepEqual(await open(), [other])
  await bus.request('emergency.raise', { ...smoke, id: 'c'.repeat(32) })
  t.true((await bus.request('emergency.cancel', { by: 'Bolat', all: true })).ok)
  t.deepEqual(await open(), [])
})

test('where nobody would hear of it, it is refused', async (t) => {
  const answer = await setUp({ hasWays: false }).raise()
  t.regex(answer.ok ? '' : answer.text, /nobody would hear of it/)
})

test('where nothing can be kept it is sent all the same, and the sender sees that it is not kept', async (t) => {
  const storage: Storage = {
    ...memoryStorage(),
    write: async () => {
      throw new TerminalError({ code: 'storage-failed', device: 'disk', retry: 'backoff', message: 'no space' })
    },
  }
  const { raise, reports } = setUp({ storage })
  const answer = await raise()
  t.is(reports('starlink').length, 1)
  t.false(answer.ok && answer.reply.emergencies[0]?.isKept)
})

test('a medium that hangs delays no emergency, and the sender hears that it is not kept', async (t) => {
  for (const hanging of ['read', 'write'] as const) {
    const { clock, bus, desk, raise, reports } = setUp({ storage: { ...memoryStorage(), [hanging]: never } })
    const raised = raise()
    await clock.runFor(10)
    t.is(reports('lte').length, 1, hanging)
    await clock.runFor(2_000)
    const answer = await raised
    t.false(answer.ok && answer.reply.emergencies[0]?.isKept, hanging)
    const open = desk.hasOpen()
    const shown = bus.request('emergency.show', {})
    const cancelled = bus.request('emergency.cancel', { by: 'Bolat' })
    await clock.runFor(4_000)
    t.true(await open, hanging)
    t.true((await shown).ok && (await cancelled).ok, hanging)
    t.is(reports('lte').at(-1)?.cancelledBy, 'Bolat', hanging)
  }
})

test('what is read late is joined with what was raised meanwhile', async (t) => {
  const records = new Map<string, Uint8Array>()
  await setUp({ storage: memoryStorage(records) }).raise()
  const kept = memoryStorage(records)
  const gate = Promise.withResolvers<void>()
  const storage: Storage = { ...kept, read: (record) => gate.promise.then(() => kept.read(record)) }
  const { clock, bus } = setUp({ storage })
  const raised = bus.request('emergency.raise', { ...smoke, id: 'b'.repeat(32) })
  await clock.runFor(2_000)
  await raised
  gate.resolve()
  await clock.runFor(100)
  const shown = await bus.request('emergency.show', {})
  const ids = (shown.ok ? shown.reply.emergencies : []).map(({ report, isKept }) => [report.id, isKept])
  t.deepEqual(ids, [
    [id, true],
    ['b'.repeat(32), true],
  ])
})

test('a damaged record is told with an alarm, is shown, and is kept aside from what is written next', async (t) => {
  const damaged = Buffer.from('[{"report":')
  const records = new Map<string, Uint8Array>([['emergencies', damaged]])
  const { clock, bus, raise } = setUp({ storage: memoryStorage(records) })
  const told: string[] = []
  bus.subscribe('links.event', ({ severity, text }) => void (severity === 'alarm' && told.push(text)))
  await clock.runFor(100)
  t.deepEqual(told, ['emergencies that were under way before the start cannot be read'])
  await raise()
  const shown = await bus.request('emergency.show', {})
  t.regex((shown.ok && shown.reply.damage) || '', /cannot be read/)
  t.true(shown.ok && shown.reply.emergencies[0]?.isKept)
  t.deepEqual(Buffer.from(records.get('emergencies-damaged') ?? []), damaged)
})

test('a record that is there and no copy of which is whole counts as damaged, not as none', async (t) => {
  const { bus } = setUp({ storage: { ...memoryStorage(), has: async () => true } })
  const shown = await bus.request('emergency.show', {})
  t.regex((shown.ok && shown.reply.damage) || '', /cannot be read/)
})

/** A medium that the power leaves before its nth write is done: that write never resolves, nor does any after it. */
const cutAt = (records: Map<string, Uint8Array>, writes: number): Storage => {
  const kept = memoryStorage(records)
  let left = writes
  return { ...kept, write: (record, bytes) => (left-- > 0 ? kept.write(record, bytes) : new Promise(() => {})) }
}

test('a power cut before any write loses no emergency that was answered as kept, and none is forgotten before the shore has it', async (t) => {
  let answered = 0
  for (let writes = 0; writes < 8; writes++) {
    const records = new Map<string, Uint8Array>()
    const first = setUp({ storage: cutAt(records, writes) })
    let wasAnswered = false
    void first.raise().then((answer) => {
      wasAnswered = answer.ok && answer.reply.emergencies[0]?.isKept === true
    })
    await first.clock.runFor(3_000)
    first.acknowledge('starlink')
    await first.clock.runFor(3_000)
    void first.bus.request('emergency.cancel', { by: 'Bolat' })
    await first.clock.runFor(3_000)
    if (wasAnswered) answered++

    const second = setUp({ storage: memoryStorage(records) })
    await second.clock.runFor(2_000)
    const shown = await second.bus.request('emergency.show', {})
    const [one] = shown.ok ? shown.reply.emergencies : []
    if (wasAnswered) t.is(one?.report.id, id, `after ${writes} writes`)
    if (one && !one.isAcknowledged) t.true(second.reports('lte').length > 0, `after ${writes} writes it goes on`)
  }
  t.true(answered >= 6, 'the cuts lie after the answer too')
})
