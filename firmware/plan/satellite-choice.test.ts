import test from 'ava'
import { monotonicMs } from '../../hal/units.ts'
import type { ServiceStep } from './handover-plan.ts'
import {
  planSatelliteChoice,
  type SatelliteChoiceObservation,
  type SatelliteChoiceState,
  satelliteChoiceAtStart,
} from './satellite-choice.ts'

const START_UTC_MS = Date.UTC(2026, 4, 31, 15)
const MASK_DEG = 25
const STEPS = 60

/** A pass that culminates at `peakS`, changing 0.5 °/s; it serves as high as it stands. */
interface Pass {
  noradId: number
  peakS: number
  peakDeg: number
}
const pass = (noradId: number, peakS: number, peakDeg: number): Pass => ({ noradId, peakS, peakDeg })
const elevationDeg = ({ peakS, peakDeg }: Pass, second: number): number => peakDeg - 0.5 * Math.abs(second - peakS)
const isUp = (one: Pass, second: number): boolean => elevationDeg(one, second) >= MASK_DEG

const stepAt = (passes: readonly Pass[], second: number, excluded: ReadonlySet<number>): ServiceStep => {
  const up = passes.filter((one) => isUp(one, second) && isUp(one, second + 10) && !excluded.has(one.noradId))
  return { ids: up.map(({ noradId }) => noradId), service: up.map((one) => elevationDeg(one, second + 5)) }
}

const observe = (passes: readonly Pass[], second: number, more: Seen): SatelliteChoiceObservation => {
  const fromS = Math.floor(second / 10) * 10
  return {
    utcMs: START_UTC_MS + second * 1000,
    stepsUtcMs: START_UTC_MS + fromS * 1000,
    service: (excluded) => Array.from({ length: STEPS }, (_, step) => stepAt(passes, fromS + 10 * step, excluded)),
    cost: () => () => 30,
    inSky: (noradId) => {
      const found = passes.find((one) => one.noradId === noradId)
      if (!found || !isUp(found, second)) return undefined
      const leftS =
        (elevationDeg(found, Math.max(second, found.peakS)) - MASK_DEG) / 0.5 + Math.max(0, found.peakS - second)
      const isRising = second < found.peakS
      return { name: `ONEWEB-0${noradId}`, elevationDeg: elevationDeg(found, second), isRising, leftS }
    },
    maskDeg: MASK_DEG,
    barred: [],
    isLocked: true,
    aimErrorDeg: 0.1,
    ...more,
  }
}

type Seen = Partial<Pick<SatelliteChoiceObservation, 'assignedNoradId' | 'isLocked' | 'aimErrorDeg' | 'barred'>>
interface Ride {
  passes: readonly Pass[]
  forS: number
  seen?: (second: number) => Seen
  from?: SatelliteChoiceState
}

/** Feeds the state back in, second by second. */
const ride = ({ passes, forS, seen = () => ({}), from = satelliteChoiceAtStart }: Ride) => {
  let state = from
  const followed: [second: number, noradId: number | 'none'][] = []
  const reasons: string[] = []
  for (let second = 0; second <= forS; second++) {
    const planned = planSatelliteChoice(state, observe(passes, second, seen(second)), monotonicMs(second * 1000))
    state = planned.state
    for (const action of planned.actions) followed.push([second, action.do === 'follow' ? action.noradId : 'none'])
    reasons.push(...planned.reasons)
  }
  return { state, followed, reasons }
}

test('the first choice is the one that brings the most, not the highest', (t) => {
  const [setting, rising] = [pass(111, -60, 80), pass(222, 60, 65)]
  t.deepEqual(ride({ passes: [setting, rising], forS: 0 }).followed, [[0, 222]])
})

test('a satellite is left before it sinks below the mask, for one that lasts, with the reason', (t) => {
  const { followed, reasons } = ride({ passes: [pass(111, 0, 60), pass(222, 150, 80)], forS: 100 })
  t.deepEqual(
    followed.map(([, noradId]) => noradId),
    [111, 222],
  )
  t.true((followed[1]?.[0] ?? 0) <= 70)
  t.regex(reasons[0] ?? '', /^ONEWEB-0111: 60° and sinking, 70 s above 25°; nothing was followed$/)
  t.regex(reasons[1] ?? '', /^ONEWEB-0222: \d+° and rising, \d+ s above 25°; ONEWEB-0111 sinks below 25° in \d+ s$/)
})

test('a slightly better one never causes a handover', (t) => {
  const { followed } = ride({ passes: [pass(111, 30, 60), pass(222, 34, 62)], forS: 60 })
  t.is(followed.length, 1)
})

test('the satellite that the network assigns wins while it is visible', (t) => {
  const passes = [pass(111, 60, 80), pass(333, 0, 45)]
  const { followed, reasons } = ride({ passes, forS: 50, seen: (s) => (s >= 10 ? { assignedNoradId: 333 } : {}) })
  t.deepEqual(followed, [
    [0, 111],
    [10, 333],
    [41, 111],
  ])
  t.regex(reasons[1] ?? '', /^ONEWEB-0333: .* s above 25°; assigned by the network$/)
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
  t.deepEqual(state.quarantined, [{ noradId: 111, untilUtcMs: START_UTC_MS + 76_000, failures: 1 }])
  t.regex(reasons[1] ?? '', /ONEWEB-0111 gave no lock for 15 s and waits 60 s$/)
})

test('the time without lock does not count while the beam is elsewhere', (t) => {
  const passes = [pass(111, 60, 85), pass(222, 60, 50)]
  t.is(ride({ passes, forS: 40, seen: () => ({ isLocked: false, aimErrorDeg: 3 }) }).followed.length, 1)
})

test('quarantine ends after 60 s and a lone satellite is tried again', (t) => {
  const { followed } = ride({ passes: [pass(111, 60, 85)], forS: 90, seen: () => ({ isLocked: false }) })
  t.deepEqual(
    followed.map(([, noradId]) => noradId),
    [111, 'none', 111],
  )
  t.true((followed[2]?.[0] ?? 0) >= 76 && (followed[2]?.[0] ?? 0) <= 86)
})

test('a satellite that is barred is not followed, unless the network assigns it', (t) => {
  const passes = [pass(111, 60, 85), pass(222, 30, 50)]
  const barred = [{ noradId: 111, untilUtcMs: START_UTC_MS + 3_600_000, failures: 0 }]
  t.deepEqual(ride({ passes, forS: 5, seen: () => ({ barred }) }).followed, [[0, 222]])
  const seen = () => ({ barred, assignedNoradId: 111 })
  t.deepEqual(ride({ passes, forS: 5, seen }).followed, [[0, 111]])
})

test('one that sets within a step is left at once, not at the step’s end', (t) => {
  const { followed } = ride({ passes: [pass(111, 0, 28), pass(222, 63, 54)], forS: 12 })
  t.deepEqual(followed, [
    [0, 'none'],
    [10, 222],
  ])
})

test('an empty sky is searched, once, and left for the first that rises', (t) => {
  const { followed, reasons } = ride({ passes: [pass(111, 100, 60)], forS: 60 })
  t.deepEqual(followed, [
    [0, 'none'],
    [30, 111],
  ])
  t.is(reasons[0], 'no satellite to be had above 25°')
})

test('nothing changed gives the very same state and no reasons', (t) => {
  const passes = [pass(111, 60, 80)]
  const { state } = ride({ passes, forS: 5 })
  const planned = planSatelliteChoice(state, observe(passes, 6, {}), monotonicMs(6_000))
  t.is(planned.state, state)
  t.deepEqual(planned.reasons, [])
})
