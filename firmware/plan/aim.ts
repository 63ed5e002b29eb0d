import { type MonotonicMs, toRad, wrap360Deg } from '../../hal/units.ts'
import type { EstimatedAttitude } from '../domain/attitude.ts'
import type { Across } from '../domain/bias-filter.ts'
import { bodyDirection, type Direction, type Mounting, mountDirection, separationDeg } from '../domain/frames.ts'
import type { MountLimits, Rates } from '../domain/mount-axes.ts'
import { type DishState, type DishWay, dishCommand } from './dish-command.ts'
import type { Planned } from './planned.ts'

type Range = readonly [min: number, max: number]

/** What is turned: a beam, which jumps, or the two axes of a dish. Limits in the pointer's own axes, degrees. */
export type Pointer =
  | { kind: 'array'; mounting: Mounting; elevationDeg: Range }
  | ({ kind: 'dish'; mounting: Mounting } & MountLimits)

/** The satellite in the local level frame, now and when a command sent now takes effect. */
export interface SatelliteAhead {
  now: Direction
  lead: Direction
  leadMs: number
  /** Twice as far ahead: the rate at the lead is that between now and then. Absent where nobody asks for rates. */
  after?: Direction
  rangeKm: number
  /** One sigma of what the elements' age costs, degrees. */
  sigmaDeg: number
}

/** What is known now; what is unknown is absent. */
export interface AimObservation {
  pointer: Pointer
  /** The roof-work key switch: while it is turned, or nobody knows, nothing moves. */
  isLockedOut?: boolean
  /** The mount lies or is being laid down: whoever does that moves it. */
  isStowing?: boolean
  isPositionKnown: boolean
  /** All that is missing for that is UTC. */
  isUtcMissing?: boolean
  attitude?: EstimatedAttitude
  /** The attitude as it will be after the lead; without it the present one stands for both. */
  attitudeAtLead?: EstimatedAttitude
  /** The same twice as far ahead. */
  attitudeAfter?: EstimatedAttitude
  satellite?: SatelliteAhead
  /** Not below this, above the horizon. */
  maskDeg: number
  /** How the terminal sits against its drawing, as far as that is known, and one sigma of what is not; as drawn unless given. */
  bias?: Mounting
  biasSigmaDeg?: number
  /** The signal has shown the bias, and with it whatever is constant in the attitude's own error. */
  isBiasLearnt?: boolean
  /** Beside the satellite, on purpose. */
  dither?: Across
  /** Where the pointer says that it points, in its own axes; a dish's azimuth unwrapped, its elevation up to 180°. */
  readBack?: Direction
  /** What was planned for a dish's cable and for the keyhole. */
  way?: DishWay
}

/** Why nothing is aimed. */
export type HoldReason =
  | 'lockout'
  | 'lockout-unknown'
  | 'stow'
  | 'no-position'
  | 'no-UTC'
  | 'no-heading'
  | 'no-satellite'
  | 'below-mask'
  | 'elevation-limit'
  | 'azimuth-limit'

/** What the plan remembers, and what is to be told of the aim. */
export interface AimState extends DishState {
  holding?: HoldReason
  /** A dish is on a planned slew. */
  isSlewing?: boolean
  /** Angle between where the pointer says it points and where the satellite is now; absent when one is unknown. */
  errorDeg?: number
  /** One sigma of the pointing that no read-back shows: heading, tilt and elements, degrees. */
  sigmaDeg?: number
}

/** Aims are in the pointer's own axes and are planned every time; `hold` comes once. */
export type AimAction =
  | { do: 'aim'; pointer: 'array'; target: Direction; sigmaDeg: number }
  | { do: 'aim'; pointer: 'dish'; target: Direction; rates: Rates; sigmaDeg: number }
  | { do: 'hold'; because: HoldReason }

/** The state to start from. */
export const aimAtStart: AimState = {}

/** Aimed, and by what is read of the pointer within this of its satellite; a mount on its way is not. */
export const isNearTarget = ({ holding, errorDeg }: AimState, limitDeg: number): boolean =>
  holding === undefined && errorDeg !== undefined && errorDeg <= limitDeg

type Plan = Planned<AimState, AimAction>
type Ready = AimObservation & { attitude: EstimatedAttitude; satellite: SatelliteAhead }

const holdWords: Readonly<Record<HoldReason, string>> = {
  lockout: 'roof-work lockout',
  'lockout-unknown': 'neither the key switch nor the interlock says yet that nobody works on the roof',
  stow: 'the mount is stowed',
  'no-position': 'no position',
  'no-UTC': 'no UTC to place satellites by',
  'no-heading': 'the heading is unknown',
  'no-satellite': 'no satellite to aim at',
  'below-mask': 'the satellite is below the elevation mask',
  'elevation-limit': 'the satellite is outside the elevation limits',
  'azimuth-limit': 'the satellite is outside the azimuth limits',
}

