import type { CoverageSample } from '../domain/coverage-cell.ts'
import type { LinkObservation } from './link-state.ts'
import type { StarlinkSeen } from './starlink-state.ts'

/** A handover drops the lock for a while, wherever the train is. */
const HANDOVER_MS = 15_000
const DEAD_LOSS = 0.95

/** What tracking says of a satellite link's antenna. */
export interface AntennaSeen {
  isOnTarget: boolean
  isBlocked: boolean
}

/** Of its outages only an obstruction is the place's. */
const isStarlinkOut = (dish: StarlinkSeen | undefined): boolean | undefined => {
  if (!dish?.isAlive) return undefined
  return dish.outage === undefined ? false : dish.outage.cause === 'obstructed' ? true : undefined
}

/** A port with a carrier whose packets vanish: all that is known of a router behind it, and of where it is received. */
const isEthernetOut = ({ carrier, traffic }: Extract<LinkObservation, { kind: 'ethernet' }>): boolean | undefined =>
  carrier === 'there' && traffic ? traffic.loss >= DEAD_LOSS : undefined

/** Whether the place is to blame; undefined where something else is, or may be. */
const isOutHere = (seen: LinkObservation, antenna: AntennaSeen | undefined): boolean | undefined => {
  if (seen.kind === 'starlink') return isStarlinkOut(seen.dish)
  if (seen.kind === 'ethernet') return isEthernetOut(seen)
  if (!seen.modem?.isAlive) return undefined
  if (seen.kind === 'cellular') {
    const { registration } = seen.modem
    return registration === 'unknown' ? undefined : registration !== 'home' && registration !== 'roaming'
  }
  if (seen.modem.isLocked) return seen.isTransmitPermitted ? false : undefined
  if (antenna?.isBlocked) return true
  const isSettled = seen.handoverAgeMs === undefined || seen.handoverAgeMs > HANDOVER_MS
  return antenna?.isOnTarget && isSettled ? true : undefined
}

/** What a link shows of the place where the train is. A dead modem, a mute, a stowed dish and a handover say nothing of it. */
export const coverageSample = (
  seen: LinkObservation,
  { antenna, signal }: { antenna?: AntennaSeen | undefined; signal?: number | undefined },
): CoverageSample | undefined => {
  const isOut = isOutHere(seen, antenna)
  if (isOut === undefined) return undefined
  const { throughputMbps, loss } = seen.traffic ?? {}
  return {
    isOut,
    ...(signal !== undefined && { signal }),
    ...(!isOut && throughputMbps !== undefined && { throughputMbps }),
    ...(!isOut && loss !== undefined && { loss }),
  }
}
