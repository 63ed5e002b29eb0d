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
  }
  /** Share of the time in which passengers' traffic was carried by a link that really worked. */
  availabilityPct: number
  service: Readonly<Record<string, { attempts: number; ok: number; p95S: number }>>
}
