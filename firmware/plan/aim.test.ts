import test from 'ava'
import { monotonicMs } from '../../hal/units.ts'
import { type AimObservation, type AimState, aimAtStart, isNearTarget, type Pointer, planAim } from './aim.ts'

const flat = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 }
const array: Pointer = { kind: 'array', mounting: flat, elevationDeg: [20, 90] }
const dish: Pointer = {
  kind: 'dish',
  mounting: flat,
  elevationDeg: [0, 90],
  azimuthDeg: [-90, 450],
  maxRateDegPerS: { azimuthDegPerS: 10, elevationDegPerS: 5 },
  maxAccelerationDegPerS2: { azimuthDegPerS2: 8, elevationDegPerS2: 8 },
}
const attitude = { headingTrueDeg: 90, pitchDeg: 0, rollDeg: 0, headingSigmaDeg: 0.4, tiltSigmaDeg: 0.3 }
const sky = (azimuthDeg: number, elevationDeg: number, more: { rateDegPerS?: number } = {}) => ({
  now: { azimuthDeg, elevationDeg },
  lead: { azimuthDeg: (azimuthDeg + (more.rateDegPerS ?? 0) * 0.2 + 360) % 360, elevationDeg },
  leadMs: 200,
  rangeKm: 1_400,
  sigmaDeg: 0,
})
const seen = (more: Partial<AimObservation> = {}): AimObservation => ({
  pointer: array,
  isLockedOut: false,
  isPositionKnown: true,
  attitude,
  satellite: sky(180, 60),
  maskDeg: 25,
  ...more,
})
const plan = (more: Partial<AimObservation>, state: AimState = aimAtStart) => planAim(state, seen(more), monotonicMs(0))
const firstAim = (more: Partial<AimObservation>, state?: AimState) => {
  const action = plan(more, state).actions[0]
  if (action?.do !== 'aim') throw new Error(`held: ${JSON.stringify(action)}`)
  return action
}

test('the array is aimed in the body frame at where the satellite will be', (t) => {
  const { target } = firstAim({ satellite: sky(180, 60, { rateDegPerS: 5 }) })
  t.true(Math.abs(target.azimuthDeg - 91) < 1e-9)
  t.true(Math.abs(target.elevationDeg - 60) < 1e-9)
})

test('a turned mount is allowed for', (t) => {
  const pointer: Pointer = { ...array, mounting: { ...flat, yawDeg: 180 } }
  t.true(Math.abs(firstAim({ pointer }).target.azimuthDeg - 270) < 1e-9)
})

test('sigma is heading sigma by the cosine of the elevation, with tilt and elements', (t) => {
  const { sigmaDeg } = firstAim({ satellite: { ...sky(180, 60), sigmaDeg: 0.1 } })
  t.true(Math.abs(sigmaDeg - Math.hypot(0.4 * 0.5, 0.3, 0.1)) < 1e-9)
})

test('the error is between what was read back and where the satellite is now, not where it will be', (t) => {
  const { state } = plan({
    satellite: sky(180, 0.001, { rateDegPerS: 5 }),
    maskDeg: 0,
    pointer: { ...array, elevationDeg: [0, 90] },
    readBack: { azimuthDeg: 90.5, elevationDeg: 0 },
  })
  t.true(Math.abs((state.errorDeg ?? 0) - 0.5) < 1e-3)
})

const holds: readonly [rule: string, more: Partial<AimObservation>, because: string][] = [
  ['while somebody works on the roof', { isLockedOut: true }, 'lockout'],
  ['while nobody knows the key switch', { isLockedOut: undefined as never }, 'lockout-unknown'],
  ['while its mount lies', { isStowing: true }, 'stow'],
  ['without a position', { isPositionKnown: false }, 'no-position'],
  ['without UTC alone', { isPositionKnown: false, isUtcMissing: true }, 'no-UTC'],
  ['without a satellite', { satellite: undefined as never }, 'no-satellite'],
  ['without a heading', { attitude: undefined as never }, 'no-heading'],
  ['below the mask', { satellite: sky(180, 24.9) }, 'below-mask'],
  [
    'below the limit of an array that leans away',
    { satellite: sky(180, 26), attitude: { ...attitude, rollDeg: -7 } },
    'elevation-limit',
  ],
  ['where the dish cannot turn', { pointer: { ...dish, azimuthDeg: [100, 300] } }, 'azimuth-limit'],
]

