import test from 'ava'
import fc from 'fast-check'
import { mixedFramer } from '../../drivers/gnss/frames.ts'
import type { GnssSetup } from '../../drivers/gnss/gnss.ts'
import { decodeUbx } from '../../drivers/gnss/ubx/decode.ts'
import { setupSession } from '../../drivers/gnss/ubx/setup-session.ts'
import { seededRandom } from '../../hal/random.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { memoryStorage, type Storage } from '../../hal/storage.ts'
import { virtualUblox } from '../../hardware/twin/devices/ublox.ts'
import type { UbloxGenerationName } from '../../hardware/twin/devices/ublox-generations.ts'
import { fakeWorld } from '../fakes/world.ts'
import { deviceOnMemoryLink, type MemoryLinkOptions } from './memory-link.ts'

interface Rig extends Partial<Pick<MemoryLinkOptions, 'corrupt' | 'corruptWrite' | 'baudRate'>> {
  generation?: UbloxGenerationName
  storage?: Storage
  keepNmea?: boolean
  seed?: number
}

/** A virtual receiver whose set-up is watched from both ends. */
const rig = ({ generation = 'f9', storage, keepNmea = false, seed = 5, baudRate = 115_200, ...line }: Rig = {}) => {
  const clock = new SimClock()
  const random = seededRandom(seed)
  const device = virtualUblox(
    {
      name: 'gnss',
      world: fakeWorld({ clock, speedMps: 30 }),
      clock,
      random: random.fork('device'),
      faultAgeMs: () => undefined,
      rates: { fixHz: 5, motionHz: 100, statusEveryMs: 200 },
    },
    { generation },
  )
  const written: { bytes: Buffer; isAtOneRate: boolean }[] = []
  const { corruptWrite = (bytes) => bytes } = line
  const memory = deviceOnMemoryLink({
    ...line,
    device,
    clock,
    random: random.fork('line'),
    baudRate,
    corruptWrite: (bytes) => {
      written.push({ bytes: Buffer.from(bytes), isAtOneRate: memory.baudRate() === device.serial.baudRate })
      return corruptWrite(bytes)
    },
  })
  const told: GnssSetup[] = []
  const session = setupSession({
    link: memory.link,
    clock,
    storage,
    openedAtBaudRate: baudRate,
    baudRate: 115_200,
    epochMs: 200,
    keepNmea,
    tell: (setup) => told.push(setup),
  })
  const heard = new Map<string, number>()
  const framer = mixedFramer((frame) => {
    const name =
      frame.protocol === 'ubx'
        ? ((frame.messageClass << 8) | frame.messageId).toString(16).padStart(4, '0')
        : frame.protocol
    heard.set(name, (heard.get(name) ?? 0) + 1)
    session.onFrame(frame.protocol === 'ubx' ? decodeUbx(frame) : undefined)
  })
  memory.link.onData((bytes) => {
    session.onBytes(bytes.length)
    framer.push(bytes)
  })
  memory.link.onState((state) => session.onState(state))
  const messages = (): string[] => written.map(({ bytes }) => bytes.toString('hex', 2, 4))
  /** What comes in the next `ms`, by class and id. */
  const listen = async (ms: number): Promise<Record<string, number>> => {
    heard.clear()
    await clock.runFor(ms)
    return Object.fromEntries(heard)
  }
  return { ...memory, clock, device, told, written, messages, listen, session }
}

const outcomes = (told: readonly GnssSetup[]): string | undefined => told.at(-1)?.outcome

for (const generation of ['m8', 'f9', 'm10'] as const) {
  test(`${generation}: from the factory it is found, raised to 115200 baud and set up within twelve seconds`, async (t) => {
    const { clock, told, listen, device } = rig({ generation })
    await clock.runFor(12_000)
    t.is(outcomes(told), 'done')
    t.is(device.serial.baudRate, 115_200)
    const heard = await listen(10_000)
    for (const id of ['0107', '0161']) t.is(heard[id], 50)
    for (const id of ['0104', '0103', '0135', '0121']) t.is(heard[id], 10)
    t.is(heard['0126'], 1)
    t.is(heard['nmea'], undefined)
    t.is(heard[generation === 'm8' ? '0a09' : '0a38'], 10)
    t.is(heard['2709'], generation === 'f9' ? 10 : undefined)
  })
}

test('each step that a receiver refuses is told, and the others stand', async (t) => {
  const refusedBy = async (generation: UbloxGenerationName): Promise<readonly string[]> => {
    const { clock, told } = rig({ generation })
    await clock.runFor(12_000)
    return told.at(-1)?.refused ?? []
  }
  t.deepEqual(await refusedBy('f9'), [])
  t.deepEqual(await refusedBy('m8'), ['SEC-SIG'])
  t.deepEqual(await refusedBy('m10'), ['SEC-SIG', 'NAV-RELPOSNED'])
})

test('nothing is sent at a wrong rate, and nothing that restarts a receiver', async (t) => {
  for (const generation of ['m8', 'f9', 'm10'] as const) {
    const { clock, written, messages, powerCycle } = rig({ generation, baudRate: 230_400 })
    await clock.runFor(30_000)
    powerCycle()
    await clock.runFor(30_000)
    t.true(written.length > 15)
    t.true(written.every(({ isAtOneRate }) => isAtOneRate))
    // CFG-RST, CFG-CFG, CFG-GNSS, and values of signals
    for (const restart of ['0604', '0609', '063e']) t.false(messages().includes(restart))
    t.false(written.some(({ bytes }) => bytes.includes(Buffer.of(0x31, 0x10))))
  }
})

