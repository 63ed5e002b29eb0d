import test from 'ava'
import { TerminalError } from '../../../hal/terminal-error.ts'
import { monotonicMs } from '../../../hal/units.ts'
import type { Direction } from '../../domain/frames.ts'
import { beyond } from '../../domain/mount-axes.ts'
import { StowKeeper } from './stow-keeper.ts'
import { StowWatch, usualStowRules } from './stow-watch.ts'
import { TrainOrders } from './train-orders.ts'

const limits = {
  azimuthDeg: [0, 450],
  elevationDeg: [0, 90],
  maxRateDegPerS: { azimuthDegPerS: 12, elevationDegPerS: 8 },
  maxAccelerationDegPerS2: { azimuthDegPerS2: 8, elevationDegPerS2: 8 },
} as const
const rest = { elevationDeg: 0, toleranceDeg: 1.5, speedDegPerS: 5, withinMs: 20_000 }

test('a mount that reads a little beyond its stop is laid down all the same', async (t) => {
  let elevationDeg = 30
  const move = async (to: Direction): Promise<void> => {
    if (beyond(to.azimuthDeg, limits.azimuthDeg) + beyond(to.elevationDeg, limits.elevationDeg) > 0)
      throw new TerminalError({ code: 'device-refused', device: 'dish', retry: 'never', message: 'beyond a stop' })
    elevationDeg = to.elevationDeg
  }
  const orders = new TrainOrders()
  orders.onTransmit({ isLockedOut: false, mode: 'depot' })
  const watch = new StowWatch(usualStowRules, orders)
  const keeper = new StowKeeper({ name: 'geo', mount: { rest, limits, move }, watch, tell: () => undefined })
  for (let ms = 0; ms < 10_000; ms += 50) {
    const reading = { azimuthDeg: -0.1, elevationDeg }
    keeper.step({ isHeld: false, reading, isOnTarget: false }, monotonicMs(ms))
    await Promise.resolve()
  }
  t.is(keeper.said().state, 'stowed')
})

test('a mount that is not read and takes nothing is told of once', async (t) => {
  const told: string[] = []
  let asked = 0
  const move = async (): Promise<void> => {
    asked++
    throw new TerminalError({ code: 'port-closed', device: 'dish', retry: 'backoff', message: 'the line is closed' })
  }
  const orders = new TrainOrders()
  orders.onTransmit({ isLockedOut: false, mode: 'depot' })
  const watch = new StowWatch(usualStowRules, orders)
  const keeper = new StowKeeper({
    name: 'geo',
    mount: { rest, limits, move },
    watch,
    tell: ({ text }) => void told.push(text),
  })
  for (let ms = 0; ms < 10_000; ms += 50) {
    keeper.step({ isHeld: false, isOnTarget: false }, monotonicMs(ms))
    await Promise.resolve()
    await Promise.resolve()
  }
  t.true(asked > 10, `asked ${asked} times`)
  t.deepEqual(told, ['stows: depot', 'is not read: it is sent to its rest blindly'])
})

test('a mount that falls silent is laid down from where it was read, and is said to be on its way only', async (t) => {
  const moves: Direction[] = []
  const move = async (to: Direction): Promise<void> => void moves.push(to)
  const orders = new TrainOrders()
  const watch = new StowWatch(usualStowRules, orders)
  const keeper = new StowKeeper({ name: 'geo', mount: { rest, limits, move }, watch, tell: () => undefined })
  keeper.step({ isHeld: false, reading: { azimuthDeg: 200, elevationDeg: 30 }, isOnTarget: true }, monotonicMs(0))
  orders.onTransmit({ isLockedOut: false, mode: 'depot' })
  for (let ms = 60_000; ms < 70_000; ms += 50) keeper.step({ isHeld: false, isOnTarget: false }, monotonicMs(ms))
  t.deepEqual(moves[0], { azimuthDeg: 200, elevationDeg: 30 })
  t.deepEqual(moves.at(-1), { azimuthDeg: 200, elevationDeg: 0 })
  t.is(keeper.said().state, 'stowing')
})