/** Where the beam or the dish is to point now, or why nowhere. */
export const planAim = (state: AimState, seen: AimObservation, nowMs: MonotonicMs): Plan => {
  const { attitude, satellite } = seen
  if (seen.isLockedOut !== false) return hold(state, seen.isLockedOut ? 'lockout' : 'lockout-unknown')
  if (seen.isStowing) return hold(state, 'stow')
  if (!seen.isPositionKnown) return hold(state, seen.isUtcMissing ? 'no-UTC' : 'no-position')
  if (!attitude) return hold(state, 'no-heading')
  if (!satellite) return hold(state, 'no-satellite')
  const ready: Ready = { ...seen, attitude, satellite }
  const target = beside(inPointer(seen, satellite.lead, seen.attitudeAtLead ?? attitude), seen.dither)
  const told = toldOf(ready)
  if (satellite.lead.elevationDeg < seen.maskDeg) return hold(state, 'below-mask', told)
  const [minDeg, maxDeg] = seen.pointer.elevationDeg
  const isTooHigh = seen.pointer.kind === 'array' && target.elevationDeg > maxDeg
  if (target.elevationDeg < minDeg || isTooHigh) return hold(state, 'elevation-limit', told)
  return seen.pointer.kind === 'array' ? aimArray(state, target, told) : aimDish(state, { ready, target, told }, nowMs)
}

/** Earth frame → body → mount as drawn → mount as it sits. */
const inPointer = (
  { pointer, bias }: Pick<AimObservation, 'pointer' | 'bias'>,
  sky: Direction,
  attitude: EstimatedAttitude,
): Direction => {
  const drawn = mountDirection(bodyDirection(sky, attitude), pointer.mounting)
  return bias ? mountDirection(drawn, bias) : drawn
}

/** Near the zenith a step across the azimuth axis would be a wild turn. */
const STEPS_BELOW_DEG = 85

const beside = (target: Direction, step: Across | undefined): Direction => {
  if (!step || target.elevationDeg > STEPS_BELOW_DEG) return target
  return {
    azimuthDeg: wrap360Deg(target.azimuthDeg + step.azimuthDeg / Math.cos(toRad(target.elevationDeg))),
    elevationDeg: target.elevationDeg + step.elevationDeg,
  }
}

interface Told {
  errorDeg?: number
  sigmaDeg: number
}

const toldOf = (ready: Ready): Told => {
  const { satellite, attitude, readBack, biasSigmaDeg = 0 } = ready
  const sigmaDeg = Math.hypot(attitudeSigmaDeg(ready), satellite.sigmaDeg, biasSigmaDeg)
  if (!readBack) return { sigmaDeg }
  return { sigmaDeg, errorDeg: separationDeg(readBack, inPointer(ready, satellite.now, attitude)) }
}

/** What the attitude errs by from one second to the next. Chosen: twice what sway and readings come to. */
const ATTITUDE_MOVES_DEG = 0.1

const attitudeSigmaDeg = ({ attitude, satellite, isBiasLearnt }: Ready): number => {
  const levelSigmaDeg = attitude.headingSigmaDeg * Math.cos(toRad(satellite.now.elevationDeg))
  const sigmaDeg = Math.hypot(levelSigmaDeg, attitude.tiltSigmaDeg)
  return isBiasLearnt ? Math.min(ATTITUDE_MOVES_DEG, sigmaDeg) : sigmaDeg
}

/** Whoever stows it, or works on it, may turn it: its turn of the cable is what is read after. */
const MOVED_BY_OTHERS: ReadonlySet<HoldReason> = new Set(['stow', 'lockout', 'lockout-unknown'])

const hold = (state: AimState, because: HoldReason, told?: Told): Plan => {
  const isNews = state.holding !== because
  const { azimuthDeg, isFlipped = false } = state
  const kept = azimuthDeg === undefined || MOVED_BY_OTHERS.has(because) ? {} : { azimuthDeg, isFlipped }
  if (!isNews && !told) return { state, actions: [], reasons: [] }
  return {
    state: { ...kept, ...told, holding: because },
    actions: isNews ? [{ do: 'hold', because }] : [],
    reasons: isNews ? [`pointing holds: ${holdWords[because]}`] : [],
  }
}

const whyAiming = (state: AimState, target: Direction, told: Told): readonly string[] =>
  state.holding === undefined && state.sigmaDeg !== undefined
    ? []
    : [
        `aiming at ${target.azimuthDeg.toFixed(0)}° and ${target.elevationDeg.toFixed(0)}° up by its mount, σ ${told.sigmaDeg.toFixed(2)}°`,
      ]

const aimArray = (state: AimState, target: Direction, told: Told): Plan => ({
  state: told,
  actions: [{ do: 'aim', pointer: 'array', target, sigmaDeg: told.sigmaDeg }],
  reasons: whyAiming(state, target, told),
})

const aimDish = (
  state: AimState,
  { ready, target, told }: { ready: Ready; target: Direction; told: Told },
  nowMs: MonotonicMs,
): Plan => {
  const { pointer, satellite, attitude, readBack, way = {} } = ready
  if (pointer.kind !== 'dish') return hold(state, 'azimuth-limit', told)
  const isStart = state.holding !== undefined || state.sigmaDeg === undefined
  const now = beside(inPointer(ready, satellite.now, attitude), ready.dither)
  const { leadMs } = satellite
  const then = satellite.after && ready.attitudeAfter && inPointer(ready, satellite.after, ready.attitudeAfter)
  const after = then && beside(then, ready.dither)
  const seen = {
    ...{ limits: pointer, way, now, lead: target, leadMs, isStart },
    ...(after && { after }),
    ...(readBack && { readBack }),
  }
  const command = dishCommand(state, seen, nowMs)
  if (!command) return hold(state, 'azimuth-limit', told)
  const { isSlewing, rates, turned } = command
  return {
    state: { ...told, ...command.state, ...(isSlewing && { isSlewing }) },
    actions: [{ do: 'aim', pointer: 'dish', target: command.target, rates, sigmaDeg: told.sigmaDeg }],
    reasons: turned === undefined ? whyAiming(state, target, told) : [turned],
  }
}
