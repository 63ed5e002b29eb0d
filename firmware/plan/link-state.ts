import type { MonotonicMs } from '../../hal/units.ts'
import { because, type LinkReason } from './link-reasons.ts'
import { isShortOutage, judgeStarlink, type StarlinkSeen } from './starlink-state.ts'

/** Its code is absent where nobody gave one. */
type Judged = Pick<LinkReason, 'reason'> & Partial<LinkReason>

/** How well a link carries traffic. */
export type LinkState = 'down' | 'acquiring' | 'degraded' | 'up'

/** What counters and probes come to: windows that outlast what is harmless are behind it. */
export type MeasuredVerdict = { state: 'up' | 'degraded' | 'down' } & Judged

/** What passing traffic or probes say of a link, over the last second or so. */
export interface TrafficSeen {
  /** Absent where nobody measures; then latency and loss are judged. */
  verdict?: MeasuredVerdict
  latencyMs?: number
  /** Share lost, 0 to 1. */
  loss: number
  /** Capacity seen lately, Mbit/s. */
  throughputMbps?: number
}

/** The cable in a port; `absent` is a port that is not there. */
type Carrier = 'there' | 'none' | 'absent'

/** What is known of one link; absent parts are unknown. */
export type LinkObservation = { name: string; traffic?: TrafficSeen } & (
  | {
      kind: 'satellite'
      modem?: { isAlive: boolean; isLocked: boolean }
      isTransmitPermitted: boolean
      handoverAgeMs?: number
    }
  | {
      kind: 'cellular'
      modem?: {
        isAlive: boolean
        registration: 'searching' | 'home' | 'roaming' | 'denied' | 'none' | 'unknown'
        rsrpDbm?: number
        /** A satellite serves it, and takes text messages only. */
        isTextOnly?: boolean
      }
    }
  | { kind: 'starlink'; dish?: StarlinkSeen }
  /** Somebody else's router behind a port of the controller's. */
  | { kind: 'ethernet'; carrier: Carrier }
)

/** A link as it was last judged. */
export interface JudgedLink extends Judged {
  name: string
  state: LinkState
  /** Modem, terminal or port say that it is well: what is wrong besides lies beyond them. */
  isRadioUp: boolean
  /** Since when it is `up` without a break; absent in any other state. */
  upSinceMs?: MonotonicMs
  /** Since when its traffic does badly, its radio being well. */
  badSinceMs?: MonotonicMs
  /** Since when its terminal is muted, its modem being locked. */
  mutedSinceMs?: MonotonicMs
}

type Verdict = { state: LinkState } & Judged

/** Traffic that does badly for less than this is a spike: gateway and slot changes look like that. */
const SPIKE_MS = 2_000
/** A planned handover drops the lock for less than this: no reason to move traffic twice. */
const HANDOVER_TAKES_MS = 2_000
/** A mute for a late permission or a jolt is over within this. */
const MUTE_PASSES_MS = 1_000
const BAD_LATENCY_MS = 1_200
const BAD_LOSS = 0.1
const DEAD_LOSS = 0.95
/** Below this an LTE cell carries little (3GPP TS 36.133 reports from −140; −115 is a cell's far edge). */
const WEAK_RSRP_DBM = -115

const up: Verdict = { state: 'up', ...because('carries') }

/** Judges one link; the very same object again when nothing has changed. */
export const judgeLink = (before: JudgedLink | undefined, seen: LinkObservation, nowMs: MonotonicMs): JudgedLink => {
  const mutedSinceMs = isMuted(seen) ? (before?.mutedSinceMs ?? nowMs) : undefined
  const isRiddenOut = before?.state === 'up' && isPassing(seen, mutedSinceMs, nowMs)
  const radio = isRiddenOut ? up : judgeRadio(seen)
  const badSinceMs = radio.state === 'up' && isBad(seen.traffic) ? (before?.badSinceMs ?? nowMs) : undefined
  const measured = isRiddenOut ? undefined : seen.traffic?.verdict
  const verdict = measured
    ? worse(radio, measured)
    : radio.state === 'up'
      ? judgeTraffic(seen.traffic, badSinceMs, nowMs)
      : radio
  const upSinceMs = verdict.state === 'up' ? (before?.upSinceMs ?? nowMs) : undefined
  const since = { upSinceMs, badSinceMs, mutedSinceMs }
  const isRadioUp = radio.state === 'up'
  if (
    before?.isRadioUp === isRadioUp &&
    isSame(before, verdict) &&
    sinceKeys.every((key) => before[key] === since[key])
  )
    return before
  const known = Object.fromEntries(sinceKeys.filter((key) => since[key] !== undefined).map((key) => [key, since[key]]))
  return { name: seen.name, ...verdict, isRadioUp, ...known }
}

