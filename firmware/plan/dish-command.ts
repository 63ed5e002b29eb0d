import { toRad } from '../../hal/units.ts'
import { type AxisRamp, rampAt } from '../domain/axis-move.ts'
import { type Direction, separationDeg } from '../domain/frames.ts'
import {
  bestElevationDeg,
  beyond,
  clampTo,
  lookOf,
  type MountAngles,
  type MountLimits,
  type MountStand,
  type Rates,
  slewTimeS,
  standNear,
  standsFor,
} from '../domain/mount-axes.ts'

/** Through the keyhole: what azimuth does, and on which side the mount comes out. */
export interface KeyholeTransit {
  azimuth: AxisRamp
  isFlippedAfter: boolean
}

/** A turn of the cable, by an azimuth in it, and a side of the mount. */
export interface DishSide {
  azimuthDeg: number
  isFlipped: boolean
}

/** What was planned for the cable and the keyhole. */
export interface DishWay {
  /** To go over to, now. */
  turn?: DishSide
  keyhole?: KeyholeTransit
}

/** What a dish's aim remembers. */
export interface DishState {
  /** The last commanded azimuth, unwrapped, and the side of the mount. */
  azimuthDeg?: number
  isFlipped?: boolean
  /** A planned slew under way; without an end until the mount was read. */
  slew?: { untilMs?: number }
}

/** What a command is worked out from; directions are in the mount's own axes. */
export interface DishSeen {
  limits: MountLimits
  way: DishWay
  readBack?: MountAngles
  now: Direction
  /** When the command takes effect. */
  lead: Direction
  leadMs: number
  /** Twice as far ahead: the rate at the lead is that between now and then; between now and the lead without it. */
  after?: Direction
  /** Nothing was aimed until now. */
  isStart: boolean
}

/** What the mount is told. */
export interface DishCommand {
  target: MountAngles
  rates: Rates
  state: DishState
  /** On the way to a direction that is far off, or past the satellite through the keyhole, as planned. */
  isSlewing: boolean
  /** Words, where a stop made it turn. */
  turned?: string
}

/** Beyond an end stop by less, a coach's sway or the last second of a pass: it stays at the stop. Chosen. */
const AT_STOP_DEG = 0.5
/** A mount that does not reach the zenith by so much stays as high as it can. Chosen. */
const BELOW_ZENITH_DEG = 5
/** A smaller way is following. Chosen: half a beam. */
const SLEW_FROM_DEG = 1.5
/** Nearer it has arrived, and what is off from then on is following. */
const ARRIVED_DEG = 0.5
/** A slew that takes longer than predicted by this is none any more. Chosen: ramps of the mount's own, and one poll. */
const SLEW_SHARE = 1.2
const SLEW_MORE_MS = 1_500

/** What a dish is told to look at a satellite; undefined where it cannot. */
export const dishCommand = (state: DishState, seen: DishSeen, nowMs: number): DishCommand | undefined => {
  const { limits, way, lead, leadMs, after } = seen
  const begun = beginning(state, seen)
  const thenMs = nowMs + leadMs
  const isThrough = way.keyhole !== undefined && thenMs >= way.keyhole.azimuth.fromMs
  const found = isThrough && way.keyhole ? { near: sideIn(way.keyhole), isNew: false } : stayOrTurn(begun, seen)
  if (!found) return undefined
  const command = (look: Direction, atMs: number, near: DishSide): MountStand => {
    const transit = way.keyhole
    return transit && atMs >= transit.azimuth.fromMs && atMs < transit.azimuth.toMs
      ? throughKeyhole(look, rampAt(transit.azimuth, atMs).deg, transit, limits)
      : within(standNear(look, near), limits)
  }
  const target = command(lead, thenMs, found.near)
  const from = command(seen.now, nowMs, target)
  const to = after ? command(after, thenMs + leadMs, target) : target
  const isDeparting = found.isNew || way.turn !== undefined || seen.isStart
  const slew = slewOf(isDeparting ? {} : state.slew, { ...seen, target }, nowMs)
  return {
    target: { azimuthDeg: target.azimuthDeg, elevationDeg: target.elevationDeg },
    rates: ratesOf(from, to, { limits, leadMs: after ? 2 * leadMs : leadMs }),
    state: { azimuthDeg: target.azimuthDeg, isFlipped: target.isFlipped, ...(slew && { slew }) },
    isSlewing: slew !== undefined || (isThrough && separationDeg(lookOf(target), lead) > ARRIVED_DEG),
    ...(found.isNew && !seen.isStart && { turned: turnedWords(state, target) }),
  }
}

