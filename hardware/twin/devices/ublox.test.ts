import test from 'ava'
import { seededRandom } from '../../../hal/random.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { fakeWorld } from '../../../test/fakes/world.ts'
import { type UbloxOptions, virtualUblox } from './ublox.ts'
import { type UbxMessage, ubxFrameOf, ubxHearing } from './ublox-frame.ts'

const power = (options: UbloxOptions = { generation: 'f9' }, { fixHz = 5 } = {}) => {
  const clock = new SimClock()
  const faults = new Map<string, number>()
  const device = virtualUblox(
    {
      name: 'gnss',
      world: fakeWorld({ clock, speedMps: 30, headingTrueDeg: 135, pitchDeg: 1 }),
      clock,
      random: seededRandom(7),
      faultAgeMs: (name) => {
        const sinceMs = faults.get(name)
        return sinceMs === undefined ? undefined : clock.nowMs() - sinceMs
      },
      rates: { fixHz, motionHz: 100, statusEveryMs: 200 },
    },
    options,
  )
  const messages: UbxMessage[] = []
  let text = ''
  const hearing = ubxHearing((message) => messages.push(message))
  const wire = {
    send: (bytes: Uint8Array) => {
      hearing.push(bytes)
      text += Buffer.from(bytes).toString('latin1')
    },
  }
  device.start(wire)
  const tell = async (id: number, payload: number[] | Buffer): Promise<UbxMessage[]> => {
    messages.length = 0
    device.receive(ubxFrameOf({ id, payload: Buffer.from(payload) }))
    await clock.runFor(150)
    return messages.filter(({ id: heard }) => heard >> 8 >= 5 && heard >> 8 <= 6)
  }
  /** The last message of a kind in the next `ms`. */
  const last = async (id: number, ms = 1_200): Promise<Buffer | undefined> => {
    messages.length = 0
    await clock.runFor(ms)
    return messages.findLast((message) => message.id === id)?.payload
  }
  const fault = (name: string, isOn = true): void => {
    if (isOn) faults.set(name, clock.nowMs())
    else faults.delete(name)
  }
  return { clock, device, wire, messages, tell, last, fault, text: () => text }
}

const key = (value: number): number[] => [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, value >>> 24]
const valset = (...items: [key: number, ...value: number[]][]): number[] => [
  0,
  1,
  0,
  0,
  ...items.flatMap(([of, ...value]) => [...key(of), ...value]),
]
const [PVT, SAT, MON_RF, SEC_SIG, STATUS, RELPOSNED] = [
  0x2091_0007, 0x2091_0016, 0x2091_035a, 0x2091_0635, 0x2091_001b, 0x2091_008e,
]
const all = valset([PVT, 1], [SAT, 1], [MON_RF, 1], [SEC_SIG, 1], [STATUS, 1], [RELPOSNED, 1])

test('from the factory it sends the usual sentences once a second, and no messages', async (t) => {
  const { clock, text, messages } = power()
  await clock.runFor(10_500)
  t.is(text().match(/RMC/g)?.length, 10)
  t.false(/ZDA|GST/.test(text()))
  t.deepEqual(messages, [])
})

test('a known key is acknowledged, read back and obeyed; with one unknown key nothing is set', async (t) => {
  const { tell, last } = power()
  t.deepEqual(await tell(0x068a, valset([PVT, 1])), [{ id: 0x0501, payload: Buffer.of(0x06, 0x8a) }])
  const [reply, accepted] = await tell(0x068b, [0, 0, 0, 0, ...key(PVT)])
  t.deepEqual([...(reply?.payload ?? [])], [1, 0, 0, 0, ...key(PVT), 1])
  t.is(accepted?.id, 0x0501)
  t.is((await last(0x0107))?.length, 92)
  t.is((await tell(0x068a, valset([SAT, 1], [0x2091_ffff, 1])))[0]?.id, 0x0500)
  t.is(await last(0x0135), undefined)
})

test('an earlier generation refuses values and takes messages, a later one the other way round', async (t) => {
  const old = power({ generation: 'm8' })
  t.is((await old.tell(0x068a, valset([PVT, 1])))[0]?.id, 0x0500)
  t.is((await old.tell(0x0601, [0x01, 0x07, 1]))[0]?.id, 0x0501)
  t.is((await old.tell(0x0601, [0x27, 0x09, 1]))[0]?.id, 0x0500)
  const late = power({ generation: 'm10' })
  t.is((await late.tell(0x0600, []))[0]?.id, 0x0500)
  t.is((await late.tell(0x068a, valset([PVT, 1])))[0]?.id, 0x0501)
})

