import test from 'ava'
import { PaceScore } from './pace-score.ts'
import type { RideEvent } from './ride-view.ts'

const transmit = (isPermitted: boolean) => ({ terminals: { array: { isPermitted, conditions: [] } } })
const health = (lateMs: number[], swallowed = 0) => ({ atMs: 2_000, ticks: { lateMs, swallowed, longestMs: 1 } })

const setUp = (isPermitted = true) => {
  const told: RideEvent[] = []
  const pace = new PaceScore((event) => told.push(event))
  pace.onTransmit(transmit(isPermitted))
  return { pace, told }
}

test('steps that let a permission run out are counted, and said once', (t) => {
  const { pace, told } = setUp()
  for (let count = 0; count < 3; count++) pace.onHealth(health([0.2, 31, 4, 140], 2))
  t.is(pace.lateSteps(), 12)
  t.deepEqual(
    told.map(({ text, severity }) => [text, severity]),
    [['the machine is too slow for real time: 4 of 6 steps of tracking came so late that terminals muted', 'warning']],
  )
})

test('one late step is counted and not told', (t) => {
  const { pace, told } = setUp()
  pace.onHealth(health([0.2, 35, 4]))
  t.deepEqual([pace.lateSteps(), told.length], [1, 0])
})

test('lateness that could mute nobody is not counted, one that muted everybody is', (t) => {
  const { pace } = setUp(false)
  pace.onHealth(health([500], 9))
  t.is(pace.lateSteps(), 0)
  pace.onTransmit(transmit(true))
  pace.onTransmit(transmit(false))
  pace.onHealth(health([500], 9))
  t.is(pace.lateSteps(), 10)
  pace.onHealth(health([500], 9))
  t.is(pace.lateSteps(), 10)
})
