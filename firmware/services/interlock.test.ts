import test from 'ava'
import { AIM_MS, bad, good, interlockDesk as setUp } from '../../test/fakes/interlock-desk.ts'

const HOLDS_MS = 80

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

test('that the line has rested is published at once, and makes no edge', async (t) => {
  const { clock, line, modems, give, keepGiving, sayWell, heard, locked } = setUp()
  sayWell()
  await keepGiving({ array: good, dish: good }, 500)
  modems.array.say({ atMs: clock.nowMs(), ...locked, isLocked: false })
  await keepGiving({ array: good, dish: good }, 450)
  const edges = line.edgesMs.length
  give({ array: good, dish: good })
  await clock.runFor(49)
  t.false(heard.transmit.at(-1)?.isLineRenewed)
  await clock.runFor(1)
  t.like(heard.transmit.at(-1), { atMs: 1_000, isLineRenewed: true })
  t.is(line.edgesMs.length, edges)
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