const order: readonly LinkState[] = ['down', 'acquiring', 'degraded', 'up']

/** A modem that says *up* proves nothing, and what is measured does not overrule one that says *down*. */
const worse = (radio: Verdict, measured: Verdict): Verdict =>
  order.indexOf(measured.state) < order.indexOf(radio.state) ? measured : radio

const judgeRadio = (seen: LinkObservation): Verdict => {
  if (seen.kind === 'starlink') return judgeStarlink(seen.dish)
  if (seen.kind === 'ethernet') return judgeCarrier[seen.carrier]
  return seen.kind === 'satellite' ? judgeSatellite(seen) : judgeCellular(seen)
}

const sinceKeys = ['upSinceMs', 'badSinceMs', 'mutedSinceMs'] as const

const isMuted = (seen: LinkObservation): boolean =>
  seen.kind === 'satellite' && seen.modem?.isLocked === true && !seen.isTransmitPermitted

/** A handover or a mute that is over in a moment: no reason to move traffic away and back. */
const isPassing = (seen: LinkObservation, mutedSinceMs: MonotonicMs | undefined, nowMs: MonotonicMs): boolean => {
  if (seen.kind === 'starlink') return isShortOutage(seen.dish)
  if (seen.kind !== 'satellite' || !seen.modem?.isAlive) return false
  if (seen.handoverAgeMs !== undefined && seen.handoverAgeMs < HANDOVER_TAKES_MS) return true
  return mutedSinceMs !== undefined && nowMs - mutedSinceMs < MUTE_PASSES_MS
}

const isSame = (before: JudgedLink, verdict: Verdict): boolean =>
  before.state === verdict.state && before.reason === verdict.reason

const noModem: Verdict = { state: 'down', ...because('modem-unheard') }
const silent: Verdict = { state: 'down', ...because('modem-silent') }
const noLock: Verdict = { state: 'acquiring', ...because('no-lock') }
const muted: Verdict = { state: 'acquiring', ...because('muted') }
const searching: Verdict = { state: 'acquiring', ...because('searching') }
const denied: Verdict = { state: 'down', ...because('denied') }
const textOnly: Verdict = { state: 'down', ...because('text-only') }
const weak: Verdict = { state: 'degraded', ...because('weak', { dbm: WEAK_RSRP_DBM }) }
const lossy: Verdict = { state: 'degraded', ...because('loses-more', { percent: 100 * BAD_LOSS }) }
const slow: Verdict = { state: 'degraded', ...because('takes-more', { ms: BAD_LATENCY_MS }) }
const dead: Verdict = { state: 'down', ...because('dead') }

const judgeCarrier: Readonly<Record<Carrier, Verdict>> = {
  there: up,
  none: { state: 'down', ...because('no-carrier') },
  absent: { state: 'down', ...because('no-port') },
}

const judgeSatellite = (seen: Extract<LinkObservation, { kind: 'satellite' }>): Verdict => {
  if (!seen.modem) return noModem
  if (!seen.modem.isAlive) return silent
  if (!seen.modem.isLocked) return noLock
  return seen.isTransmitPermitted ? up : muted
}

const judgeCellular = ({ modem }: Extract<LinkObservation, { kind: 'cellular' }>): Verdict => {
  if (!modem) return noModem
  if (!modem.isAlive) return silent
  if (modem.registration === 'denied') return denied
  if (modem.registration !== 'home' && modem.registration !== 'roaming') return searching
  if (modem.isTextOnly) return textOnly
  return modem.rsrpDbm !== undefined && modem.rsrpDbm < WEAK_RSRP_DBM ? weak : up
}

const isBad = (traffic: TrafficSeen | undefined): boolean =>
  traffic !== undefined &&
  traffic.verdict === undefined &&
  (traffic.loss > BAD_LOSS || (traffic.latencyMs ?? 0) > BAD_LATENCY_MS)

const judgeTraffic = (
  traffic: TrafficSeen | undefined,
  badSinceMs: MonotonicMs | undefined,
  nowMs: MonotonicMs,
): Verdict => {
  if (!traffic || badSinceMs === undefined || nowMs - badSinceMs < SPIKE_MS) return up
  if (traffic.loss >= DEAD_LOSS) return dead
  return traffic.loss > BAD_LOSS ? lossy : slow
}
