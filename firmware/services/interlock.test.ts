import { generateKeyPairSync, sign } from 'node:crypto'
import test from 'ava'
import { type AppendLog, memoryAppendLog } from '../../hal/append-log.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { memoryStorage, type Storage } from '../../hal/storage.ts'
import { monotonicMs } from '../../hal/units.ts'
import { fakeModem, fakePermit, listen } from '../../test/fakes/drivers.ts'
import { memoryBus } from '../bus/memory-bus.ts'
import type { TopicMessage } from '../bus/topics.ts'
import type { Territory } from '../domain/territory.ts'
import { chainCheck, readLine } from '../domain/transmission-log.ts'
import { orderText } from '../domain/transmit-order.ts'
import { sha256 } from './interlock/transmission-recorder.ts'
import { startInterlock } from './interlock.ts'

type Given = TopicMessage<'permission'>['terminals'][string]

const HOLDS_MS = 80
const AIM_MS = 50
const good: Given = {
  isOnTarget: true,
  errorDeg: 0.1,
  sigmaDeg: 0.1,
  beam: { azimuthDeg: 90, elevationDeg: 50 },
  isBlocked: false,
  isStowed: false,
  isPointerWell: true,
}
const bad: Given = { ...good, isOnTarget: false }
const calm = { isSupplyFailing: false, isTampered: false, isLockedOut: false, isEmergencyPressed: false }

const level = { turnRateDegPerS: 0, pitchDeg: 0, rollDeg: 0, headingSigmaDeg: 1, tiltSigmaDeg: 1 }
const astana = { latDeg: 51, lonDeg: 71, heightM: 350 }
const licence: Territory = {
  id: 'test',
  name: 'around Astana',
  accuracyM: 1_000,
  rings: [
    [
      { latDeg: 50, lonDeg: 70 },
      { latDeg: 50, lonDeg: 72 },
      { latDeg: 52, lonDeg: 72 },
      { latDeg: 52, lonDeg: 70 },
      { latDeg: 50, lonDeg: 70 },
    ],
  ],
}
const noc = generateKeyPairSync('ed25519')
const nocKey = noc.publicKey.export({ format: 'der', type: 'spki' }).subarray(12).toString('base64')

const setUp = (with_: { storage?: Storage; log?: AppendLog } = {}) => {
  const clock = new SimClock()
  const bus = memoryBus()
  const line = fakePermit(clock)
  const modems = { array: fakeModem(), dish: fakeModem() }
  const terminals = (['array', 'dish'] as const).map((name) => ({
    name,
    modem: modems[name].modem,
    modemName: `${name}-modem`,
    pointingLimitDeg: 2.5,
    elevationMaskDeg: 25,
    beamHalfWidthDeg: 1.5,
    shockLimitG: 3,
    territories: [licence],
    zones: [{ name: 'washing plant', latDeg: 51.5, lonDeg: 71, radiusM: 500 }],
    sectors: [{ name: 'walkway', azimuthDeg: [170, 190] as const, elevationDeg: [0, 60] as const }],
  }))
  const { storage = memoryStorage(), log = memoryAppendLog() } = with_
  const service = startInterlock({
    clock,
    bus,
    terminals,
    permit: line.permit,
    aimHz: 1_000 / AIM_MS,
    powerHz: 5,
    trainId: 'kz-17',
    orderKeys: { noc: nocKey },
    storage,
    log,
    run: 'test',
  })
  /** A train at a place, level, heading south. */
  const stand = (position: typeof astana | null = astana, more: object = {}): void =>
    bus.publish('navigation', {
      atMs: clock.nowMs(),
      mode: position ? 'fixed' : 'unknown',
      ...(position && { position, horizontal95M: 6 }),
      attitude: { headingTrueDeg: 180, ...level },
      ...more,
    })
  let keepsPlace = true
  const losePosition = (): void => {
    keepsPlace = false
    stand(null)
  }
  const give = (given: Record<string, Given>, ageMs = 0): void =>
    bus.publish('permission', { atMs: clock.nowMs() - ageMs, terminals: given })
  /** Tracking's permissions at its rate. */
  const keepGiving = async (given: Record<string, Given>, forMs: number): Promise<void> => {
    for (let doneMs = 0; doneMs < forMs; doneMs += AIM_MS) {
      if (lastPower && doneMs % 200 === 0) power(lastPower)
      if (keepsPlace && doneMs % 1_000 === 0) stand()
      give(given)
      await clock.runFor(AIM_MS)
    }
  }
  const locked = { isAlive: true, isLocked: true, isTransmitAllowed: true }
  let lastPower: object | undefined
  /** Said now, and again with the permissions that are kept up. */
  const power = (more: object = {}): void => {
    lastPower = more
    bus.publish('power', { atMs: clock.nowMs(), ...calm, ...more })
  }
  const silencePower = (): void => {
    lastPower = undefined
  }
  const sayWell = (): void => {
    power()
    stand()
    for (const { say } of Object.values(modems)) say({ atMs: monotonicMs(clock.nowMs()), ...locked })
  }
  const mayTransmit = (name: 'array' | 'dish'): boolean => modems[name].told.at(-1)?.mayTransmit === true
  const heard = {
    transmit: listen(bus, 'transmit'),
    modems: listen(bus, 'modems'),
    events: listen(bus, 'interlock.event'),
  }
  return {
    clock,
    bus,
    line,
    modems,
    service,
    stand,
    losePosition,
    log,
    storage,
    give,
    keepGiving,
    power,
    silencePower,
    sayWell,
    mayTransmit,
    heard,
    locked,
  }
}

