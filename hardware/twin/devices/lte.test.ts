import test from 'ava'
import { seededRandom } from '../../../hal/random.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { fakeWorld } from '../../../test/fakes/world.ts'
import type { CellTruth } from '../truth.ts'
import { virtualLte } from './lte.ts'

const kcell: CellTruth = { rsrpDbm: -85, operator: 'Kcell', plmn: '40102', capacityMbps: 60 }

const setUp = () => {
  const clock = new SimClock()
  const faults = new Map<string, number>()
  const radio: { cell: CellTruth | undefined } = { cell: kcell }
  let heard = ''
  const lte = virtualLte({
    name: 'lte',
    world: fakeWorld({ clock, cell: () => radio.cell }),
    clock,
    random: seededRandom(1),
    faultAgeMs: (fault) => {
      const sinceMs = faults.get(fault)
      return sinceMs === undefined ? undefined : clock.nowMs() - sinceMs
    },
    rates: { fixHz: 5, motionHz: 100, statusEveryMs: 100 },
  })
  const wire = {
    send: (bytes: Uint8Array) => {
      heard += Buffer.from(bytes).toString('latin1')
    },
  }
  lte.start(wire)
  const say = async (text: string): Promise<string> => {
    heard = ''
    lte.receive(Buffer.from(text, 'latin1'))
    await clock.runFor(100)
    return heard
  }
  return { clock, faults, radio, lte, wire, say, heard: () => heard }
}

const booted = async () => {
  const all = setUp()
  await all.clock.runFor(7000)
  return all
}

test('it is deaf while it boots, then says RDY', async (t) => {
  const { clock, say, heard } = setUp()
  t.is(await say('AT\r'), '')
  await clock.runFor(5800)
  t.is(heard(), '')
  await clock.runFor(700)
  t.is(heard(), '\r\nRDY\r\n')
})

test('it echoes until ATE0', async (t) => {
  const { say } = await booted()
  t.is(await say('AT\r'), 'AT\r\r\nOK\r\n')
  t.is(await say('ATE0\r\n'), 'ATE0\r\r\nOK\r\n')
  t.is(await say('AT\r'), '\r\nOK\r\n')
})

test('an unknown command is an error, and garbage is nothing', async (t) => {
  const { say } = await booted()
  await say('ATE0\r')
  t.is(await say('AT+NOSUCH?\r'), '\r\nERROR\r\n')
  t.is(await say('constructor\r\u0000\u00ff\r'), '')
  t.is(await say(`AT+${'X'.repeat(10_000)}\r`), '\r\nERROR\r\n')
})

test('it searches for 4 to 8 s, registers and reports it with its cell', async (t) => {
  const { clock, say, heard } = await booted()
  t.true((await say('AT+CEREG=2\r')).includes('OK'))
  t.true((await say('AT+CEREG?\r')).includes('+CEREG: 2,2\r\n'))
  await clock.runFor(8500)
  t.regex(heard(), /\+CEREG: 1,"00C3","01A2D000",7\r\n/)
  t.regex(await say('AT+CEREG?\r'), /\+CEREG: 2,1,"00C3","01A2D000",7\r\n/)
})

test('the operator is told as name or number, and not at all while it searches', async (t) => {
  const { clock, say } = await booted()
  t.regex(await say('AT+COPS?\r'), /\+COPS: 0\r\n/)
  await clock.runFor(9000)
  t.regex(await say('AT+COPS?\r'), /\+COPS: 0,0,"Kcell",7\r\n/)
  await say('AT+COPS=3,2\r')
  t.regex(await say('AT+COPS?\r'), /\+COPS: 0,2,"40102",7\r\n/)
})

test('the signal follows the cell with noise, and is 255 without one', async (t) => {
  const { say, radio } = await booted()
  const rsrp = Number(/\+CESQ: 99,99,255,255,\d+,(\d+)/.exec(await say('AT+CESQ\r'))?.[1])
  t.true(Math.abs(rsrp - 56) <= 6, `${rsrp}`)
  radio.cell = undefined
  t.regex(await say('AT+CESQ\r'), /\+CESQ: 99,99,255,255,255,255/)
})

test('losing the cell or being dropped is reported', async (t) => {
  const { clock, say, heard, radio, faults } = await booted()
  await say('AT+CEREG=2\r')
  await clock.runFor(9000)
  radio.cell = undefined
  await say('AT\r')
  await clock.runFor(1000)
  t.regex(heard(), /\+CEREG: 2\r\n/)
  radio.cell = kcell
  await clock.runFor(9000)
  faults.set('lte-deregister', clock.nowMs())
  await say('AT\r')
  await clock.runFor(1000)
  t.regex(heard(), /\+CEREG: 0\r\n/)
})

test('a reset fault restarts it once, with its settings lost', async (t) => {
  const { clock, say, heard, faults } = await booted()
  await say('ATE0\r')
  faults.set('lte-reset', clock.nowMs())
  await clock.runFor(1000)
  t.is(await say('AT\r'), '')
  await clock.runFor(20_000)
  t.is(heard(), '\r\nRDY\r\n')
  t.true((await say('AT\r')).startsWith('AT\r'))
})

test('without power it is silent', async (t) => {
  const { clock, lte, say, heard } = await booted()
  lte.stop()
  t.is(await say('AT\r'), '')
  await clock.runFor(20_000)
  t.is(heard(), '')
})

test('its clock is unset until the network sets it, then local time with its zone', async (t) => {
  const { clock, say } = await booted()
  t.regex(await say('AT+CCLK?\r'), /\+CCLK: "80\/01\/06,00:00:00\+00"/)
  await clock.runFor(9000)
  t.regex(await say('AT+CCLK?\r'), /\+CCLK: "2\d\/\d\d\/\d\d,\d\d:\d\d:\d\d\+20"/)
})
