import test from 'ava'
import { EmergencyButton } from './emergency-button.ts'

const setUp = () => {
  const pressed: number[] = []
  const atStart: boolean[] = []
  let nowMs = 0
  const onPressed = (wasPressedAtStart: boolean): void => {
    pressed.push(nowMs)
    atStart.push(wasPressedAtStart)
  }
  const button = new EmergencyButton({ holdMs: 1_500, onPressed })
  const hold = (ms: number, isEmergencyPressed: boolean): void => {
    for (const endMs = nowMs + ms; nowMs < endMs; nowMs += 200) button.onPower({ isEmergencyPressed, atMs: nowMs })
  }
  const silence = (ms: number): void => {
    nowMs += ms
  }
  return { pressed, atStart, hold, silence }
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

test('reports too far apart are no proof that it was held between them', (t) => {
  const { pressed, hold, silence } = setUp()
  hold(200, false)
  hold(200, true)
  silence(60_000)
  hold(200, true)
  t.deepEqual(pressed, [])
})

test('one that counted does not count again because reports were missing while it was held', (t) => {
  const { pressed, hold, silence } = setUp()
  hold(2_000, true)
  silence(60_000)
  hold(2_000, true)
  t.is(pressed.length, 1)
})

test('one that was pressed already when the first report came is told apart from one pressed since', (t) => {
  const { atStart, hold } = setUp()
  hold(2_000, true)
  hold(200, false)
  hold(2_000, true)
  t.deepEqual(atStart, [true, false])
})
