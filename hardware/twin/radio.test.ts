import test from 'ava'
import { seededRandom } from '../../hal/random.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { type FakeWorldOptions, fakeWorld } from '../../test/fakes/world.ts'
import { makeTerminal, type RadioOptions } from './radio.ts'

/** An array with a satellite overhead, or what is given instead; no cable loss unless a seed says so. */
const setUp = (world: Partial<FakeWorldOptions> = {}, options: Partial<RadioOptions> = {}) => {
  const clock = new SimClock()
  const terminal = makeTerminal({
    name: 'array',
    world: fakeWorld({ clock, satellite: () => ({ azimuthDeg: 0, elevationDeg: 90, rangeKm: 1200 }), ...world }),
    service: { kind: 'constellation' },
    kind: 'array',
    beamwidthDeg: 3,
    clearSkyCnDb: 12,
    satellitesInSky: () => [7],
    faultAgeMs: () => undefined,
    random: { ...seededRandom(1), next: () => 0 },
    ...options,
  })
  return { clock, terminal }
}

test('a satellite overhead in the beam gives the clear-sky figure', (t) => {
  const { terminal } = setUp()
  terminal.setBoresight(0, 90)
  t.like(terminal.reception(), { isReceiving: true, carrierToNoiseDb: 12, noradId: 7, isBlocked: false })
  t.true(terminal.reception().errorDeg < 1e-9)
})

test('half a beam off costs 3 dB, and the scan its loss', (t) => {
  const { terminal } = setUp()
  terminal.setBoresight(0, 88.5)
  t.is(terminal.reception().carrierToNoiseDb.toFixed(2), '9.00')
  t.is(terminal.reception().errorDeg.toFixed(3), '1.500')
})

test('a boresight that jumps by more than its beam is told, and no smaller turn', (t) => {
  const { terminal } = setUp()
  let jumps = 0
  terminal.onJump?.(() => jumps++)
  for (const elevationDeg of [88, 86, 83.5]) terminal.setBoresight(0, elevationDeg)
  t.is(jumps, 0)
  terminal.setBoresight(0, 80)
  t.is(jumps, 1)
})

test('the boresight is in the body frame: heading, pitch and roll turn it', (t) => {
  const { terminal } = setUp({
    headingTrueDeg: 270,
    rollDeg: 5,
    satellite: () => ({ azimuthDeg: 180, elevationDeg: 55, rangeKm: 1400 }),
  })
  // Heading west, south is left; right side down lifts the left, so the sky's 55° are 50° above the floor.
  terminal.setBoresight(270, 50)
  t.true(terminal.reception().errorDeg < 1e-6)
})

test('beyond three beams nothing is in the beam, and the error is told all the same', (t) => {
  const { terminal } = setUp()
  terminal.setBoresight(0, 80)
  const { isReceiving, noradId, errorDeg, carrierToNoiseDb } = terminal.reception()
  t.deepEqual([isReceiving, noradId, carrierToNoiseDb], [false, undefined, -10])
  t.is(errorDeg.toFixed(3), '10.000')
})

test('what stands before the satellite blocks it', (t) => {
  const { terminal } = setUp({ surroundings: () => ({ kind: 'tunnel', horizonDeg: () => 90.1 }) })
  t.like(terminal.reception(), { isReceiving: false, isBlocked: true })
  t.true(terminal.reception().errorDeg < 1e-9)
})

test('a sky without satellites is no reception', (t) => {
  const { terminal } = setUp({ satellite: () => undefined })
  t.like(terminal.reception(), { isReceiving: false, isBlocked: false })
  t.is(terminal.reception().direction, undefined)
})

test('reception starts at 2 dB and ends below 1 dB', (t) => {
  const { terminal } = setUp({}, { clearSkyCnDb: 12 })
  const at = (lossDb: number): boolean => {
    terminal.setBoresight(0, 90 - 3 * Math.sqrt(lossDb / 12))
    return terminal.reception().isReceiving
  }
  t.deepEqual([10.5, 9.9, 10.5, 11.1, 10.5].map(at), [false, true, true, false, false])
})

test('snow lies on the array, not on the dish', async (t) => {
  for (const kind of ['array', 'dish'] as const) {
    const { clock, terminal } = setUp(
      {},
      { kind, faultAgeMs: (fault) => (fault === 'snow-on-array' ? 1e9 : undefined) },
    )
    await clock.runFor(40_000)
    t.is(terminal.reception().carrierToNoiseDb, kind === 'array' ? 10 : 12)
  }
})

test('a dish on its geostationary satellite gives the clear-sky figure at any range and no number', (t) => {
  const { terminal } = setUp(
    { headingTrueDeg: 0, geostationary: () => ({ azimuthDeg: 195, elevationDeg: 30, rangeKm: 38_500 }) },
    { kind: 'dish', service: { kind: 'geo', longitudeDeg: 58.5 }, beamwidthDeg: 2.9 },
  )
  terminal.setBoresight(195, 30)
  t.is(terminal.reception().carrierToNoiseDb.toFixed(3), '12.000')
  t.is(terminal.reception().noradId, undefined)
  terminal.setBoresight(195, 28.55)
  t.is(terminal.reception().carrierToNoiseDb.toFixed(3), '9.000')
})

test('an array starts muted and a dish has no mute of its own', (t) => {
  t.true(setUp().terminal.isMuted())
  t.false(setUp({}, { kind: 'dish' }).terminal.isMuted())
})

test('a turned beam is seen at once, and the same instant is computed once', (t) => {
  const { terminal } = setUp()
  const first = terminal.reception()
  t.is(terminal.reception(), first)
  terminal.setBoresight(0, 89)
  t.not(terminal.reception(), first)
})

test('a second beam receives what it looks at, and only the first counts for the terminal', (t) => {
  const satellite = () => ({ azimuthDeg: 0, elevationDeg: 80, rangeKm: 1200 })
  const { terminal } = setUp({ headingTrueDeg: 0, satellite })
  t.is(terminal.otherReception?.(), undefined)
  terminal.setBoresight(180, 60)
  terminal.setOtherBoresight?.(0, 80)
  t.like(terminal.otherReception?.(), { isReceiving: true, noradId: 7 })
  t.false(terminal.reception().isReceiving)
})