test('the rate changes after the answer, and power takes it all away', async (t) => {
  const { tell, device, wire, text, clock } = power()
  t.is((await tell(0x068a, valset([0x4052_0001, ...key(115_200)], [0x1074_0002, 0])))[0]?.id, 0x0501)
  await clock.runFor(200)
  t.is(device.serial.baudRate, 115_200)
  const before = text().length
  await clock.runFor(3_000)
  t.is(text().length, before)
  device.stop()
  device.start(wire)
  t.is(device.serial.baudRate, 38_400)
  await clock.runFor(3_000)
  t.true(text().slice(before).includes('RMC'))
})

test('without its supply it is silent and deaf, and comes back as from the factory', async (t) => {
  const { tell, fault, clock, messages, text } = power()
  await tell(0x068a, all)
  fault('gnss-power')
  await clock.runFor(1_100)
  messages.length = 0
  await clock.runFor(5_000)
  t.deepEqual(messages, [])
  t.deepEqual(await tell(0x0a04, []), [])
  fault('gnss-power', false)
  const before = text().length
  await clock.runFor(4_000)
  t.deepEqual(messages, [])
  t.true(text().slice(before).includes('u-blox AG'))
})

test('its front end sees a jammer come, and says nothing of it before it is told to look', async (t) => {
  const { tell, fault, last, clock } = power()
  await tell(0x068a, all)
  t.is((await last(0x0a38))?.[5], 0)
  await tell(0x068a, valset([0x1041_000d, 1]))
  t.is((await last(0x0a38))?.[5], 1)
  fault('gnss-jammed')
  await clock.runFor(5_000)
  t.is((await last(0x0a38))?.[5], 2)
  await clock.runFor(10_000)
  t.is((await last(0x0a38))?.[5], 3)
  t.is(((await last(0x2709))?.[4] ?? 0) >> 1, 3)
})

test('a spoofer is told by SEC-SIG, not by NAV-STATUS', async (t) => {
  const { tell, fault, last, clock } = power()
  await tell(0x068a, all)
  t.is(((await last(0x2709))?.[8] ?? 0) >> 1, 1)
  fault('gnss-spoofed')
  await clock.runFor(15_000)
  t.is(((await last(0x2709))?.[8] ?? 0) >> 1, 2)
  t.is(((await last(0x0103))?.[7] ?? 0) >> 3, 1)
})

test('two antennas tell the heading of the line between them, and its length', async (t) => {
  const { tell, clock, messages } = power({ generation: 'f9', antennas: { lengthM: 1, headingSigmaDeg: 0.4 } })
  await tell(0x068a, all)
  await clock.runFor(8_000)
  messages.length = 0
  await clock.runFor(200_000)
  const told = messages.filter(({ id }) => id === 0x013c).map(({ payload }) => payload)
  t.true(told.length > 190)
  const errors = told.map((payload) => payload.readInt32LE(24) / 1e5 - 135)
  const rms = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length)
  t.true(rms > 0.3 && rms < 0.5, `${rms}`)
  for (const payload of told) {
    t.true(Math.abs(payload.readInt32LE(20) - 100) <= 2)
    t.is(payload.readUInt32LE(60) & 0x105, 0x105)
  }
})

test('at the rates of a journey it is no faster than the ride wants', async (t) => {
  const { tell, clock, messages } = power({ generation: 'f9' }, { fixHz: 1 })
  await tell(0x068a, valset([0x3021_0001, 200, 0], [PVT, 1]))
  messages.length = 0
  await clock.runFor(10_000)
  t.is(messages.length, 10)
})

test('noise and cut frames are passed over, and the next message is heard', (t) => {
  const heard: number[] = []
  const hearing = ubxHearing(({ id }) => heard.push(id))
  const poll = ubxFrameOf({ id: 0x0a04, payload: Buffer.alloc(0) })
  hearing.push(Buffer.concat([Buffer.of(0xb5, 0xb5, 0x62, 0x01), poll, Buffer.of(0x62), poll.subarray(0, 7)]))
  for (const byte of poll) hearing.push(Buffer.of(byte))
  t.deepEqual(heard.slice(0, 1), [0x0a04])
})
