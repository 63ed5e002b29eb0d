import test from 'ava'
import { monotonicMs, utcMs } from '../../../hal/units.ts'
import { straightPass } from '../../../test/fakes/mount-rig.ts'
import { move } from '../../domain/geodesy.ts'
import { aimAtStart } from '../../plan/aim.ts'
import { MountWay } from './mount-way.ts'
import { geostationary } from './satellite-source.ts'

const position = { latDeg: 51.1, lonDeg: 71.5, heightM: 350 }
const START_UTC_MS = 1e12
const limits = {
  mounting: { yawDeg: 0, pitchDeg: 0, rollDeg: 0 },
  azimuthDeg: [0, 450],
  elevationDeg: [0, 90],
  maxRateDegPerS: { azimuthDegPerS: 10, elevationDegPerS: 6 },
  maxAccelerationDegPerS2: { azimuthDegPerS2: 8, elevationDegPerS2: 8 },
} as const
const attitudeOf = (headingTrueDeg: number) => ({
  headingTrueDeg,
  pitchDeg: 0,
  rollDeg: 0,
  headingSigmaDeg: 0.2,
  tiltSigmaDeg: 0.2,
})

/** A train at 30 m/s whose line bends clockwise by 0.05°/s from a heading on. */
const setUp = (headingTrueDeg: number) => {
  const said: string[] = []
  const placeAt = (from: typeof position, nowUtcMs: number) => (atUtcMs: number) => {
    let place: typeof position = from
    for (let s = 0; s < (atUtcMs - nowUtcMs) / 1000; s += 10) place = move(place, headingTrueDeg + 0.05 * s, 300)
    return place
  }
  const way = new MountWay({
    limits,
    pointingLimitDeg: 2.5,
    sight: { along: () => undefined, placeAt },
    say: (text) => said.push(text),
  })
  const satellite = geostationary(58.5)
  const look = satellite.lookAt(START_UTC_MS, position)
  if (!look) throw new TypeError('it stands above the horizon')
  const ahead = { now: look, lead: look, leadMs: 40, rangeKm: look.rangeKm, sigmaDeg: 0.05 }
  const step = (aim = aimAtStart, nowMs = 0, mayAim = aim.holding === undefined) =>
    way.step(
      {
        utcMs: utcMs(START_UTC_MS + nowMs),
        position,
        attitude: attitudeOf(headingTrueDeg),
        satellite,
        ahead,
        planned: () => [],
        bias: undefined,
        aim,
        mayAim,
        readBack: { azimuthDeg: 30, elevationDeg: 30 },
        isBlocked: () => false,
      },
      monotonicMs(nowMs),
    )
  return { step, said, azimuthDeg: look.azimuthDeg - headingTrueDeg }
}

test('before it aims a mount is turned so that its cable lasts the bends of the line ahead', (t) => {
  // The coach turns by 90° in the half hour: a satellite at 40° ends beyond the stop at 0°.
  const { step, azimuthDeg, said } = setUp(157)
  t.true(azimuthDeg > 30 && azimuthDeg < 60, `${azimuthDeg}`)
  const { turn } = step()
  t.true(Math.abs((turn?.azimuthDeg ?? 0) - azimuthDeg - 360) < 1e-6, `${turn?.azimuthDeg}`)
  t.is(said.length, 1)
  t.truthy(step(aimAtStart, 50).turn, 'it waits for the first aim')
  t.deepEqual(step({ sigmaDeg: 0.3, azimuthDeg: azimuthDeg + 360 }, 100), {})
})

test('while the mount is held nothing is planned, and then anew', (t) => {
  const { step } = setUp(157)
  step()
  t.deepEqual(step({ holding: 'lockout' }, 50), {})
  t.truthy(step({ sigmaDeg: 0.3 }, 100).turn)
})

test('the way is planned before the first aim after a hold goes out', (t) => {
  const { step, azimuthDeg } = setUp(157)
  t.deepEqual(step({ holding: 'lockout' }, 0), {})
  const { turn } = step({ holding: 'lockout' }, 50, true)
  t.true(Math.abs((turn?.azimuthDeg ?? 0) - azimuthDeg - 360) < 1e-6, `${turn?.azimuthDeg}`)
})

test('it says when its cable will not last', (t) => {
  const { step, azimuthDeg, said } = setUp(157)
  step({ sigmaDeg: 0.3, azimuthDeg })
  said.length = 0
  for (let ms = 30_000; ms <= 120_000; ms += 30_000) step({ sigmaDeg: 0.3, azimuthDeg }, ms)
  t.is(said.length, 1, said.join('\n'))
  t.regex(said[0] ?? '', /^the cable does not last: unwinds in \d+ s, 3\d s$/)
})

test('a step of the plan that begins this moment, seen from a place a little aside, is no keyhole', (t) => {
  const pass = straightPass(15, 0)
  const said: string[] = []
  const way = new MountWay({
    limits,
    pointingLimitDeg: 2.5,
    sight: { along: () => undefined, placeAt: () => () => position },
    say: (text) => said.push(text),
  })
  const look = pass(-20)
  const plannedLook = (s: number) => ({
    ...pass(s),
    azimuthDeg: pass(s).azimuthDeg + 0.3,
    rangeKm: 1_200,
    rangeRateKmPerS: 0,
  })
  const planned = Array.from({ length: 10 }, (_, step) => ({
    utcMs: START_UTC_MS + 10 + 10_000 * step,
    noradId: 7,
    name: 'A',
    capacity: 1,
    look: plannedLook(-20 + 10 * step),
  }))
  const satellite = { name: 'A', noradId: 7, lookAt: () => undefined, sigmaDegAt: () => 0.05 }
  const { keyhole } = way.step(
    {
      utcMs: utcMs(START_UTC_MS),
      position,
      attitude: attitudeOf(0),
      satellite,
      ahead: { now: look, lead: look, leadMs: 40, rangeKm: 1_200, sigmaDeg: 0.05 },
      planned: () => planned,
      bias: undefined,
      aim: aimAtStart,
      mayAim: true,
      readBack: look,
      isBlocked: () => false,
    },
    monotonicMs(0),
  )
  t.is(keyhole, undefined)
  t.false(
    said.some((text) => text.includes('zenith')),
    said.join('; '),
  )
})
