import type { MonotonicMs } from '../../../hal/units.ts'
import { type TopicMessage, topics } from '../../bus/topics.ts'
import { distanceM, type Geodetic } from '../../domain/geodesy.ts'
import { type NoTransmitZone, zoneOf } from '../../domain/no-transmit.ts'
import { insideByM, type Territory } from '../../domain/territory.ts'
import type { LicensedPlace } from '../../plan/permit-conditions.ts'
import { trustedWithinM } from '../../plan/position-trust.ts'

/** A message may be late once. */
const HOLDS_MS = 2 * topics.navigation.staleAfterMs
/** The way to the border is measured anew after this; on the way it is taken to shrink by all that was ridden. */
const MEASURE_EVERY_M = 2_000

/** How far inside its territories a train is: measured seldom, as borders are long and far. */
const insideWatch = (territories: readonly Territory[]) => {
  let measured: { at: Geodetic; insideM: number } | undefined
  return (at: Geodetic): number => {
    const riddenM = measured ? distanceM(measured.at, at) : Number.POSITIVE_INFINITY
    if (measured && riddenM < MEASURE_EVERY_M && measured.insideM > 3 * MEASURE_EVERY_M)
      return measured.insideM - riddenM
    const insideM = Math.max(...territories.map((territory) => insideByM(territory, at)))
    measured = { at, insideM }
    return insideM
  }
}

/** Watches the position for one terminal: its licence, and the zones of the line. */
export class PlaceWatch {
  readonly #inside: (at: Geodetic) => number
  readonly #accuracyM: number
  readonly #zones: readonly NoTransmitZone[]
  #place: LicensedPlace | undefined
  #atMs = Number.NEGATIVE_INFINITY

  constructor({ territories, zones }: { territories: readonly Territory[]; zones: readonly NoTransmitZone[] }) {
    this.#inside = insideWatch(territories)
    this.#accuracyM = Math.max(...territories.map(({ accuracyM }) => accuracyM))
    this.#zones = zones
  }

  onNavigation(
    { atMs, mode, position, horizontal95M }: TopicMessage<'navigation'>,
    spoofing: TopicMessage<'receivers'>['spoofing'],
  ): void {
    const withinM = trustedWithinM({ mode, spoofing, ...(horizontal95M !== undefined && { horizontal95M }) })
    this.#atMs = atMs
    this.#place = position && withinM !== undefined ? this.#judge(position, withinM) : undefined
  }

  /** Absent while no position can be trusted, or navigation is silent. */
  present(nowMs: MonotonicMs): LicensedPlace | undefined {
    return nowMs - this.#atMs <= HOLDS_MS ? this.#place : undefined
  }

  #judge(position: Geodetic, withinM: number): LicensedPlace {
    const zone = zoneOf(this.#zones, position, withinM)
    return {
      insideM: this.#inside(position),
      neededM: this.#accuracyM + withinM,
      ...(zone && { zone: zone.name }),
    }
  }
}
