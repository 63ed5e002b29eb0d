import test from 'ava'
import { someCounters } from '../../../test/fakes/drivers.ts'
import { DeviceScore } from './device-score.ts'

const at = (rxBytes: number, timeouts = 0) => ({ ...someCounters, rxBytes, timeouts })

test('counters of a process that lives are taken as they stand', (t) => {
  const score = new DeviceScore()
  for (const bytes of [10, 20, 30]) score.onHealth({ gnss: at(bytes) })
  t.is(score.summary()['gnss']?.rxBytes, 30)
})

test('counters that begin again after a restart add to those before it, each time', (t) => {
  const score = new DeviceScore()
  for (const bytes of [100, 200, 5, 50, 7]) score.onHealth({ gnss: at(bytes, 1) })
  t.like(score.summary()['gnss'], { rxBytes: 257, timeouts: 3 })
})

test('a restart of one service leaves the devices of another alone; devices come sorted by name', (t) => {
  const score = new DeviceScore()
  score.onHealth({ modem: at(10) })
  for (const bytes of [100, 5]) score.onHealth({ gnss: at(bytes) })
  t.deepEqual(Object.keys(score.summary()), ['gnss', 'modem'])
  t.is(score.summary()['modem']?.rxBytes, 10)
})
