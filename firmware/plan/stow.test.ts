import test from 'ava'
import { monotonicMs } from '../../hal/units.ts'
import type { Direction } from '../domain/frames.ts'
import { longestStowS, planStow, type StowAction, type StowRest, type StowSeen, stowAtStart } from './stow.ts'

const rest: StowRest = { elevationDeg: 0, toleranceDeg: 1.5, speedDegPerS: 5, withinMs: 20_000 }
const up: Direction = { azimuthDeg: 200, elevationDeg: 30 }
const shock = ['a shock of 4.0 g']
const calm: StowSeen = { rest, causes: [], isHeld: false, reading: up, blindAzimuthDeg: 225, isOnTarget: true }

/** A mount that is where it was told to be half a second ago, looked at twice a second. */
const mount = (more: Partial<StowRest> = {}) => {
  let state = stowAtStart
  let reading: Direction | undefined = up
  let nowMs = 0
  const told: string[] = []
  const warned: string[] = []
  const moves: Direction[] = []
  const execute: { [K in StowAction['do']]: (action: Extract<StowAction, { do: K }>) => void } = {
    move: ({ to }) => {
      moves.push(to)
      reading = to
    },
    warn: ({ text }) => warned.push(text),
  }
  const step = (seen: Partial<StowSeen>): void => {
    const planned = planStow(state, { ...calm, rest: { ...rest, ...more }, reading, ...seen }, monotonicMs(nowMs))
    state = planned.state
    told.push(...planned.reasons)
    for (const action of planned.actions) execute[action.do](action as never)
    nowMs += 500
  }
  const stepFor = (seconds: number, seen: Partial<StowSeen>): void => {
    for (let done = 0; done < 2 * seconds; done++) step(seen)
  }
  return { step, stepFor, state: () => state, told, warned, moves }
}

test('a mount in use that nothing asks to lie down stays as it is', (t) => {
  t.deepEqual(planStow(stowAtStart, calm, monotonicMs(5)), { state: stowAtStart, actions: [], reasons: [] })
})

test('it is laid down at its speed, and counts as stowed once it is read there', (t) => {
  const { stepFor, step, state, moves, told } = mount()
  stepFor(5, { causes: shock })
  t.is(state().phase, 'stowing')
  t.true(moves.every(({ elevationDeg }, at) => elevationDeg === 30 - 2.5 * at))
  stepFor(2, { causes: shock })
  t.is(state().phase, 'stowed')
  t.deepEqual(told, ['stows: a shock of 4.0 g', 'is stowed: it reads 200.0° and 0.0° up'])
  const sent = moves.length
  step({ causes: shock })
  t.is(moves.length, sent)
})

test('a mount that was never read is sent to its rest blindly after three seconds, once, and never counts as stowed', (t) => {
  const { stepFor, moves, told, warned, state } = mount()
  stepFor(3, { causes: shock, reading: undefined })
  t.deepEqual(moves, [])
  stepFor(30, { causes: shock, reading: undefined })
  t.deepEqual([moves, state().phase], [[{ azimuthDeg: 225, elevationDeg: 0 }], 'stowing'])
  t.deepEqual(told, ['stows: a shock of 4.0 g', 'is not read: it is sent to its rest blindly'])
  t.deepEqual(warned, ['is not stowed after 20 s: it is not read, and should be 0° up'])
})

test('a mount that is no longer read goes down at its speed from where it was read last', (t) => {
  const { stepFor, moves, state } = mount({ azimuthDeg: 180 })
  stepFor(10, { causes: shock, reading: undefined, lastRead: { azimuthDeg: 185, elevationDeg: 5 } })
  t.deepEqual(moves, [
    { azimuthDeg: 185, elevationDeg: 5 },
    { azimuthDeg: 182.5, elevationDeg: 2.5 },
    { azimuthDeg: 180, elevationDeg: 0 },
  ])
  t.is(state().phase, 'stowing')
})

test('a lockout holds a mount that is not read, too', (t) => {
  const { stepFor, moves } = mount()
  stepFor(10, { causes: shock, reading: undefined, lastRead: up, isHeld: true })
  t.deepEqual(moves, [])
})

test('a mount that is read only later goes at its speed from then on', (t) => {
  const { step, moves } = mount()
  step({ causes: shock, reading: undefined })
  step({ causes: shock })
  step({ causes: shock })
  t.deepEqual(
    moves.map(({ elevationDeg }) => elevationDeg),
    [30, 27.5],
  )
})