test('the line is renewed only in answer to a good permission that has just come, once for each', async (t) => {
  const { clock, line, give, sayWell } = setUp()
  sayWell()
  await clock.runFor(1_000)
  t.deepEqual(line.edgesMs, [])
  for (let count = 0; count < 3; count++) {
    sayWell()
    give({ array: good, dish: good })
    await clock.runFor(AIM_MS)
  }
  t.deepEqual(line.edgesMs, [1_000, 1_050, 1_100])
})

test('a permission that comes too late, or is refused, renews nothing', async (t) => {
  const { clock, line, give, sayWell, mayTransmit } = setUp()
  sayWell()
  await clock.runFor(1_000)
  give({ array: good }, HOLDS_MS + 1)
  await clock.runFor(0)
  give({ array: bad, dish: { ...good, errorDeg: 2.5 } })
  await clock.runFor(0)
  t.deepEqual(line.edgesMs, [])
  t.false(mayTransmit('array') || mayTransmit('dish'))
})

test('when tracking falls silent the modem is told to mute as soon as its last word is too old', async (t) => {
  const { clock, line, keepGiving, sayWell, mayTransmit } = setUp()
  sayWell()
  await keepGiving({ array: good }, 500)
  t.true(mayTransmit('array'))
  const edges = line.edgesMs.length
  await clock.runFor(HOLDS_MS - AIM_MS)
  t.true(mayTransmit('array'))
  await clock.runFor(2)
  t.false(mayTransmit('array'))
  t.is(line.edgesMs.length, edges)
})

for (const [what, more] of [
  ['the lockout', { isLockedOut: true }],
  ['a failing supply', { isSupplyFailing: true }],
] as const) {
  test(`${what} mutes at once and is told with its value beside its limit`, async (t) => {
    const { clock, line, keepGiving, power, sayWell, mayTransmit, heard } = setUp()
    sayWell()
    await keepGiving({ array: good }, 200)
    power(more)
    await clock.runFor(0)
    t.false(mayTransmit('array'))
    const edges = line.edgesMs.length
    await keepGiving({ array: good }, 1_000)
    t.is(line.edgesMs.length, edges)
    t.regex(heard.events.at(-1)?.text ?? '', /muted: .*\(needs (off|good)\)/)
  })
}

test('without a word of the power board nothing is permitted, nor once its last word is stale', async (t) => {
  const { clock, line, modems, power, silencePower, keepGiving, locked, mayTransmit } = setUp()
  modems.array.say({ atMs: clock.nowMs(), ...locked })
  await keepGiving({ array: good }, 500)
  t.deepEqual(line.edgesMs, [])
  power()
  silencePower()
  await keepGiving({ array: good }, 550)
  t.true(mayTransmit('array'))
  await keepGiving({ array: good }, 1_500)
  t.false(mayTransmit('array'))
  t.true((line.edgesMs.at(-1) ?? 0) < 1_100)
})

