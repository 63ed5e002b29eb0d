import test from 'ava'
import { seededRandom } from '../../../hal/random.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { memoryStorage } from '../../../hal/storage.ts'
import { monotonicMs, utcMs } from '../../../hal/units.ts'
import { listen } from '../../../test/fakes/drivers.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { bodyDirection, bodyFromMount, type Direction, mountDirection, separationDeg } from '../../domain/frames.ts'
import { lossOfBeam } from '../../domain/peak-fit.ts'
import { startTracking } from '../tracking.ts'
import type { AimedPointer } from './pointers.ts'
import { geostationary } from './satellite-source.ts'

const AIM_MS = 50
const UTC_MS = Date.UTC(2026, 4, 31, 15)
const position = { latDeg: 51.1, lonDeg: 71.5, heightM: 350 }
const LONGITUDE_DEG = 58.5
/** As it is bolted on, which nobody aboard knows. */
const SITS = { yawDeg: 0.7, pitchDeg: -0.4, rollDeg: 0.3 }
const attitude = {
  headingTrueDeg: 80,
  turnRateDegPerS: 0,
  pitchDeg: 0,
  rollDeg: 0,
  headingSigmaDeg: 0.2,
  tiltSigmaDeg: 0.1,
}
const look = geostationary(LONGITUDE_DEG).lookAt(utcMs(UTC_MS), position)
if (!look) throw new TypeError('the satellite does not stand above Astana')
const satellite: Direction = look
const by = { terminal: 'geo', by: 'daulet' }

/** Tracking with one pointer that is at once where it was told, a modem that tells its C/N at 10 Hz, and an interlock that mutes and lifts. */
const setUp = ({ carrierDb = 11 } = {}) => {
  const clock = new SimClock()
  const bus = memoryBus(clock)
  const random = seededRandom(7)
  const aims: Direction[] = []
  const pointer: AimedPointer = {
    limits: { kind: 'array', mounting: { yawDeg: 0, pitchDeg: 0, rollDeg: 0 }, elevationDeg: [5, 90] },
    beam: { settleMs: 50, scanLossExponent: 0 },
    latencyMs: () => 15,
    readBack: () => aims.at(-1),
    aim: async ({ target }) => void aims.push(target),
    hold: async () => undefined,
  }
  const service = { kind: 'geostationary', longitudeDeg: LONGITUDE_DEG } as const
  const terminal = { name: 'geo', maskDeg: 10, beamWidthDeg: 3, pointingLimitDeg: 1, service, pointer }
  const storage = memoryStorage()
  startTracking({ clock, bus, terminals: [terminal], devices: {}, storage, aimHz: 1_000 / AIM_MS, powerHz: 5 })
  const held = new Map<string, string>()
  const state = { lifts: undefined as Record<string, number> | undefined, speedMps: 0, headingSigmaDeg: 0.2 }
  bus.handle('hand.hold', ({ terminal: name, by: who }) => {
    held.set(name, who)
    return { ok: true, reply: {} }
  })
  bus.handle('hand.mute', () => {
    state.lifts = undefined
    return { ok: true, reply: {} }
  })
  bus.handle('hand.release', ({ terminal: name }) => {
    held.delete(name)
    return { ok: true, reply: {} }
  })
  const permissions = listen(bus, 'permission')
  const inBody = bodyDirection(satellite, attitude)
  /** How far the beam really is off the satellite. */
  const offDeg = (): number => {
    const at = aims.at(-1)
    return at ? separationDeg(bodyFromMount(at, SITS), inBody) : 180
  }
  const tell = (): void => {
    const atMs = monotonicMs(clock.nowMs())
    const calm = { isSupplyFailing: false, isTampered: false, isLockedOut: false, isEmergencyPressed: false }
    bus.publish('power', { atMs, ...calm })
    const hands = held.size > 0 ? { hands: Object.fromEntries(held) } : {}
    const lifts = state.lifts ? { lifts: state.lifts } : {}
    const said = { isLineRenewed: false, isLockedOut: false, mode: 'normal', terminals: {} } as const
    bus.publish('transmit', { atMs, ...said, ...hands, ...lifts })
    const { speedMps, headingSigmaDeg } = state
    const place = { mode: 'fixed', utcMs: UTC_MS + atMs, position, horizontal95M: 5 } as const
    bus.publish('navigation', { atMs, ...place, speedMps, attitude: { ...attitude, headingSigmaDeg } })
  }
  const stand = async (seconds: number): Promise<void> => {
    for (let done = 0; done < 10 * seconds; done++) {
      if (done % 2 === 0) tell()
      const db = carrierDb - lossOfBeam(3) * offDeg() ** 2
      const atMs = clock.nowMs()
      const modem = { isAlive: true, isLocked: db > 2, isTransmitAllowed: true }
      bus.publish('modems', { atMs, terminals: { geo: modem } })
      bus.publish('carriers', { atMs, terminals: { geo: { db: db + 0.1 * random.normal(), atMs } } })
      await clock.runFor(100)
    }
  }
  /** As a console does while it shows how far it is. */
  const watch = async (seconds: number) => {
    let shown = await bus.request('peak.keep', by)
    for (let done = 0; done < seconds && shown.ok && !shown.reply.verdict; done++) {
      await stand(1)
      shown = await bus.request('peak.keep', by)
    }
    return shown
  }
  const given = () => permissions.at(-1)?.terminals['geo']
  const begin = () => bus.request('peak.set', { ...by, forMs: 600_000 })
  return { clock, bus, state, held, storage, stand, watch, begin, given, permissions, offDeg }
}

