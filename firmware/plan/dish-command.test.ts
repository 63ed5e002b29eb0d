import test from 'ava'
import type { MountLimits } from '../domain/mount-axes.ts'
import { type DishSeen, type DishState, dishCommand } from './dish-command.ts'

const limits: MountLimits = {
  azimuthDeg: [0, 450],
  elevationDeg: [0, 90],
  maxRateDegPerS: { azimuthDegPerS: 10, elevationDegPerS: 10 },
  maxAccelerationDegPerS2: { azimuthDegPerS2: 10, elevationDegPerS2: 10 },
}
const look = (azimuthDeg: number, elevationDeg = 40) => ({ azimuthDeg, elevationDeg })
const seen = (more: Partial<DishSeen> = {}): DishSeen => ({
  limits,
  way: {},
  now: look(100),
  lead: look(100),
  leadMs: 40,
  isStart: false,
  ...more,
})
const after = (state: DishState, more: Partial<DishSeen>, nowMs = 0) => {
  const command = dishCommand(state, seen(more), nowMs)
  if (!command) throw new TypeError('there is a way')
  return command
}

test('a planned slew lasts until the first reading near its command, and what is off after that is following', (t) => {
  const begun = after({}, { isStart: true, readBack: look(150) })
  const underWay = after(begun.state, { readBack: look(130) }, 2_000)
  const there = after(underWay.state, { readBack: look(100.4) }, 4_000)
  const offAgain = after(there.state, { readBack: look(103) }, 5_000)
  t.deepEqual(
    [begun, underWay, there, offAgain].map(({ isSlewing }) => isSlewing),
    [true, true, false, false],
  )
})

test('a mount that does not come is slewing no longer than it was to take', (t) => {
  // 50° at 10°/s with ramps: 6 s, a fifth more, and 1.5 s.
  const begun = after({}, { isStart: true, readBack: look(150) })
  const at = (ms: number): boolean => after(begun.state, { readBack: look(150) }, ms).isSlewing
  t.deepEqual([at(8_600), at(8_800)], [true, false])
})

test('following is no slew, whatever it misses by', (t) => {
  t.false(after({ azimuthDeg: 99 }, { readBack: look(90) }).isSlewing)
})

test('a slew of a mount that was not read yet is counted from its first reading', (t) => {
  const begun = after({}, { isStart: true })
  t.true(begun.isSlewing)
  t.true(after(begun.state, { readBack: look(150) }, 60_000).isSlewing)
  t.false(after(begun.state, { readBack: look(100.2) }, 60_000).isSlewing)
})

test('at a stop the mount waits for half a degree, then turns back and says so', (t) => {
  const state = { azimuthDeg: 0.2 }
  const stays = after(state, { now: look(359.8), lead: look(359.7), readBack: look(0.2) })
  t.deepEqual([stays.target.azimuthDeg, stays.turned], [0, undefined])
  const turns = after(state, { now: look(359.3), lead: look(359.2), readBack: look(0) })
  t.true(Math.abs(turns.target.azimuthDeg - 359.2) < 1e-6)
  t.is(turns.turned, 'an end stop comes: the mount turns from 0° to 359°')
  t.true(turns.isSlewing)
})

test('a planned turn is gone over to at once', (t) => {
  const way = { turn: { azimuthDeg: 400, isFlipped: false } }
  const near = { now: look(39.9), lead: look(40) }
  const turned = after({ azimuthDeg: 40 }, { ...near, way, readBack: look(40) })
  t.is(turned.target.azimuthDeg, 400)
  t.true(turned.isSlewing)
  t.is(after(turned.state, { ...near, readBack: look(60) }, 1_000).target.azimuthDeg, 400)
})

test('on the other side elevation counts from behind, and its rate too', (t) => {
  const tall = { ...limits, elevationDeg: [0, 180] as const }
  const { target, rates } = after(
    { azimuthDeg: 280, isFlipped: true },
    { limits: tall, now: look(100, 70), lead: look(100, 70.1) },
  )
  t.deepEqual([target.azimuthDeg, Math.round(10 * target.elevationDeg)], [280, 1099])
  t.true(Math.abs(rates.elevationDegPerS + 2.5) < 1e-6)
})

test('a mount that ends below the zenith stays as high as it can, and one that is far too low has no way', (t) => {
  const low = (highestDeg: number) => ({ ...limits, elevationDeg: [0, highestDeg] as const })
  t.is(dishCommand({}, seen({ limits: low(87), lead: look(100, 89) }), 0)?.target.elevationDeg, 87)
  t.is(dishCommand({}, seen({ limits: low(60), lead: look(100, 89) }), 0), undefined)
})
