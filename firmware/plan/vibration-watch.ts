import { toDeg } from '../../hal/units.ts'
import type { VibrationAxis } from '../domain/en61373.ts'
import { type VibrationAlarm, vibrationAlarms } from '../domain/vibration-alarms.ts'
import {
  type ComparedVibration,
  learn,
  noBaseline,
  speedBin,
  type UsualVibration,
  usualAt,
  usualGravityG,
  type VibrationBaseline,
} from '../domain/vibration-baseline.ts'
import type { Planned } from './planned.ts'

type Triple = readonly [x: number, y: number, z: number]

/** What was seen of one part over the last seconds; looks come every 5 s. */
export interface VibrationSeen extends ComparedVibration {
  speedMps: number | undefined
  /** Level within the part of the standard's band that the sensor sees; empty where it sees none of it. */
  levels: readonly { axis: VibrationAxis; mps2: number; limitMps2: number }[]
}

interface AlarmState {
  isRaised: boolean
  /** Looks in a row that speak for a change. */
  run: number
}

/** Of one part. */
export interface VibrationWatchState {
  baseline: VibrationBaseline
  /** How it hangs lately, smoothed over some two minutes of riding. */
  gravity: { count: number; meanG: Triple }
  alarms: Readonly<Record<VibrationAlarm, AlarmState>>
}

export type VibrationAction = { do: 'raise' | 'clear'; alarm: VibrationAlarm }

const calm: AlarmState = { isRaised: false, run: 0 }

/** Nothing seen yet; the baseline may be one that was kept. */
export const initialVibrationWatch = (baseline = noBaseline): VibrationWatchState => ({
  baseline,
  gravity: { count: 0, meanG: [0, 0, 0] },
  alarms: { 'loose-mount': calm, 'over-baseline': calm, 'over-en61373': calm },
})

/** 15 s of it raise, 30 s without it clear: points, a bridge or a rough crossing pass in less. */
const RAISE_AFTER = 3
const CLEAR_AFTER = 6
/** An alarm clears below this share of what raises it. */
const CLEAR_SHARE = 0.75
/** Twice the usual, or more where the usual itself scatters by more. */
const BASELINE_RATIO = 2
const BASELINE_SIGMAS = 4
/** What together is the mark of a loose mount: it rattles, in single knocks, and hangs otherwise than it did. */
const LOOSE_HIGH_RATIO = 1.6
const LOOSE_CREST_RATIO = 1.3
const LOOSE_DRIFT_DEG = 2.5
/** Looks over which the present gravity is smoothed, and those before it counts. */
const GRAVITY_LOOKS = 24
const GRAVITY_READY = 12

const words: readonly VibrationAxis[] = ['longitudinal', 'transverse', 'vertical']

/** How far an alarm's limit is reached (1 raises) and what to say of it. */
interface Severity {
  of: number
  why(): string
}

const axes = [0, 1, 2] as const

const worst = (severities: readonly Severity[]): Severity | undefined =>
  severities.reduce<Severity | undefined>(
    (most, one) => (most === undefined || one.of > most.of ? one : most),
    undefined,
  )

const overEn61373 = ({ levels }: VibrationSeen): Severity | undefined =>
  worst(
    levels.map(({ axis, mps2, limitMps2 }) => ({
      of: mps2 / limitMps2,
      why: () =>
        `${axis} ${mps2.toFixed(2)} m/s² rms within the band that the sensor sees; EN 61373 1B has ${limitMps2.toFixed(2)} there`,
    })),
  )

const overBaseline = (seen: VibrationSeen, usual: UsualVibration | undefined): Severity | undefined => {
  if (!usual) return undefined
  return worst(
    axes.map((axis) => {
      const lnRatio = Math.log(Math.max(1e-6, seen.rmsG[axis])) - usual.lnRms[axis]
      const limit = Math.max(Math.log(BASELINE_RATIO), BASELINE_SIGMAS * Math.sqrt(usual.variance[axis]))
      return {
        of: lnRatio / limit,
        why: () =>
          `${words[axis]} ${seen.rmsG[axis].toFixed(3)} g rms, ${Math.exp(lnRatio).toFixed(1)} times what is usual`,
      }
    }),
  )
}

const angleDeg = (a: Triple, b: Triple): number => {
  const product = a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
  const cosine = product / (Math.hypot(...a) * Math.hypot(...b))
  return toDeg(Math.acos(Math.max(-1, Math.min(1, cosine))))
}

