import type { MonotonicMs, UtcMs } from '../../hal/units.ts'
import type { TrainTruth } from './truth.ts'

/** What is true at one instant of the ride, once a second: for the live status and the score, never for the firmware. */
export interface TwinReport {
  atMs: MonotonicMs
  utcMs: UtcMs
  train: TrainTruth
  surroundings: { kind: string; name?: string }
  terminals: Readonly<Record<string, TerminalTruth>>
  activeFaults: readonly string[]
}

export interface TerminalTruth {
  errorDeg: number
  isReceiving: boolean
  isBlocked: boolean
  /** The permit line holds, and neither array nor modem mute. */
  isTransmitting: boolean
  noradId?: number
}

/** Before anything was aimed. */
export const nothingAimed: AimSummary = {
  arrayBeforeLockP99Deg: 0,
  arrayLockedP95Deg: 0,
  arrayLockedP99Deg: 0,
  arrayLearntPct: 0,
  dishRmsDeg: 0,
  dishP99Deg: 0,
  arrayCommandsHz: 0,
  dishCommandsHz: 0,
}

/** What the ride came to, as the twin alone can know it. */
export interface TwinSummary {
  simulatedS: number
  distanceKm: number
  /** Of the array: truth boresight against the truth direction of the satellite it was meant to follow, while one was visible. */
  tracking: {
    rmsErrorDeg: number
    p99ErrorDeg: number
    outageS: number
    mutedS: number
    /** Of any terminal: it transmitted while its true boresight was more than 3° off the satellite nearest to it. */
    offTargetTransmitS: number
    /** Of the time, from the first transmission on, in which the satellite was not hidden, %. */
    mutedUnblockedPct: number
    /** The dish stood more than 5° up while the train was in a stretch of low clearance, s. */
    dishInLowClearanceS: number
  } & AimSummary
  /** Share of the time in which passengers' traffic was carried by a link that really worked. */
  availabilityPct: number
  service: Readonly<Record<string, { attempts: number; ok: number; p95S: number }>>
}

/** How well the terminals pointed: true boresight against true satellite, elements' error included; 0 without samples. */
export interface AimSummary {
  /** Array: while the modem has no lock. */
  arrayBeforeLockP99Deg: number
  /** Array: locked, from 2 s after a handover, while the firmware says that it knows its terminal's bias. */
  arrayLockedP95Deg: number
  arrayLockedP99Deg: number
  /** Share of locked time in which it said so, %. */
  arrayLearntPct: number
  /** Dish: while it aims, its bias known, outside slews. */
  dishRmsDeg: number
  dishP99Deg: number
  /** Directions that were given to each a second, over the whole ride. */
  arrayCommandsHz: number
  dishCommandsHz: number
}

/** Of a ride that never began. */
export const nothingRidden: TwinSummary = {
  simulatedS: 0,
  distanceKm: 0,
  tracking: {
    rmsErrorDeg: 0,
    p99ErrorDeg: 0,
    outageS: 0,
    mutedS: 0,
    offTargetTransmitS: 0,
    mutedUnblockedPct: 0,
    dishInLowClearanceS: 0,
    ...nothingAimed,
  },
  availabilityPct: 0,
  service: {},
}
