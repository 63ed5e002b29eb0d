import type { TopicMessage } from '../../bus/topics.ts'
import { type VibrationAlarm, vibrationAlarms } from '../../domain/vibration-alarms.ts'

/** What the motion parts said over a ride; alarms by how often a part raised each. */
export interface VibrationRideSummary {
  rmsG: number
  peakG: number
  /** Where the band ends in which every part is right. */
  validToHz: number
  looseMounts: number
  overBaseline: number
  overEn61373: number
}

const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits

/** Sums up seconds in which a part was well, and counts alarms as they are raised. */
export class VibrationScore {
  #squares = 0
  #samples = 0
  #peakG = 0
  #validToHz = Number.POSITIVE_INFINITY
  readonly #raised = new Map<string, readonly VibrationAlarm[]>()
  readonly #counts = new Map<VibrationAlarm, number>(vibrationAlarms.map((alarm) => [alarm, 0]))

  onVibration({ sensors }: TopicMessage<'vibration'>): void {
    for (const [key, { state, rms1sG, peakG, validBandHz, alarms = [] }] of Object.entries(sensors)) {
      if (validBandHz) this.#validToHz = Math.min(this.#validToHz, validBandHz[1])
      this.#countAlarms(key, alarms)
      if (state !== 'ok') continue
      this.#squares += rms1sG * rms1sG
      this.#samples++
      this.#peakG = Math.max(this.#peakG, peakG)
    }
  }

  summary(): VibrationRideSummary {
    const count = (alarm: VibrationAlarm): number => this.#counts.get(alarm) ?? 0
    return {
      rmsG: rounded(this.#samples === 0 ? 0 : Math.sqrt(this.#squares / this.#samples), 4),
      peakG: rounded(this.#peakG, 3),
      validToHz: Number.isFinite(this.#validToHz) ? rounded(this.#validToHz, 1) : 0,
      looseMounts: count('loose-mount'),
      overBaseline: count('over-baseline'),
      overEn61373: count('over-en61373'),
    }
  }

  #countAlarms(key: string, alarms: readonly VibrationAlarm[]): void {
    const before = this.#raised.get(key) ?? []
    if (alarms === before) return
    for (const alarm of alarms) if (!before.includes(alarm)) this.#counts.set(alarm, (this.#counts.get(alarm) ?? 0) + 1)
    this.#raised.set(key, alarms)
  }
}