test('a late permission makes no edge once it is 20 ms old, yet the modem may go on', async (t) => {
  const { clock, line, give, sayWell, mayTransmit } = setUp()
  await clock.runFor(1_000)
  sayWell()
  give({ array: good }, 21)
  await clock.runFor(0)
  t.true(mayTransmit('array'))
  t.deepEqual(line.edgesMs, [])
  give({ array: good }, 20)
  await clock.runFor(0)
  t.deepEqual(line.edgesMs, [1_000])
})

test('a permission counts from when it was given, not from when it came', async (t) => {
  const { clock, give, sayWell, mayTransmit } = setUp()
  await clock.runFor(1_000)
  sayWell()
  give({ array: good }, 70)
  await clock.runFor(10)
  t.true(mayTransmit('array'))
  await clock.runFor(2)
  t.false(mayTransmit('array'))
})

test('while a modem without a permit cannot be heard, nobody gets an edge before that modem has muted itself', async (t) => {
  const { line, modems, clock, keepGiving, sayWell, mayTransmit } = setUp()
  sayWell()
  await keepGiving({ array: good, dish: good }, 1_000)
  modems.array.say({ atMs: clock.nowMs(), isAlive: false, isLocked: false, isTransmitAllowed: false })
  await keepGiving({ array: good, dish: good }, 4_000)
  t.deepEqual([mayTransmit('array'), mayTransmit('dish')], [false, true])
  t.deepEqual(
    line.edgesMs.filter((atMs) => atMs >= 1_000 && atMs < 4_500),
    [],
  )
  t.true(line.edgesMs.includes(4_500))
})

test('the modem hears that its antenna works when its pointer is well, and keeps it while tracking is silent', async (t) => {
  const { clock, modems, give } = setUp()
  const heard: (boolean | undefined)[] = []
  for (const isPointerWell of [true, false, true]) {
    give({ array: { ...good, isPointerWell } })
    await clock.runFor(1_000)
    heard.push(modems.array.told.at(-1)?.isFunctional)
  }
  t.deepEqual(heard, [true, false, true])
})

test('a modem that loses its lock, forbids or falls silent mutes at once', async (t) => {
  for (const lost of ['isAlive', 'isLocked', 'isTransmitAllowed'] as const) {
    const { clock, modems, keepGiving, sayWell, mayTransmit, locked } = setUp()
    sayWell()
    await keepGiving({ array: good }, 200)
    t.true(mayTransmit('array'))
    modems.array.say({ atMs: clock.nowMs(), ...locked, [lost]: false })
    t.false(mayTransmit('array'))
  }
})

test('one terminal that loses its permit rests the shared line for 500 ms, and the other keeps its own', async (t) => {
  const { line, keepGiving, sayWell, mayTransmit } = setUp()
  sayWell()
  await keepGiving({ array: good, dish: good }, 500)
  await keepGiving({ array: bad, dish: good }, 1_000)
  t.deepEqual([mayTransmit('array'), mayTransmit('dish')], [false, true])
  t.deepEqual(
    line.edgesMs.filter((atMs) => atMs > 450 && atMs < 1_000),
    [],
  )
  t.true(line.edgesMs.includes(1_000))
})

test('transmission and modems are published each second, and at once when a permit changes', async (t) => {
  const { clock, sayWell, give, heard } = setUp()
  await clock.runFor(1_000)
  t.is(heard.transmit.at(-1)?.terminals['array']?.isPermitted, false)
  t.is(heard.modems.at(-1)?.terminals['array']?.isAlive, false)
  sayWell()
  give({ array: good })
  await clock.runFor(0)
  const last = heard.transmit.at(-1)
  t.deepEqual([last?.atMs, last?.isLineRenewed, last?.terminals['array']?.isPermitted] as unknown[], [
    1_000,
    true,
    true,
  ])
  t.true(last?.terminals['array']?.conditions.every(({ isMet }) => isMet))
})

test('a line that takes no edge is told once, and again when it does', async (t) => {
  const { line, keepGiving, sayWell, heard } = setUp()
  sayWell()
  line.refuse(true)
  await keepGiving({ array: good }, 300)
  line.refuse(false)
  await keepGiving({ array: good }, 300)
  const told = heard.events.filter(({ subject }) => subject === 'permit line')
  t.deepEqual(
    told.map(({ severity }) => severity),
    ['warning', 'info'],
  )
})