/** All three signs must be there: the least of them counts. */
const looseMount = (
  seen: VibrationSeen,
  usual: UsualVibration | undefined,
  { baseline, gravity }: Pick<VibrationWatchState, 'baseline' | 'gravity'>,
): Severity | undefined => {
  const hungG = usualGravityG(baseline)
  if (!usual || !hungG || gravity.count < GRAVITY_READY) return undefined
  const high = Math.max(...axes.map((axis) => Math.max(1e-6, seen.highG[axis]) / Math.exp(usual.lnHigh[axis])))
  const crest = Math.max(...axes.map((axis) => seen.crest[axis] / Math.max(1, usual.crest[axis])))
  const driftDeg = angleDeg(gravity.meanG, hungG)
  const of = Math.min(
    Math.log(high) / Math.log(LOOSE_HIGH_RATIO),
    Math.log(crest) / Math.log(LOOSE_CREST_RATIO),
    driftDeg / LOOSE_DRIFT_DEG,
  )
  const why = (): string =>
    `it rattles ${high.toFixed(1)} times as much at its highest frequencies, crest ${crest.toFixed(1)} times, and hangs ${driftDeg.toFixed(1)}° off`
  return { of, why }
}

/** What cannot be judged now speaks for no change. */
const nextAlarm = (state: AlarmState, severity: Severity | undefined): AlarmState => {
  const speaksForChange = severity !== undefined && (state.isRaised ? severity.of < CLEAR_SHARE : severity.of >= 1)
  const run = speaksForChange ? state.run + 1 : 0
  if (run < (state.isRaised ? CLEAR_AFTER : RAISE_AFTER)) return run === state.run ? state : { ...state, run }
  return { isRaised: !state.isRaised, run: 0 }
}

const nextGravity = (
  { count, meanG }: VibrationWatchState['gravity'],
  seenG: Triple,
): VibrationWatchState['gravity'] => {
  const share = 1 / Math.min(count + 1, GRAVITY_LOOKS)
  const towards = (axis: 0 | 1 | 2): number => meanG[axis] + share * (seenG[axis] - meanG[axis])
  return { count: Math.min(count + 1, GRAVITY_LOOKS), meanG: [towards(0), towards(1), towards(2)] }
}

const sentence = (alarm: VibrationAlarm, isRaised: boolean, why: string): string => {
  if (alarm === 'loose-mount') return isRaised ? `its mount looks loose: ${why}` : 'its mount looks firm again'
  if (alarm === 'over-baseline') return isRaised ? `shakes more than usual: ${why}` : 'shakes as usual again'
  return isRaised ? `shakes beyond EN 61373: ${why}` : 'within EN 61373 again'
}

/**
 * Decides every 5 s which alarms a part raises and clears, and learns what is usual by speed while none is near. The usual
 * is never learnt from what is remarkable, nor once a bin is full: what grows slowly is held against what was.
 */
export const planVibrationWatch = (
  state: VibrationWatchState,
  seen: VibrationSeen,
): Planned<VibrationWatchState, VibrationAction> => {
  const { speedMps } = seen
  const usual = speedMps === undefined ? undefined : usualAt(state.baseline, speedMps)
  const isRiding = speedMps !== undefined && speedBin(speedMps) !== undefined
  const gravity = isRiding ? nextGravity(state.gravity, seen.gravityG) : state.gravity
  const severities: Record<VibrationAlarm, Severity | undefined> = {
    'loose-mount': looseMount(seen, usual, { baseline: state.baseline, gravity }),
    'over-baseline': overBaseline(seen, usual),
    'over-en61373': overEn61373(seen),
  }
  const actions: VibrationAction[] = []
  const reasons: string[] = []
  const next = (alarm: VibrationAlarm): AlarmState => {
    const before = state.alarms[alarm]
    const after = nextAlarm(before, severities[alarm])
    if (after.isRaised !== before.isRaised) {
      actions.push({ do: after.isRaised ? 'raise' : 'clear', alarm })
      reasons.push(sentence(alarm, after.isRaised, severities[alarm]?.why() ?? ''))
    }
    return after
  }
  const alarms = {
    'loose-mount': next('loose-mount'),
    'over-baseline': next('over-baseline'),
    'over-en61373': next('over-en61373'),
  }
  const isRemarkable = vibrationAlarms.some((alarm) => alarms[alarm].isRaised || (severities[alarm]?.of ?? 0) >= 1)
  const baseline = isRiding && !isRemarkable ? learn(state.baseline, speedMps, seen) : state.baseline
  return { state: { baseline, gravity, alarms }, actions, reasons }
}
