import { areElementsTooOld, elementsSigmaDeg } from './elements-age.ts'
import { distanceM, type Geodetic, type LookAngle, M_PER_DEG, move } from './geodesy.ts'
import { gsoArc } from './gso-arc.ts'
import { capacityOf } from './service-capacity.ts'
import type { Worth } from './sky-outlook.ts'
import { centralAngleDeg } from './sky-scan.ts'

/** An earth station of the network; satellites whose ground point lies within its radius are served through it. */
export interface Gateway {
  name: string
  latDeg: number
  lonDeg: number
  radiusKm: number
}

/** What a terminal asks of a satellite. */
export interface WorthRules {
  /** Error + 2σ beyond it transmits nothing. */
  pointingLimitDeg: number
  /** Kept clear of the geostationary arc by this angle; 0: not at all. */
  gsoAvoidanceDeg: number
  /** None: served everywhere. */
  gateways: readonly Gateway[]
}

const REFERENCE_RANGE_KM = 1_200
/** The arc that was worked out for a place is good around it. */
const ARC_HOLDS_M = 50_000
/** Two degrees off the arc this costs 0.02°. */
const ARC_STEP_DEG = 0.5

/** The share of service that the doubt of a satellite's place leaves: none when two sigma of it are the pointing limit. */
const shareBySigma = (sigmaDeg: number, limitDeg: number): number => Math.max(0, 1 - ((2 * sigmaDeg) / limitDeg) ** 2)

/** The angle to the geostationary arc, the arc kept for the place where it was asked for last. */
const arcDistance = (): ((look: LookAngle, observer: Geodetic) => number) => {
  let arc: { from: Geodetic; separationDeg: ReturnType<typeof gsoArc> } | undefined
  return (look, observer) => {
    if (!arc || distanceM(arc.from, observer) > ARC_HOLDS_M)
      arc = { from: observer, separationDeg: gsoArc(observer, ARC_STEP_DEG) }
    return arc.separationDeg(look)
  }
}

const seesGateway = (look: LookAngle, observer: Geodetic, gateways: readonly Gateway[]): boolean => {
  const below = move(observer, look.azimuthDeg, centralAngleDeg(look) * M_PER_DEG)
  return gateways.some((gateway) => distanceM({ ...gateway, heightM: 0 }, below) <= gateway.radiusKm * 1000)
}

/** What a satellite can carry where it stands, bit/s/Hz; 0 where the rules forbid it or its elements are too old. */
export const satelliteWorth = ({ pointingLimitDeg, gsoAvoidanceDeg, gateways }: WorthRules): Worth => {
  const toArcDeg = arcDistance()
  return (satellite, look, { utcMs, observer }) => {
    if (areElementsTooOld(satellite, utcMs)) return 0
    if (gsoAvoidanceDeg > 0 && toArcDeg(look, observer) < gsoAvoidanceDeg) return 0
    if (gateways.length > 0 && !seesGateway(look, observer, gateways)) return 0
    const share = shareBySigma(elementsSigmaDeg(utcMs - satellite.epochUtcMs), pointingLimitDeg)
    return share * capacityOf(look, REFERENCE_RANGE_KM)
  }
}
