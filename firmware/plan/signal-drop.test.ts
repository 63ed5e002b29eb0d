import test from 'ava'
import { type HeardSatellite, nextSignals, noSignals, type SignalState } from './signal-drop.ts'

const sky = (levels: readonly number[]): HeardSatellite[] =>
  levels.map((carrierToNoiseDbHz, index) => ({ key: `gps ${index}`, carrierToNoiseDbHz }))
const after = (state: SignalState, seconds: number, heard: readonly HeardSatellite[]): SignalState => {
  for (let second = 0; second < seconds; second++) state = nextSignals(state, heard)
  return state
}
const open = [48, 46, 45, 44, 40, 38, 36, 34]
const rolling = after(noSignals, 60, sky(open))

test('a steady sky has not dropped', (t) => {
  t.is(rolling.dropDb, 0)
})

test('satellites that drop together by 10 dB have dropped by 10 dB, however long it lasts', (t) => {
  t.is(Math.round(after(rolling, 600, sky(open.map((level) => level - 10))).dropDb ?? 0), 10)
})

test('a canopy that takes the strong ones away is no drop', (t) => {
  t.is(after(rolling, 30, sky(open).slice(4)).dropDb, 0)
})

test('a tunnel that takes all away tells nothing, and a drop stands while nothing is heard', (t) => {
  t.is(after(rolling, 100, []).dropDb, 0)
  const jammed = after(rolling, 5, sky(open.map((level) => level - 14)))
  t.is(after(jammed, 100, []).dropDb, 14)
})

test('signals that come back end the drop', (t) => {
  const jammed = after(rolling, 50, sky(open.map((level) => level - 14)))
  t.is(Math.round(after(jammed, 1, sky(open)).dropDb ?? 9), 0)
})
