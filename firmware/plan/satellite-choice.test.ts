import test from 'ava'
import { monotonicMs } from '../../hal/units.ts'
import {
  planSatelliteChoice,
  type SatelliteChoiceObservation,
  type SatelliteChoiceState,
  satelliteChoiceAtStart,
} from './satellite-choice.ts'
import type { SkyTrack } from './sky-track.ts'

/** A pass that culminates at `peakS`, changing 0.5 °/s; tracks are made anew for each time. */
interface Pass {
  noradId: number
  peakS: number
  peakDeg: number
  rateDegPerS?: number
}
const pass = (noradId: number, peakS: number, peakDeg: number): Pass => ({ noradId, peakS, peakDeg })
const trackAt = ({ noradId, peakS, peakDeg, rateDegPerS = 0.5 }: Pass, second: number): SkyTrack => ({
  noradId,
  name: `ONEWEB-0${noradId}`,
  elevationsDeg: Array.from({ length: 13 }, (_, step) => peakDeg - rateDegPerS * Math.abs(second + 10 * step - peakS)),
})

type Seen = Partial<SatelliteChoiceObservation>
interface Ride {
  passes: readonly Pass[]
  forS: number
  stepS?: number
  seen?: (second: number) => Seen
}

/** Feeds the state back in; tracks are renewed every 10 s as the service does. */
const ride = ({ passes, forS, stepS = 1, seen = () => ({}) }: Ride) => {
  let state: SatelliteChoiceState = satelliteChoiceAtStart
  let tracks: SkyTrack[] = []
  const followed: [second: number, noradId: number | 'none'][] = []
  const reasons: string[] = []
  for (let second = 0; second <= forS; second += stepS) {
    const atS = Math.floor(second / 10) * 10
    if (second === atS) tracks = passes.map((one) => trackAt(one, atS)).filter((one) => (one.elevationsDeg[0] ?? 0) > 0)
    const observation = {
      tracks,
      tracksAtMs: monotonicMs(atS * 1000),
      maskDeg: 25,
      isLocked: true,
      aimErrorDeg: 0.1,
      ...seen(second),
    }
    const planned = planSatelliteChoice(state, observation, monotonicMs(second * 1000))
    state = planned.state
    for (const action of planned.actions) followed.push([second, action.do === 'follow' ? action.noradId : 'none'])
    reasons.push(...planned.reasons)
  }
  return { state, followed, reasons }
}

test('the first choice is the one that serves longest, not the highest', (t) => {
  const setting = pass(111, -60, 80)
  const rising = pass(222, 60, 65)
  t.deepEqual(ride({ passes: [setting, rising], forS: 0 }).followed, [[0, 222]])
})

test('a satellite is left eight seconds before it sinks below the mask, with the reason', (t) => {
  const { followed, reasons } = ride({ passes: [pass(111, 0, 60), pass(222, 100, 70)], forS: 75 })
  t.deepEqual(followed, [
    [0, 111],
    [63, 222],
  ])
  t.regex(reasons[1] ?? '', /^ONEWEB-0222: 5\d° and rising, over 11\d s left; ONEWEB-0111 sinks below 25° in 7 s$/)
})

test('a slightly better one never causes a handover', (t) => {
  const { followed } = ride({ passes: [pass(111, 30, 60), pass(222, 40, 64)], forS: 60, stepS: 0.5 })
  t.is(followed.length, 1)
})

test('one that is worth the handover is taken after 20 s, not at once', (t) => {
  const low: Pass = { ...pass(111, 60, 40), rateDegPerS: 0.02 }
  const seen = (second: number): Seen => (second < 5 ? { tracks: [trackAt(low, 0)] } : {})
  const { followed, reasons } = ride({ passes: [low, pass(222, 60, 89)], forS: 60, seen })
  t.deepEqual(
    followed.map(([, noradId]) => noradId),
    [111, 222],
  )
  t.true((followed[1]?.[0] ?? 0) >= 25)
  t.regex(reasons[1] ?? '', /worth \d+ s more than ONEWEB-0111 for 20 s$/)
})

test('the satellite that the network assigns wins while it is visible', (t) => {
  const passes = [pass(111, 60, 80), pass(333, 0, 45)]
  const { followed, reasons } = ride({ passes, forS: 50, seen: (s) => (s >= 10 ? { assignedNoradId: 333 } : {}) })
  t.deepEqual(followed, [
    [0, 111],
    [10, 333],
    [41, 111],
  ])
  t.regex(reasons[1] ?? '', /^ONEWEB-0333: .* s left; assigned by the network$/)
})

test('an assigned satellite that is not in the sky changes nothing', (t) => {
  const { followed } = ride({ passes: [pass(111, 60, 80)], forS: 50, seen: () => ({ assignedNoradId: 999 }) })
  t.deepEqual(followed, [[0, 111]])
})

test('no lock for 15 s while aimed: the next is tried and the first waits 60 s', (t) => {
  const passes = [pass(111, 60, 85), pass(222, 60, 50)]
  const { followed, reasons, state } = ride({ passes, forS: 20, seen: (s) => ({ isLocked: s > 16 }) })
  t.deepEqual(followed, [
    [0, 111],
    [16, 222],
  ])
  t.deepEqual(state.quarantined, [{ noradId: 111, untilMs: monotonicMs(76_000) }])
  t.regex(reasons[1] ?? '', /ONEWEB-0111 gave no lock for 15 s and waits 60 s$/)
})

test('the time without lock does not count while the beam is elsewhere', (t) => {
  const passes = [pass(111, 60, 85), pass(222, 60, 50)]
  t.is(ride({ passes, forS: 40, seen: () => ({ isLocked: false, aimErrorDeg: 3 }) }).followed.length, 1)
})

test('quarantine ends after 60 s and a lone satellite is tried again', (t) => {
  const { followed } = ride({ passes: [pass(111, 60, 85)], forS: 90, seen: () => ({ isLocked: false }) })
  t.deepEqual(followed, [
    [0, 111],
    [16, 'none'],
    [76, 111],
  ])
})

test('an empty sky is searched, once, and left for the first that rises', (t) => {
  const { followed, reasons } = ride({ passes: [pass(111, 100, 60)], forS: 60 })
  t.deepEqual(followed, [
    [0, 'none'],
    [30, 111],
  ])
  t.is(reasons[0], 'no satellite above 25°')
})

test('nothing changed gives the very same state and no reasons', (t) => {
  const { state } = ride({ passes: [pass(111, 60, 80)], forS: 5 })
  const observation = {
    tracks: [trackAt(pass(111, 60, 80), 5)],
    tracksAtMs: monotonicMs(5000),
    maskDeg: 25,
    isLocked: true,
    aimErrorDeg: 0,
  }
  const first = planSatelliteChoice(state, observation, monotonicMs(6000))
  const planned = planSatelliteChoice(first.state, observation, monotonicMs(6050))
  t.is(planned.state, first.state)
  t.deepEqual(planned.reasons, [])
})