test('the modem hears the position while it is known, and no old one after', async (t) => {
  const { clock, bus, modems } = setUp()
  const level = { turnRateDegPerS: 0, pitchDeg: 0, rollDeg: 0, headingSigmaDeg: 1, tiltSigmaDeg: 1 }
  const attitude = { headingTrueDeg: 180, ...level }
  const position = { latDeg: 51, lonDeg: 71, heightM: 350 }
  bus.publish('navigation', { atMs: clock.nowMs(), mode: 'fixed', position, attitude, speedMps: 20 })
  await clock.runFor(0)
  t.like(modems.array.told.at(-1)?.position, { latDeg: 51, headingTrueDeg: 180, speedMps: 20 })
  bus.publish('navigation', { atMs: clock.nowMs(), mode: 'unknown', attitude })
  await clock.runFor(0)
  t.is(modems.array.told.at(-1)?.position, undefined)
})

test('closing mutes every modem before its line is closed, and nothing is permitted after', async (t) => {
  const { clock, line, modems, service, keepGiving, sayWell, mayTransmit } = setUp()
  sayWell()
  await keepGiving({ array: good, dish: good }, 200)
  await service.close()
  const edges = line.edgesMs.length
  sayWell()
  await keepGiving({ array: good, dish: good }, 300)
  await clock.runFor(1_000)
  t.false(mayTransmit('array') || mayTransmit('dish'))
  t.is(line.edgesMs.length, edges)
  t.true(line.isClosed() && modems.array.isClosed() && modems.dish.isClosed())
})

/** All is well, and has been for half a second. */
const permitted = async (with_: Parameters<typeof setUp>[0] = {}) => {
  const desk = setUp(with_)
  desk.sayWell()
  await desk.keepGiving({ array: good, dish: good }, 500)
  return desk
}

test('without a trusted position, or outside its territory, nothing transmits', async (t) => {
  const { mayTransmit, give, keepGiving, losePosition, stand, clock } = await permitted()
  t.true(mayTransmit('array'))
  stand({ latDeg: 53, lonDeg: 71, heightM: 350 })
  give({ array: good, dish: good })
  await clock.runFor(AIM_MS)
  t.false(mayTransmit('array'))
  stand()
  await keepGiving({ array: good, dish: good }, 500)
  t.true(mayTransmit('array'))
  losePosition()
  await keepGiving({ array: good, dish: good }, 100)
  t.false(mayTransmit('array'))
})

test('a beam into a sector of the coach, below the mask or into a roof mutes its own terminal only', async (t) => {
  for (const beam of [
    { beam: { azimuthDeg: 180, elevationDeg: 50 } },
    { beam: { azimuthDeg: 90, elevationDeg: 20 } },
    { isBlocked: true },
    { isStowed: true },
  ]) {
    const { mayTransmit, keepGiving } = await permitted()
    await keepGiving({ array: { ...good, ...beam }, dish: good }, 1_000)
    t.false(mayTransmit('array'), JSON.stringify(beam))
    t.true(mayTransmit('dish'))
  }
})

test('in a zone of the line nothing transmits', async (t) => {
  const { mayTransmit, give, stand, clock } = await permitted()
  stand({ latDeg: 51.52, lonDeg: 71, heightM: 350 })
  give({ array: good, dish: good })
  await clock.runFor(AIM_MS)
  t.true(mayTransmit('array'))
  stand({ latDeg: 51.503, lonDeg: 71, heightM: 350 })
  give({ array: good, dish: good })
  await clock.runFor(AIM_MS)
  t.false(mayTransmit('array'))
})

test('a lockout by name mutes at once, outlasts a restart, and only a person lifts it', async (t) => {
  const { bus, clock, mayTransmit, storage, line } = await permitted()
  const asked = bus.request('lockout.set', { do: 'lock', by: 'Aigerim', reason: 'cable on the roof' })
  await clock.runFor(1)
  t.false(mayTransmit('array'))
  t.like(await asked, { ok: true, reply: { lockout: { by: 'Aigerim', reason: 'cable on the roof' } } })
  const before = line.edgesMs.length
  const next = await permitted({ storage })
  t.false(next.mayTransmit('array'))
  t.is(line.edgesMs.length, before)
  t.is(next.heard.transmit.at(-1)?.isLockedOut, true)
  await next.bus.request('lockout.set', { do: 'unlock', by: 'Bolat' })
  await next.keepGiving({ array: good, dish: good }, 500)
  t.true(next.mayTransmit('array'))
})

