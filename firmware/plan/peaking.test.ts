import test from 'ava'
import { seededRandom } from '../../hal/random.ts'
import { monotonicMs } from '../../hal/units.ts'
import type { Across } from '../domain/bias-filter.ts'
import { lossOfBeam } from '../domain/peak-fit.ts'
import { foundPeaks, type PeakingSeen, type PeakingState, peakBeside, peakingAtStart, planPeaking } from './peaking.ts'

const STEP_MS = 50
const beam = { widthDeg: 3, settleMs: 50 }
const sight = {
  direction: { azimuthDeg: 170, elevationDeg: 32 },
  rate: { azimuthDeg: 0, elevationDeg: 0 },
  warmth: { warmerC: 0, yawDeg: 0 },
}

interface Rig {
  peak: Across
  peakDb?: number
  noiseDb?: number
  carrierEveryMs?: number
  degPerS?: number
  forS?: number
  change?(seen: PeakingSeen, atMs: number): PeakingSeen
}

/** A pointer that turns at a rate, and a modem that has lock from 2 dB on. */
const scan = ({
  peak,
  peakDb = 11,
  noiseDb = 0.1,
  carrierEveryMs = 50,
  degPerS = 8,
  forS = 400,
  change = (seen) => seen,
}: Rig) => {
  const random = seededRandom(3)
  let state: PeakingState = peakingAtStart
  let at: Across = { azimuthDeg: 0, elevationDeg: 0 }
  let carrier: PeakingSeen['carrier']
  const reasons: string[] = []
  let atMs = 1_000
  let widestDeg = 0
  const towards = (from: number, to: number): number =>
    from + Math.max(-1, Math.min(1, (to - from) / ((degPerS * STEP_MS) / 1000))) * ((degPerS * STEP_MS) / 1000)
  for (; !state.verdict && atMs < forS * 1000; atMs += STEP_MS) {
    const wanted = peakBeside(state, beam.widthDeg)
    widestDeg = Math.max(widestDeg, Math.hypot(wanted.azimuthDeg, wanted.elevationDeg))
    at = {
      azimuthDeg: towards(at.azimuthDeg, wanted.azimuthDeg),
      elevationDeg: towards(at.elevationDeg, wanted.elevationDeg),
    }
    const offDeg2 = (at.azimuthDeg - peak.azimuthDeg) ** 2 + (at.elevationDeg - peak.elevationDeg) ** 2
    const db = peakDb - lossOfBeam(beam.widthDeg) * offDeg2
    if (atMs % carrierEveryMs === 0) carrier = { db: db + noiseDb * random.normal(), atMs }
    const seen = { satellite: 'A', isBlocked: false, isLocked: db > 2, carrier, offset: at, sight, beam }
    const planned = planPeaking(state, change(seen, atMs), monotonicMs(atMs))
    state = planned.state
    reasons.push(...planned.reasons)
  }
  return { state, verdict: state.verdict, peaks: foundPeaks(state), reasons, tookS: atMs / 1000, widestDeg }
}

test('a peak beside the aim is found along both axes within a minute, and its error told', (t) => {
  const { verdict, peaks, tookS, reasons, widestDeg } = scan({ peak: { azimuthDeg: 0.7, elevationDeg: -0.45 } })
  t.deepEqual(verdict, { isFound: true })
  t.deepEqual(
    peaks.map(({ axis }) => axis),
    ['azimuth', 'elevation'],
  )
  const [across, up] = peaks
  t.true(Math.abs((across?.peakDeg ?? 9) - 0.7) < 0.03 && Math.abs((up?.peakDeg ?? 9) + 0.45) < 0.03)
  t.true((across?.sigmaDeg ?? 9) < 0.03)
  t.true(tookS < 75, `${tookS} s`)
  t.true(widestDeg < 2.2)
  t.is(reasons.length, 1)
})

test('a modem that tells once a second, and a mount that is slow, take longer and find it as well', (t) => {
  const { verdict, peaks, tookS } = scan({
    peak: { azimuthDeg: -0.3, elevationDeg: 0.5 },
    carrierEveryMs: 1_000,
    degPerS: 1,
    noiseDb: 0.3,
  })
  t.deepEqual(verdict, { isFound: true })
  t.true(Math.abs((peaks[0]?.peakDeg ?? 9) + 0.3) < 0.12 && Math.abs((peaks[1]?.peakDeg ?? 9) - 0.5) < 0.12)
  t.true(tookS < 180, `${tookS} s`)
})

test('a peak beyond the scan, and a carrier too weak to be scanned, are refused', (t) => {
  t.like(scan({ peak: { azimuthDeg: 1.9, elevationDeg: 0 }, peakDb: 20 }).verdict, { because: 'outside' })
  t.like(scan({ peak: { azimuthDeg: 0, elevationDeg: 0 }, peakDb: 2.5 }).verdict, { because: 'too-few' })
  t.like(scan({ peak: { azimuthDeg: 0, elevationDeg: 0 }, noiseDb: 8 }).verdict, { isFound: false })
})

test('a pointer that does not go where it is sent shows no peak', (t) => {
  const still = { azimuthDeg: 0, elevationDeg: 0 }
  const { verdict } = scan({ peak: still, change: (seen) => ({ ...seen, offset: still }) })
  t.like(verdict, { isFound: false, because: 'too-few' })
})

test('something before the beam, a hold and no satellite end it, after a grace', (t) => {
  const peak = { azimuthDeg: 0.2, elevationDeg: 0.2 }
  const later = (more: Partial<PeakingSeen>, untilMs = 1e9) =>
    scan({ peak, change: (seen, atMs) => (atMs > 20_000 && atMs < untilMs ? { ...seen, ...more } : seen) })
  t.like(later({ isBlocked: true }).verdict, { because: 'blocked' })
  t.like(later({ holding: 'the mount is stowed' }).verdict, { because: 'holds', words: 'the mount is stowed' })
  t.like(later({ satellite: undefined }).verdict, { because: 'no-satellite' })
  t.deepEqual(later({ isBlocked: true }, 22_000).verdict, { isFound: true })
  const overhead = { ...sight, direction: { azimuthDeg: 0, elevationDeg: 84 } }
  t.like(scan({ peak, change: (seen) => ({ ...seen, sight: overhead }) }).verdict, { because: 'too-high' })
})

test('another satellite begins the scan anew, but not for ever', (t) => {
  const peak = { azimuthDeg: 0.2, elevationDeg: 0.2 }
  const once = scan({ peak, change: (seen, atMs) => ({ ...seen, satellite: atMs < 30_000 ? 'A' : 'B' }) })
  t.deepEqual(once.verdict, { isFound: true })
  t.is(once.state.satellite, 'B')
  t.true(once.tookS > 60)
  const often = scan({ peak, change: (seen, atMs) => ({ ...seen, satellite: `${Math.floor(atMs / 20_000)}` }) })
  t.like(often.verdict, { because: 'satellites' })
})