test('a receiver that lost its power is found at its own rate and set up again', async (t) => {
  for (const generation of ['m8', 'f9'] as const) {
    const { clock, powerCycle, listen, told } = rig({ generation })
    await clock.runFor(12_000)
    powerCycle()
    t.not(outcomes(told), 'searching')
    await clock.runFor(16_000)
    const heard = await listen(5_000)
    t.is(heard['0107'], 25)
    t.is(heard['nmea'], undefined)
  }
})

test('a receiver that forgot its set-up but not its rate is noticed too', async (t) => {
  const { clock, listen, powerCycle, told } = rig({ generation: 'f9', baudRate: 38_400, keepNmea: true })
  await clock.runFor(40_000)
  powerCycle()
  await clock.runFor(20_000)
  t.is((await listen(2_000))['0107'], 10)
  t.true(told.length > 2)
})

test('sentences stay on when they are wanted', async (t) => {
  const { clock, listen } = rig({ keepNmea: true })
  await clock.runFor(12_000)
  const heard = await listen(2_000)
  t.true((heard['nmea'] ?? 0) > 40)
  t.is(heard['0107'], 10)
})

test('the last good rate is remembered, and heard first after a restart', async (t) => {
  const storage = memoryStorage()
  const first = rig({ storage, baudRate: 9_600 })
  await first.clock.runFor(12_000)
  t.is(Buffer.from((await storage.read('gnss-baud-rate-gnss')) ?? []).toString(), '115200')
  await storage.write('gnss-baud-rate-gnss', Buffer.from('38400'))
  const second = rig({ storage, baudRate: 9_600 })
  await second.clock.runFor(100)
  t.is(second.baudRate(), 38_400)
})

test('a record that is no rate is not listened to', async (t) => {
  const storage = memoryStorage(new Map([['gnss-baud-rate-gnss', Buffer.from('\u0000\u0001garbage')]]))
  const { clock, told } = rig({ storage })
  await clock.runFor(15_000)
  t.is(outcomes(told), 'done')
})

test('a receiver that does not hear us is read as it is, and asked again after a minute', async (t) => {
  let isDeaf = true
  const { clock, told, listen } = rig({ corruptWrite: (bytes) => (isDeaf ? new Uint8Array() : bytes) })
  await clock.runFor(20_000)
  t.is(outcomes(told), 'left-alone')
  t.true(((await listen(5_000))['nmea'] ?? 0) > 20)
  isDeaf = false
  await clock.runFor(70_000)
  t.is(outcomes(told), 'done')
})

test('a receiver that refuses fixes as messages keeps its sentences', async (t) => {
  // the acknowledgement of everything arrives as a refusal
  const refuse = (bytes: Uint8Array): Uint8Array => {
    const at = Buffer.from(bytes).indexOf(Buffer.of(0xb5, 0x62, 0x05, 0x01))
    if (at < 0) return bytes
    const changed = Buffer.from(bytes)
    const body = Buffer.concat([Buffer.of(0x05, 0x00), changed.subarray(at + 4, at + 8)])
    let [a, b] = [0, 0]
    for (const byte of body) {
      a = (a + byte) & 0xff
      b = (b + a) & 0xff
    }
    changed.set([...body, a, b], at + 2)
    return changed
  }
  const { clock, told, messages } = rig({ generation: 'm8', corrupt: refuse, baudRate: 9_600 })
  await clock.runFor(25_000)
  t.is(outcomes(told), 'done')
  t.true(told.at(-1)?.refused.includes('NAV-PVT'))
  t.false(messages().length > 40)
  t.false(told.at(-1)?.refused.some((name) => name.endsWith(' off')))
})

test('whatever noise there is during the set-up, it never stays stuck', async (t) => {
  const noise = fc.record({
    generation: fc.constantFrom<UbloxGenerationName>('m8', 'f9', 'm10'),
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    lastsMs: fc.integer({ min: 500, max: 40_000 }),
    share: fc.double({ min: 0.01, max: 1, noNaN: true }),
    baudRate: fc.constantFrom(9_600, 38_400, 115_200, 921_600),
  })
  await fc.assert(
    fc.asyncProperty(noise, async ({ generation, seed, lastsMs, share, baudRate }) => {
      const random = seededRandom(seed)
      let isNoisy = true
      const spoil = (bytes: Uint8Array): Uint8Array =>
        isNoisy && random.next() < share
          ? bytes.map((byte) => (random.next() < 0.1 ? Math.floor(random.next() * 256) : byte))
          : bytes
      const { clock, listen, told, session } = rig({ generation, seed, baudRate, corrupt: spoil, corruptWrite: spoil })
      await clock.runFor(lastsMs)
      isNoisy = false
      await clock.runFor(90_000)
      t.is(outcomes(told), 'done')
      t.is((await listen(2_000))['0107'], 10)
      session.end()
    }),
    { numRuns: 40, seed: 3 },
  )
})