test('a signed order mutes at once and latches until a signed release; a forged or old one does nothing', async (t) => {
  const signed = (what: 'disable' | 'release', counter: number, key = noc.privateKey): string => {
    const text = orderText({ do: what, trainId: 'kz-17', counter, signer: 'noc', reason: 'interference' })
    return `${text} ${sign(null, Buffer.from(text), key).toString('base64url')}`
  }
  const { bus, keepGiving, clock, mayTransmit, storage } = await permitted()
  const forged = signed('disable', 9, generateKeyPairSync('ed25519').privateKey)
  t.like(await bus.request('transmission.order', { text: forged }), { ok: false, text: 'its signature is wrong' })
  t.true(mayTransmit('array'))
  const answer = bus.request('transmission.order', { text: signed('disable', 5) })
  await clock.runFor(1)
  t.false(mayTransmit('array'))
  t.like(await answer, { ok: true })
  t.like(await bus.request('transmission.order', { text: signed('release', 5) }), { ok: false })
  const next = await permitted({ storage })
  t.false(next.mayTransmit('array'))
  await next.bus.request('transmission.order', { text: signed('release', 6) })
  await next.keepGiving({ array: good, dish: good }, 500)
  t.true(next.mayTransmit('array'))
  await keepGiving({ array: good, dish: good }, 0)
})

test('washing mutes until its time is over, over a restart too', async (t) => {
  const { bus, clock, storage, mayTransmit } = await permitted()
  await bus.request('mode.set', { do: 'set', mode: 'washing', by: 'Aigerim', forMs: 5_000 })
  await clock.runFor(1)
  t.false(mayTransmit('array'))
  const next = await permitted({ storage })
  t.false(next.mayTransmit('array'))
  t.is(next.heard.transmit.at(-1)?.mode, 'washing')
  await next.keepGiving({ array: good, dish: good }, 6_500)
  t.true(next.mayTransmit('array'))
})

test('what is latched and cannot be read lets nothing transmit', async (t) => {
  const refuse = (): Promise<never> => Promise.reject(new TypeError('no medium'))
  const { mayTransmit, heard } = await permitted({ storage: { read: refuse, write: refuse } })
  t.false(mayTransmit('array'))
  t.true(heard.events.some(({ text }) => text.includes('cannot be read')))
})

test('a shock mutes for two seconds', async (t) => {
  const { bus, clock, keepGiving, mayTransmit } = await permitted()
  const feel = (downG: number): void =>
    bus.publish('motion', {
      atMs: clock.nowMs(),
      parts: { 'imu.adxl345': { samples: [{ atMs: clock.nowMs(), accelerationG: [0, 0, downG] }] } },
    })
  feel(-1)
  await clock.runFor(10)
  feel(-5)
  await clock.runFor(1)
  t.false(mayTransmit('array'))
  feel(-1)
  await keepGiving({ array: good, dish: good }, 1_500)
  t.false(mayTransmit('array'))
  await keepGiving({ array: good, dish: good }, 1_500)
  t.true(mayTransmit('array'))
})

test('the transmission log has each change and an entry every five minutes, chained, also over a restart', async (t) => {
  const log = memoryAppendLog()
  const first = await permitted({ log })
  await first.keepGiving({ array: bad, dish: good }, 500)
  await first.service.close()
  const second = await permitted({ log })
  await second.keepGiving({ array: good, dish: good }, 301_000)
  await second.service.close()
  const lines: string[] = []
  for await (const line of log.lines()) lines.push(line)
  const check = chainCheck(sha256)
  t.deepEqual(
    lines.flatMap((line) => check(line) ?? []),
    [],
  )
  const entries = lines.flatMap((line) => {
    const read = readLine(line, sha256)
    return typeof read === 'string' ? [] : [read.entry]
  })
  const array = entries.filter(({ terminal }) => terminal === 'array')
  t.deepEqual(
    array.map(({ isPermitted }) => isPermitted),
    [false, true, false, false, true, true, false],
  )
  t.regex(array[2]?.why ?? '', /^muted: on target no/)
  t.like(array[1], { latDeg: 51, lonDeg: 71, horizontal95M: 6, utcTrust: 'none' })
})
