import type { Bus } from '../../bus/bus.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import type { EmergencyReport } from '../../domain/emergency-report.ts'

type Place = Pick<EmergencyReport, 'trainNumber' | 'utcMs' | 'place' | 'line'>

const rounded = (value: number, decimals: number): number => Number(value.toFixed(decimals))

/** As long as a report has room for. */
const NAME_LETTERS = 40

/** Where and when the train is, by the last that was known of it. */
export class Whereabouts {
  #navigation: TopicMessage<'navigation'> | undefined
  #journey: TopicMessage<'journey'> | undefined
  #time: TopicMessage<'time'> | undefined
  readonly #ends: readonly (() => void)[]

  constructor(bus: Bus) {
    this.#ends = [
      bus.subscribe('navigation', (message) => {
        // The last known place is better than none.
        if (message.position) this.#navigation = message
      }),
      bus.subscribe('journey', (message) => {
        this.#journey = message
      }),
      bus.subscribe('time', (message) => {
        this.#time = message
      }),
    ]
  }

  /** What is unknown is absent. */
  now(nowMs: number): Place {
    const { trainNumber } = this.#journey ?? {}
    return {
      ...(trainNumber !== undefined && { trainNumber }),
      ...this.#utc(nowMs),
      ...this.#place(nowMs),
      ...this.#line(),
    }
  }

  close(): void {
    for (const end of this.#ends) end()
  }

  #utc(nowMs: number): Pick<Place, 'utcMs'> {
    const { utcMs, atMs, trust } = this.#time ?? {}
    if (utcMs === undefined || atMs === undefined || trust === 'none') return {}
    return { utcMs: Math.round(utcMs + nowMs - atMs) }
  }

  #place(nowMs: number): Pick<Place, 'place'> {
    const { position, atMs = 0 } = this.#navigation ?? {}
    if (!position) return {}
    const { latDeg, lonDeg } = position
    const ageS = rounded(Math.max(0, nowMs - atMs) / 1_000, 0)
    return { place: { latDeg: rounded(latDeg, 6), lonDeg: rounded(lonDeg, 6), ageS } }
  }

  #line(): Pick<Place, 'line'> {
    const { line } = this.#navigation ?? {}
    if (!line || line.isOffRoute) return {}
    const { lineId, chainageKm, nextStation } = line
    const next = nextStation && {
      nextStation: nextStation.name.slice(0, NAME_LETTERS),
      nextStationKm: rounded(nextStation.distanceKm, 3),
    }
    return { line: { lineId, chainageKm: rounded(chainageKm, 3), ...next } }
  }
}
