import test from 'ava'
import { EmergencyButton } from './emergency-button.ts'

const setUp = () => {
  const pressed: number[] = []
  let nowMs = 0
  const button = new EmergencyButton({ holdMs: 1_500, onPressed: () => pressed.push(nowMs) })
  const hold = (ms: number, isEmergencyPressed: boolean): void => {
    for (const endMs = nowMs + ms; nowMs < endMs; nowMs += 200) button.onPower({ isEmergencyPressed, atMs: nowMs })
  }
  return { pressed, hold }
}

test('a button counts once it has been held long enough, and only once', (t) => {
  const { pressed, hold } = setUp()
  hold(10_000, true)
  t.deepEqual(pressed, [1_600])
})

test('a knock, or two, raises nothing', (t) => {
  const { pressed, hold } = setUp()
  for (let at = 0; at < 10; at++) {
    hold(1_400, true)
    hold(200, false)
  }
  t.deepEqual(pressed, [])
})

test('let go and held again it counts again', (t) => {
  const { pressed, hold } = setUp()
  hold(2_000, true)
  hold(200, false)
  hold(2_000, true)
  t.is(pressed.length, 2)
})