test('a terminal that nobody has taught finds its peak, and what is kept points it there', async (t) => {
  const { begin, watch, stand, bus, given, offDeg, storage } = setUp()
  // No longer than tracking needs to begin: what the dither finds is little yet.
  await stand(2)
  t.true((await begin()).ok)
  await stand(1)
  t.false(given()?.isOnTarget, 'nothing is permitted meanwhile')
  const shown = await watch(120)
  t.true(shown.ok)
  if (!shown.ok) return
  t.is(shown.reply.verdict, 'found', JSON.stringify(shown.reply))
  t.is(shown.reply.looks, shown.reply.ofLooks)
  const { found } = shown.reply
  const drawn = bodyDirection(satellite, attitude)
  const as = found?.after ?? SITS
  t.true(separationDeg(mountDirection(drawn, as), mountDirection(drawn, SITS)) < 0.05, JSON.stringify(found))
  t.true((found?.sigmaDeg ?? 9) < 0.05)
  t.is(found?.headingSigmaDeg, 0.2)
  t.true((found?.turnSigmaDeg.rollDeg ?? 0) > 0.2 || (found?.turnSigmaDeg.pitchDeg ?? 0) > 0.2, 'one turn is not seen')
  const kept = await bus.request('peak.adopt', by)
  t.like(kept, { ok: true, reply: { isKept: true } })
  await stand(1)
  await bus.request('peak.keep', by)
  t.true(offDeg() < 0.05, `${offDeg()}`)
  t.false(given()?.isOnTarget, 'still muted')
  t.truthy(await storage.read('bias-geo'))
  await bus.request('peak.end', by)
  await stand(2)
  t.true(given()?.isOnTarget)
})

test('what is not kept changes nothing, and what was not found cannot be kept', async (t) => {
  const { begin, watch, stand, bus, offDeg } = setUp()
  await stand(2)
  await begin()
  t.like(await bus.request('peak.adopt', by), { ok: false, reason: 'refused' })
  const before = offDeg()
  t.like(await watch(120), { ok: true, reply: { verdict: 'found' } })
  await bus.request('peak.end', by)
  await stand(0.3)
  t.true(offDeg() > before / 2 && before > 0.3, `${before} to ${offDeg()}`)
  t.like(await bus.request('peak.adopt', by), { ok: false, reason: 'refused' })
})

test('it says that it is on target only while the interlock says that it may transmit', async (t) => {
  const { begin, watch, stand, bus, state, given } = setUp()
  await stand(2)
  await begin()
  await watch(120)
  await bus.request('peak.adopt', by)
  state.lifts = { geo: 20 }
  await stand(1)
  t.true(given()?.isOnTarget)
  t.like(await bus.request('peak.keep', by), { reply: { liftedForS: 20 } })
  state.lifts = undefined
  await stand(1)
  t.false(given()?.isOnTarget)
})

test('a lift counts for nothing until what was found is kept, and ends when the same person begins anew', async (t) => {
  const { begin, stand, watch, bus, state, given, permissions } = setUp()
  await stand(2)
  await begin()
  state.lifts = { geo: 20 }
  const before = permissions.length
  await watch(120)
  await stand(1)
  const under = permissions.slice(before)
  t.true(under.length > 10)
  t.true(under.every(({ terminals }) => terminals['geo']?.isOnTarget === false))
  await bus.request('peak.adopt', by)
  await stand(1)
  t.true(given()?.isOnTarget)
  t.true((await bus.request('peak.set', { ...by, forMs: 60_000 })).ok)
  t.false('geo' in (state.lifts ?? {}))
})

test('a carrier too weak to be scanned is refused', async (t) => {
  const { begin, watch, stand } = setUp({ carrierDb: 3 })
  await stand(2)
  await begin()
  t.like(await watch(300), { ok: true, reply: { verdict: 'too-few' } })
})

test('a train that moves, a console that is gone and a heading that is not sure end it or refuse it', async (t) => {
  const moving = setUp()
  await moving.stand(2)
  await moving.begin()
  await moving.stand(2)
  moving.state.speedMps = 1
  await moving.stand(1)
  t.like(await moving.bus.request('peak.keep', by), { ok: false, reason: 'refused' })
  t.like(await moving.begin(), { ok: false, reason: 'refused' })

  const gone = setUp()
  await gone.stand(2)
  await gone.begin()
  await gone.stand(7)
  t.like(await gone.bus.request('peak.keep', by), { ok: false, reason: 'refused' })
  t.is(gone.held.size, 0)

  const unsure = setUp()
  unsure.state.headingSigmaDeg = 3
  await unsure.stand(2)
  t.like(await unsure.begin(), { ok: false, reason: 'refused' })
})

test('who peaks a terminal does not point it meanwhile', async (t) => {
  const { begin, stand, bus } = setUp()
  await stand(2)
  await begin()
  const point = { ...by, azimuthTrueDeg: 200, elevationDeg: 30, forMs: 10_000 }
  t.like(await bus.request('point.set', point), { ok: false, reason: 'refused' })
  t.like(await bus.request('point.show', {}), { reply: { terminals: {} } })
})
