import test from 'ava'
import { seededRandom } from '../../../hal/random.ts'
import type { Reception } from '../terminal.ts'
import { modemReceiver } from './modem-receiver.ts'

const carrier: Reception = { isReceiving: true, carrierToNoiseDb: 9, noradId: 1, errorDeg: 0, isBlocked: false }

/** A receiver stepped every 50 ms; tells after how long its lock is as wanted. */
const setUp = (seed = 1) => {
  const receiver = modemReceiver(seededRandom(seed))
  let nowMs = 0
  const until = (isLocked: boolean, reception: Reception | undefined): number => {
    const fromMs = nowMs
    do {
      receiver.step(reception, nowMs)
      nowMs += 50
    } while (receiver.isLocked() !== isLocked && nowMs - fromMs < 60_000)
    return nowMs - 50 - fromMs
  }
  return { receiver, until }
}

test('a new carrier is acquired in 1.5 to 4 s, and lock is held for 0.5 s without it', (t) => {
  for (let seed = 0; seed < 20; seed++) {
    const { until } = setUp(seed)
    const acquiredMs = until(true, carrier)
    t.true(acquiredMs >= 1_500 && acquiredMs <= 4_050, `${acquiredMs}`)
    const heldMs = until(false, undefined)
    t.true(heldMs >= 400 && heldMs <= 500, `${heldMs}`)
  }
})

test('after a handover lock is back in 0.3 to 0.8 s', (t) => {
  const { until } = setUp()
  until(true, carrier)
  t.is(until(false, { ...carrier, noradId: 2 }), 0)
  const backMs = until(true, { ...carrier, noradId: 2 })
  t.true(backMs >= 200 && backMs <= 800, `${backMs}`)
})

test('a carrier that comes back within half a second is never lost', (t) => {
  const receiver = modemReceiver(seededRandom(1))
  for (let ms = 0; ms <= 5_000; ms += 50) receiver.step(carrier, ms)
  for (let ms = 5_050; ms < 5_500; ms += 50) receiver.step(undefined, ms)
  receiver.step(carrier, 5_500)
  t.true(receiver.isLocked())
})

test('power loss forgets the carrier', (t) => {
  const { receiver, until } = setUp()
  until(true, carrier)
  receiver.reset()
  t.false(receiver.isLocked())
  t.true(until(true, carrier) >= 1_500)
})

test('a second demodulator that has the next satellite keeps lock through the handover', (t) => {
  const { receiver, until } = setUp()
  until(true, carrier)
  const next = { ...carrier, noradId: 2 }
  for (let ms = 100_000; ms <= 101_000; ms += 50) receiver.step(carrier, ms, next)
  receiver.step(next, 101_050, carrier)
  t.true(receiver.isLocked())
})

test('a second demodulator needs 0.3 s for it, and a carrier that comes and goes begins anew', (t) => {
  const next = { ...carrier, noradId: 2 }
  const locksAfter = (...others: readonly (Reception | undefined)[]): boolean => {
    const { receiver, until } = setUp()
    until(true, carrier)
    others.forEach((other, index) => {
      receiver.step(carrier, 100_000 + 250 * index, other)
    })
    receiver.step(next, 100_000 + 250 * others.length, carrier)
    return receiver.isLocked()
  }
  t.false(locksAfter(next))
  t.true(locksAfter(next, next, next, next))
  t.false(locksAfter(next, next, next, { ...next, isReceiving: false }))
  t.false(locksAfter(next, next, next, undefined, next))
})