test('a mount that is read near its rest is sent the whole way', (t) => {
  const { step, moves, state } = mount()
  step({ causes: shock, reading: { azimuthDeg: 200, elevationDeg: 1.2 } })
  t.deepEqual([state().phase, moves], ['stowed', [{ azimuthDeg: 200, elevationDeg: 0 }]])
})

test('with an azimuth to rest at both axes go there', (t) => {
  const { stepFor, moves, state } = mount({ azimuthDeg: 180 })
  stepFor(8, { causes: shock })
  t.deepEqual([state().phase, moves.at(-1)], ['stowed', { azimuthDeg: 180, elevationDeg: 0 }])
})

test('once its causes are over it is raised, and in use again when it is on target', (t) => {
  const { stepFor, step, state, told } = mount()
  stepFor(8, { causes: shock })
  step({ isOnTarget: false })
  t.is(state().phase, 'unstowing')
  step({ isOnTarget: false })
  t.is(state().phase, 'unstowing')
  step({ isOnTarget: true })
  t.is(state().phase, 'in use')
  t.deepEqual(told.slice(2), ['is raised again: no longer a shock of 4.0 g', 'is back on target'])
})

test('a cause that comes while it is being raised lays it down again', (t) => {
  const { stepFor, step, state } = mount()
  stepFor(8, { causes: shock })
  step({ isOnTarget: false })
  step({ causes: ['washing'], isOnTarget: false })
  t.true(state().phase === 'stowing' || state().phase === 'stowed')
})

test('a lockout stops it on its way; afterwards it goes on from where it is, and its time counts anew', (t) => {
  const { stepFor, state, moves, told, warned } = mount()
  stepFor(2, { causes: shock })
  const sent = moves.length
  stepFor(60, { causes: shock, isHeld: true })
  t.deepEqual([state().phase, moves.length], ['stowing', sent])
  t.is(told.at(-1), 'is not stowed yet: every axle is stopped')
  stepFor(6, { causes: shock })
  t.deepEqual([state().phase, warned], ['stowed', []])
})

test('a mount that does not come to rest in time is told of once, and is not stowed', (t) => {
  const { stepFor, state, warned } = mount()
  stepFor(30, { causes: shock, reading: up })
  t.is(state().phase, 'stowing')
  t.deepEqual(warned, ['is not stowed after 20 s: it reads 200.0° and 30.0° up, and should be 0° up'])
})

test('a mount that is not read is not stowed, though it was', (t) => {
  const { stepFor, step, state, told } = mount()
  stepFor(8, { causes: shock })
  step({ causes: shock, reading: undefined })
  t.is(state().phase, 'stowing')
  t.is(told.at(-1), 'is not stowed any more: it no longer says where it is')
})

test('a mount that something moved out of its rest is laid down again', (t) => {
  const { stepFor, step, state, told } = mount()
  stepFor(8, { causes: shock })
  step({ causes: shock, reading: { azimuthDeg: 200, elevationDeg: 2.9 } })
  t.is(state().phase, 'stowed')
  step({ causes: shock, reading: { azimuthDeg: 200, elevationDeg: 3.1 } })
  t.is(state().phase, 'stowing')
  t.is(told.at(-1), 'is not stowed any more: it was moved')
})

test('another cause is told while it lies', (t) => {
  const { stepFor, step, told } = mount()
  stepFor(8, { causes: shock })
  step({ causes: [...shock, 'washing'] })
  t.is(told.at(-1), 'stays stowed: a shock of 4.0 g; washing')
})

test('the longest way is that of the slower axis, at the speed that it may have or its own', (t) => {
  const limits = {
    azimuthDeg: [0, 450],
    elevationDeg: [0, 90],
    maxRateDegPerS: { azimuthDegPerS: 12, elevationDegPerS: 8 },
    maxAccelerationDegPerS2: { azimuthDegPerS2: 8, elevationDegPerS2: 8 },
  } as const
  const rampS = 5 / 8
  t.is(longestStowS(rest, limits), 18 + rampS)
  t.is(longestStowS({ ...rest, azimuthDeg: 100 }, limits), 70 + rampS)
  const slow = { ...limits, maxRateDegPerS: { azimuthDegPerS: 6, elevationDegPerS: 2.5 } }
  t.is(longestStowS(rest, slow), 36 + 2.5 / 8)
})
