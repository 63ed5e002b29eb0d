import test from 'ava'
import type { CellularReport } from '../../../drivers/cellular/cellular.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { memoryStorage, type Storage } from '../../../hal/storage.ts'
import { monotonicMs } from '../../../hal/units.ts'
import { fakeCellular, listen } from '../../../test/fakes/drivers.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { tellAs } from '../tell.ts'
import { CellularDesk } from './cellular-desk.ts'

const well: CellularReport = {
  atMs: monotonicMs(0),
  isAlive: true,
  registration: 'home',
  canText: true,
  sim: 'ready',
  identity: { imei: '866425030000017', imsi: '401770000000001', iccid: '8999770000000000017' },
}
const request = { to: 'noc', text: 'hello', priority: 'alarm', key: 'a', forMs: 3_600_000 } as const

const setUp = (storage: Storage = memoryStorage()) => {
  const clock = new SimClock()
  const bus = memoryBus(clock)
  const modems = { lte: fakeCellular(), sat: fakeCellular() }
  const events = listen(bus, 'links.event')
  const tell = tellAs('links', { clock, bus })
  const rig = { isUsed: false, away: [] as string[], isAlone: false }
  const desk = new CellularDesk({
    ...{ clock, bus, storage, tell, modems, recipients: { noc: '+77010000112' } },
    onlyWayOf: (modem) => (rig.isAlone ? `${modem}-link` : undefined),
    announce: (modem, forMs, cause) => {
      rig.away.push(`${modem} ${forMs} ${cause}`)
      return rig.isUsed
    },
  })
  const report = (name: string, more: Partial<CellularReport> = {}): void => desk.onReport(name, { ...well, ...more })
  return { clock, bus, modems, events, desk, report, rig }
}

test('a text goes to a recipient of the configuration by the modem on the ground', async (t) => {
  const { clock, bus, modems, report } = setUp()
  report('sat', { isSatellite: true })
  report('lte')
  const answer = await bus.request('text.send', request)
  t.true(answer.ok)
  await clock.runFor(2_000)
  t.like(modems.lte.sent[0], { to: '+77010000112', text: 'hello' })
  t.is(modems.sat.sent.length, 0)
  const shown = await bus.request('text.show', {})
  t.like(shown.ok && shown.reply.texts[0], { to: 'noc', state: 'sent', attempts: 1 })
})

test('a satellite is used when nothing else is left', async (t) => {
  const { clock, bus, modems, report } = setUp()
  report('sat', { isSatellite: true })
  report('lte', { canText: false })
  await bus.request('text.send', request)
  await clock.runFor(2_000)
  t.is(modems.sat.sent.length, 1)
})

test('nobody else is sent anything', async (t) => {
  const { clock, bus, modems, report } = setUp()
  report('lte')
  for (const to of ['+77019999999', 'constructor'])
    t.like(await bus.request('text.send', { ...request, to }), { ok: false, reason: 'refused' })
  await clock.runFor(2_000)
  t.is(modems.lte.sent.length, 0)
})

test('another SIM is told, also when it was changed while the power was off', async (t) => {
  const storage = memoryStorage()
  const before = setUp(storage)
  before.report('lte')
  await before.clock.runFor(100)
  t.is(before.events.length, 0)
  const after = setUp(storage)
  after.report('lte', { identity: { ...well.identity, iccid: '8999770000000000025' } })
  await after.clock.runFor(100)
  t.like(after.events[0], { severity: 'alarm', subject: 'lte' })
  t.regex(after.events[0]?.text ?? '', /another SIM card in lte: …0025 instead of …0017/)
})

test('a PIN that is withheld is told once', async (t) => {
  const { clock, events, report } = setUp()
  for (let at = 0; at < 3; at++)
    report('lte', { sim: 'pin', pinWithheld: 'one try of the PIN is left: it is not spent' })
  await clock.runFor(100)
  t.is(events.length, 1)
})

test('only modems that there are restart and search', async (t) => {
  const { bus } = setUp()
  t.true((await bus.request('cellular.reset', { modem: 'lte' })).ok)
  t.like(await bus.request('cellular.reset', { modem: 'constructor' }), { ok: false, reason: 'refused' })
  t.like(await bus.request('cellular.search', { modem: 'lte' }), { ok: false, reason: 'failed' })
})

test('the topic has what readers need and no number of a card', (t) => {
  const { desk, report } = setUp()
  report('lte')
  t.deepEqual(desk.modems(), { lte: { isAlive: true, registration: 'home', canText: true, sim: 'ready' } })
})

test('a modem is asked what its list knows, and nothing else', async (t) => {
  const { bus, modems } = setUp()
  const asked = await bus.request('cellular.query', { modem: 'lte', query: 'signal' })
  t.deepEqual(asked.ok && asked.reply.answers, [{ command: 'AT+CSQ', outcome: 'ok', lines: ['+CSQ: 17,99'] }])
  t.like(await bus.request('cellular.query', { modem: 'lte', query: 'AT+CFUN=0' }), { ok: false, reason: 'refused' })
  t.like(await bus.request('cellular.query', { modem: 'x', query: 'signal' }), { ok: false, reason: 'refused' })
  t.deepEqual(modems.lte.queries, ['signal', 'AT+CFUN=0'])
})

test('traffic has time to leave a modem before it restarts, and a search is over when it has answered', async (t) => {
  const { clock, bus, modems, rig } = setUp()
  rig.isUsed = true
  const reset = bus.request('cellular.reset', { modem: 'lte' })
  await clock.runFor(1_400)
  t.is(modems.lte.resets, 0)
  t.deepEqual(rig.away, ['lte 60000 lte restarts by command'])
  await clock.runFor(200)
  t.is(modems.lte.resets, 1)
  t.true((await reset).ok)
  const search = bus.request('cellular.search', { modem: 'sat' })
  await clock.runFor(1_600)
  await search
  t.deepEqual(rig.away.slice(1), ['sat 200000 sat searches for operators', 'sat 0 '])
})

test('a modem whose link alone carries emergency restarts only when that is said', async (t) => {
  const { bus, modems, rig } = setUp()
  rig.isAlone = true
  const refused = await bus.request('cellular.reset', { modem: 'lte' })
  t.like(refused, { ok: false, reason: 'refused' })
  t.regex(refused.ok ? '' : refused.text, /^lte-link is the only link that carries emergency/)
  t.is(modems.lte.resets, 0)
  t.true((await bus.request('cellular.reset', { modem: 'lte', isForced: true })).ok)
  t.is(modems.lte.resets, 1)
})