for (const [rule, more, because] of holds) {
  test(`${rule} the pointer holds, once, with a reason`, (t) => {
    const first = plan(more)
    t.deepEqual(first.actions, [{ do: 'hold', because }] as never)
    t.is(first.reasons.length, 1)
    const second = plan(more, first.state)
    t.deepEqual([second.actions, second.reasons], [[], []])
  })
}

test('aiming again after holding gives one reason, going on gives none', (t) => {
  const held = plan({ isPositionKnown: false })
  const again = plan({}, held.state)
  t.deepEqual(again.reasons, ['aiming at 90° and 60° up by its mount, σ 0.36°'])
  t.deepEqual(plan({}, again.state).reasons, [])
})

const wraps: readonly [rule: string, fromDeg: number, skyDeg: number, expectedDeg: number][] = [
  ['past north clockwise', 359, 92, 362],
  ['past north anticlockwise', 1, 88, -2],
  ['back within the limits at their end', 449, 182, 92],
]
for (const [what, held] of [
  ['it was stowed', { isStowing: true }],
  ['somebody worked on the roof', { isLockedOut: true }],
] as const)
  test(`after ${what} the dish goes on from where it is read, not from its last command`, (t) => {
    const { state } = plan({ pointer: dish, ...held }, { azimuthDeg: 400 })
    const readBack = { azimuthDeg: 20, elevationDeg: 0 }
    const { target } = firstAim({ pointer: dish, satellite: sky(120, 40), readBack }, state)
    t.true(Math.abs(target.azimuthDeg - 30) < 1e-9)
  })

for (const [rule, azimuthDeg, skyDeg, expectedDeg] of wraps) {
  test(`the dish goes on ${rule}, from ${azimuthDeg}° to ${expectedDeg}°`, (t) => {
    const { target } = firstAim({ pointer: dish, satellite: sky(skyDeg, 40) }, { azimuthDeg })
    t.true(Math.abs(target.azimuthDeg - expectedDeg) < 1e-9)
  })
}

test('dish rates are those of the satellite, clockwise positive, within its limits', (t) => {
  const rates = (rateDegPerS: number) => {
    const action = firstAim({ pointer: dish, satellite: sky(90, 40, { rateDegPerS }) })
    return action.pointer === 'dish' ? action.rates.azimuthDegPerS : Number.NaN
  }
  t.true(Math.abs(rates(-2) + 2) < 1e-6)
  t.is(rates(50), 10)
})

test('the rate of a dish is the one that holds at the lead, from both sides of it', (t) => {
  const satellite = { ...sky(90, 40), leadMs: 100, now: { azimuthDeg: 90, elevationDeg: 40 } }
  // It speeds up: 0.1° in the first 100 ms, 0.3° in the next.
  const lead = { azimuthDeg: 90.1, elevationDeg: 40 }
  const after = { azimuthDeg: 90.4, elevationDeg: 40 }
  const action = firstAim({ pointer: dish, satellite: { ...satellite, lead, after }, attitudeAfter: attitude })
  t.true(action.pointer === 'dish' && Math.abs(action.rates.azimuthDegPerS - 2) < 1e-6)
})

test('a pointer is near its target only while it is aimed and its reading is within the limit', (t) => {
  t.true(isNearTarget({ errorDeg: 2.5, sigmaDeg: 0.1 }, 2.5))
  t.false(isNearTarget({ errorDeg: 55, sigmaDeg: 0.1, isSlewing: true }, 2.5))
  t.false(isNearTarget({ errorDeg: 0.1, holding: 'below-mask' }, 2.5))
  t.false(isNearTarget({ sigmaDeg: 0.1 }, 2.5))
})