const sideIn = ({ azimuth, isFlippedAfter }: KeyholeTransit): DishSide => ({
  azimuthDeg: azimuth.to.deg,
  isFlipped: isFlippedAfter,
})

/** Where it is, as far as that is known: as commanded last, else as read, else in the middle. */
const beginning = ({ azimuthDeg, isFlipped = false }: DishState, { way, readBack, limits }: DishSeen): DishSide => {
  if (way.turn) return way.turn
  if (azimuthDeg !== undefined) return { azimuthDeg, isFlipped }
  if (readBack) return { azimuthDeg: readBack.azimuthDeg, isFlipped: readBack.elevationDeg > 90 }
  return { azimuthDeg: (limits.azimuthDeg[0] + limits.azimuthDeg[1]) / 2, isFlipped: false }
}

const cannot = (stand: MountStand, { azimuthDeg, elevationDeg }: MountLimits): boolean =>
  beyond(stand.azimuthDeg, azimuthDeg) > AT_STOP_DEG ||
  stand.elevationDeg < elevationDeg[0] ||
  stand.elevationDeg > elevationDeg[1] + BELOW_ZENITH_DEG

/** On as it was while the stops let it, else to the nearest other way. */
const stayOrTurn = (near: DishSide, { lead, limits }: DishSeen): { near: DishSide; isNew: boolean } | undefined => {
  const stand = standNear(lead, near)
  if (!cannot(stand, limits)) return { near, isNew: false }
  const others = standsFor(lead, limits).map((one) => ({ one, s: slewTimeS(stand, one, limits) }))
  const [first] = others.sort((a, b) => a.s - b.s)
  return first && { near: first.one, isNew: true }
}

const within = (stand: MountStand, { azimuthDeg, elevationDeg }: MountLimits): MountStand => ({
  ...stand,
  azimuthDeg: clampTo(stand.azimuthDeg, azimuthDeg),
  elevationDeg: clampTo(stand.elevationDeg, elevationDeg),
})

/** Azimuth goes its own way; elevation misses the satellite by as little as it can. */
export const throughKeyhole = (
  look: Direction,
  azimuthDeg: number,
  { isFlippedAfter }: Pick<KeyholeTransit, 'isFlippedAfter'>,
  limits: MountLimits,
): MountStand =>
  within(
    {
      azimuthDeg,
      elevationDeg: bestElevationDeg(look.elevationDeg, azimuthDeg - look.azimuthDeg),
      isFlipped: isFlippedAfter,
    },
    limits,
  )

const limited = (value: number, limit: number): number => Math.max(-limit, Math.min(limit, value))

const ratesOf = (
  from: MountAngles,
  to: MountAngles,
  { leadMs, limits: { maxRateDegPerS: max } }: Pick<DishSeen, 'leadMs' | 'limits'>,
): Rates => {
  if (leadMs <= 0) return { azimuthDegPerS: 0, elevationDegPerS: 0 }
  const rate = (deg: number): number => (deg * 1000) / leadMs
  return {
    azimuthDegPerS: limited(rate(to.azimuthDeg - from.azimuthDeg), max.azimuthDegPerS),
    elevationDegPerS: limited(rate(to.elevationDeg - from.elevationDeg), max.elevationDegPerS),
  }
}

/** How far the mount is from its command as the sky sees it, by the axis that is farther. */
const awayDeg = (read: MountAngles, to: MountAngles): number =>
  Math.max(
    Math.abs(read.azimuthDeg - to.azimuthDeg) * Math.abs(Math.cos(toRad(to.elevationDeg))),
    Math.abs(read.elevationDeg - to.elevationDeg),
  )

/** It ends with the first arrival, or when it was to have ended: what follows late is no slew. */
const slewOf = (
  slew: DishState['slew'],
  { readBack, target, limits }: DishSeen & { target: MountAngles },
  nowMs: number,
): DishState['slew'] => {
  if (!slew || !readBack) return slew
  const away = awayDeg(readBack, target)
  if (slew.untilMs === undefined) {
    if (away <= SLEW_FROM_DEG) return undefined
    return { untilMs: nowMs + SLEW_SHARE * 1000 * slewTimeS(readBack, target, limits) + SLEW_MORE_MS }
  }
  return away <= ARRIVED_DEG || nowMs >= slew.untilMs ? undefined : slew
}

const turnedWords = ({ azimuthDeg, isFlipped = false }: DishState, to: MountStand): string => {
  const over = to.isFlipped === isFlipped ? '' : ', over the top'
  const from = azimuthDeg === undefined ? '' : `from ${azimuthDeg.toFixed(0)}° `
  return `an end stop comes: the mount turns ${from}to ${to.azimuthDeg.toFixed(0)}°${over}`
}
