import test from 'ava'
import { monotonicMs } from '../../hal/units.ts'
import { noAlarms, planAlarms } from './starlink-alarms.ts'

/** What was told, for alerts second by second; `undefined` is silence. */
const told = (seconds: readonly (readonly string[] | undefined)[]): string[] => {
  const said: string[] = []
  let state = noAlarms
  for (const [second, alerts] of seconds.entries()) {
    const seen = { isAlive: alerts !== undefined, alerts: alerts ?? [] }
    const planned = planAlarms(state, seen, monotonicMs(second * 1000))
    state = planned.state
    said.push(...planned.actions.map(({ alert, severity, text }) => `${second} ${severity} ${alert}: ${text}`))
  }
  return said
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value)

test('an alert is told once while it holds, and its end half a minute after it', (t) => {
  t.deepEqual(told([[], ...times(5, ['motors-stuck']), ...times(40, [])]), [
    '1 warning motors-stuck: its motors are stuck: look for ice and what blocks it',
    '36 info motors-stuck: motors-stuck: over',
  ])
})

test('an alert that flickers is one', (t) => {
  const flicker = Array.from({ length: 60 }, (_, second) => (second % 3 === 0 ? ['roaming'] : []))
  t.is(told(flicker).length, 1)
})

test('silence neither raises nor ends an alert', (t) => {
  t.is(told([['heating'], ...times(100, undefined), ['heating']]).length, 1)
})

test('an alert that has no words here is told by its name', (t) => {
  t.deepEqual(told([['sharks']]), ['0 warning sharks: it raises sharks'])
})
