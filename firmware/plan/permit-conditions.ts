import type { MonotonicMs } from '../../hal/units.ts'
import { type ConditionCode, unknownRemedies } from './permit-codes.ts'
import type { SpecialMode } from './transmit-mode.ts'

/** Where the train is, as far as its terminal's licence goes; absent while no position can be trusted. */
export interface LicensedPlace {
  /** Metres inside the licensed territory, negative outside. */
  insideM: number
  /** What the border's drawing and the position's own error take of it. */
  neededM: number
  /** A no-transmit zone that the train may be in. */
  zone?: string
}

/** Where the beam looks; absent while nobody says. */
export interface BeamSeen {
  /** Above the horizon, as read back. */
  elevationDeg: number
  /** A no-transmit sector of the body that it looks into. */
  sector?: string
  /** Something known to stand there: a tunnel, a roof, a cutting's wall. */
  isBlocked: boolean
}

/** A switch in a radio cable: power on a branch that nobody means goes anywhere. */
export interface RfSwitchSeen {
  /** It rests where the terminal's pair needs it. */
  isThere: boolean
  isProven: boolean
  isMoving: boolean
  isStuck: boolean
  /** What it leads to. */
  position?: string | undefined
}

/** What people have ordered; absent until it was read from where it is kept. */
export interface Latches {
  /** Who locked the roof out, and why. */
  lockout?: string
  /** Who ordered transmission off, and why. */
  disabled?: string
}

/** All that a terminal's transmit permit hangs on; what is absent is unknown, and unknown is not permitted. */
export interface PermitObservation {
  /** Tracking's last word, withdrawn by its silence. */
  permission?: {
    atMs: MonotonicMs
    validForMs: number
    isOnTarget: boolean
    /** Absent where nobody here measures it. */
    errorDeg?: number | undefined
    sigmaDeg?: number | undefined
    isStowed: boolean
    /** Absent where there is nothing to stow. */
    stow?: { state: 'in use' | 'stowing' | 'stowed' | 'unstowing'; reasons: readonly string[] } | undefined
  }
  /** What an antenna that points itself says; absent where this firmware aims. */
  ownPointing?: { isOnTarget: boolean }
  /** The switch in the radio cable of a shared antenna or modem; absent where there is none. */
  rfSwitch?: RfSwitchSeen
  place?: LicensedPlace
  beam?: BeamSeen
  modem?: { isAlive: boolean; isLocked: boolean; isTransmitAllowed: boolean }
  power?: { isSupplyFailing: boolean; isLockedOut: boolean }
  latches?: Latches
  mode?: SpecialMode
  /** Who tests just now that the permit can be dropped. */
  muteTestBy?: string
  /** Who aims this terminal by hand; lifted for a moment by a person who said that the roof is clear. */
  handAim?: { by: string; isLifted: boolean }
  /** Greatest acceleration felt lately, gravity removed, g; absent on a train without motion parts, or while they are silent. */
  shockG?: number
  /** Error + 2σ must stay within it, degrees. */
  pointingLimitDeg: number
  elevationMaskDeg: number
  shockLimitG: number
}

/** One condition, its value and its limit as people are shown them. */
export interface Condition {
  /** By which the console has its words; kept when the name is worded anew. */
  code: ConditionCode
  name: string
  /** `wasPermitted`: some limits are tighter for resuming than for going on. */
  isMet(seen: PermitObservation, nowMs: MonotonicMs, wasPermitted: boolean): boolean
  value(seen: PermitObservation, nowMs: MonotonicMs): string
  /** A figure says whether it is a most (`≤`) or a least (`≥`). */
  limit(seen: PermitObservation): string
  /** What a person can do while it is not met. */
  remedy: string
  /** What they can do while its value is unknown, where that is something else. */
  unknownRemedy?: keyof typeof unknownRemedies
  /** Whether it is people's order that it is not met; absent where nobody orders. */
  isOrdered?(seen: PermitObservation): boolean
}

/** Transmission resumes only when corrected: inside this share of the limit. */
const RESUME_SHARE = 0.8

/** All processes share one clock: a stamp further ahead than its rounding is wrong. Chosen. */
const FUTURE_AT_MOST_MS = 5

/** What the bus carries of a value. */
const VALUE_AT_MOST = 400

/** Tracking's sigma while it aims nowhere. */
const NOT_AIMED_DEG = 180

const claim = (said: boolean | undefined, yes: string, no: string): string => {
  if (said === undefined) return 'unknown'
  return said ? yes : no
}

const offDeg = (seen: PermitObservation): number =>
  (seen.permission?.errorDeg ?? Number.POSITIVE_INFINITY) + 2 * (seen.permission?.sigmaDeg ?? Number.POSITIVE_INFINITY)

const km = (metres: number): string => `${(metres / 1000).toFixed(1)} km`

const whereabouts = ({ place }: PermitObservation): string => {
  if (!place) return 'no trusted position'
  return place.insideM >= 0 ? `${km(place.insideM)} inside` : `${km(-place.insideM)} outside`
}

const pointing: readonly Condition[] = [
  {
    code: 'permission',
    name: 'permission from tracking',
    isMet: ({ permission }, nowMs) => {
      if (permission === undefined) return false
      const ageMs = nowMs - permission.atMs
      return ageMs >= -FUTURE_AT_MOST_MS && ageMs <= permission.validForMs
    },
    value: ({ permission }, nowMs) => (permission ? `${(nowMs - permission.atMs).toFixed(0)} ms old` : 'none yet'),
    limit: ({ permission }) => (permission ? `≤ ${permission.validForMs} ms` : 'a fresh one'),
    remedy: 'wait: tracking starts or is late; if it lasts, look at what it says',
  },
  {
    code: 'on-target',
    name: 'on target',
    unknownRemedy: 'unaimed',
    isMet: ({ permission, ownPointing }) => (ownPointing ?? permission)?.isOnTarget === true,
    value: ({ permission, ownPointing }) =>
      ownPointing
        ? claim(ownPointing.isOnTarget, 'the antenna says yes', 'the antenna says no')
        : claim(permission?.isOnTarget, 'yes', 'no'),
    limit: () => 'yes',
    remedy:
      'wait: the antenna slews or seeks, or place, heading or UTC are not known yet; if it lasts, see that nothing holds it, and that its reading moves with it',
  },
  {
    code: 'pointing-error',
    name: 'pointing error + 2σ',
    unknownRemedy: 'unaimed',
    // The error of an antenna that points itself is measured by nobody but itself.
    isMet: (seen, _nowMs, wasPermitted) =>
      seen.ownPointing
        ? seen.ownPointing.isOnTarget
        : offDeg(seen) <= seen.pointingLimitDeg * (wasPermitted ? 1 : RESUME_SHARE),
    value: ({ permission, ownPointing }) => {
      if (ownPointing) return 'not measured: the antenna points itself'
      const { errorDeg, sigmaDeg } = permission ?? {}
      if (errorDeg === undefined || sigmaDeg === undefined || sigmaDeg >= NOT_AIMED_DEG) return 'unknown'
      return `${errorDeg.toFixed(2)}° + ${(2 * sigmaDeg).toFixed(2)}°`
    },
    limit: ({ pointingLimitDeg, ownPointing }) =>
      ownPointing
        ? "the antenna's own"
        : `≤ ${pointingLimitDeg.toFixed(2)}°, ${(pointingLimitDeg * RESUME_SHARE).toFixed(2)}° to resume`,
    remedy:
      'wait: an error of many degrees is a mount on its way, as above; a large 2σ shrinks while heading and bias are learnt under way',
  },
  {
    code: 'elevation',
    name: 'elevation above the mask',
    unknownRemedy: 'unaimed',
    isMet: ({ beam, elevationMaskDeg }) => beam !== undefined && beam.elevationDeg >= elevationMaskDeg,
    value: ({ beam }) => (beam ? `${beam.elevationDeg.toFixed(1)}°` : 'unknown'),
    limit: ({ elevationMaskDeg }) => `≥ ${elevationMaskDeg}°`,
    remedy: 'wait for a satellite that stands higher',
  },
  {
    code: 'beam-clear',
    name: 'nothing stands before the beam',
    unknownRemedy: 'unaimed',
    isMet: ({ beam }) => beam?.isBlocked === false,
    value: ({ beam }) => claim(beam?.isBlocked, 'blocked', 'clear'),
    limit: () => 'clear',
    remedy: 'wait until the train has passed it',
  },
  {
    code: 'sector',
    name: 'no-transmit sector of the coach',
    unknownRemedy: 'unaimed',
    isMet: ({ beam }) => beam !== undefined && beam.sector === undefined,
    value: ({ beam }) => (beam ? (beam.sector ?? 'outside') : 'unknown'),
    limit: () => 'outside',
    remedy: 'wait until another satellite, or a bend, takes the beam out of it',
  },
  {
    code: 'not-stowed',
    name: 'not stowed',
    unknownRemedy: 'unaimed',
    isMet: ({ permission }) =>
      permission?.isStowed === false && (permission.stow === undefined || permission.stow.state === 'in use'),
    value: ({ permission }) => {
      const { state, reasons = [] } = permission?.stow ?? {}
      if (state === undefined || state === 'in use') return claim(permission?.isStowed, 'stowed', 'in use')
      // Those that laid it down are over.
      const was = state === 'unstowing' ? 'no longer ' : ''
      return `${state}: ${was}${reasons.join('; ')}`.slice(0, VALUE_AT_MOST)
    },
    limit: () => 'in use',
    remedy: 'end what stows it: stow show says what',
    isOrdered: ({ permission }) => permission?.stow !== undefined && permission.stow.state !== 'in use',
  },
]

const switchWords = ({ position, isProven, isMoving, isStuck }: RfSwitchSeen): string => {
  if (isMoving) return 'moving'
  const where = position === undefined ? 'nowhere' : `at ${position}${isProven ? '' : ', not proven'}`
  return isStuck ? `stuck ${where}` : where
}

const cable: readonly Condition[] = [
  {
    code: 'rf-switch',
    name: 'RF switch',
    isMet: ({ rfSwitch }) => rfSwitch === undefined || rfSwitch.isThere,
    value: ({ rfSwitch }) => (rfSwitch ? switchWords(rfSwitch) : 'none'),
    limit: ({ rfSwitch }) => (rfSwitch ? 'at rest where it is meant' : 'none'),
    remedy: 'wait a second: it is being thrown; if it is stuck, look at the relay, its supply and its tell-tales',
  },
]

const place: readonly Condition[] = [
  {
    code: 'territory',
    name: 'licensed territory',
    isMet: ({ place: here }) => here !== undefined && here.insideM >= here.neededM,
    value: whereabouts,
    limit: ({ place: here }) => (here ? `≥ ${km(here.neededM)} inside` : 'inside, by a trusted position'),
    remedy: 'wait until the train is inside again; without a trusted position, see to the receivers',
  },
  {
    code: 'zone',
    name: 'no-transmit zone of the line',
    unknownRemedy: 'unplaced',
    isMet: ({ place: here }) => here !== undefined && here.zone === undefined,
    value: ({ place: here }) => (here ? (here.zone ?? 'outside') : 'unknown'),
    limit: () => 'outside',
    remedy: 'wait until the train has left it',
  },
]

const modem: readonly Condition[] = [
  {
    code: 'modem',
    name: 'modem',
    unknownRemedy: 'unheard',
    isMet: ({ modem: said }) => said?.isAlive === true,
    value: ({ modem: said }) => claim(said?.isAlive, 'answers', 'silent'),
    limit: () => 'answers',
    remedy: 'see to its power and its cable',
  },
  {
    code: 'lock',
    name: 'receive lock',
    unknownRemedy: 'unheard',
    isMet: ({ modem: said }) => said?.isLocked === true,
    value: ({ modem: said }) => claim(said?.isLocked, 'locked', 'no lock'),
    limit: () => 'locked',
    remedy: 'wait: the modem seeks its carrier; if it lasts under open sky, see to its cables',
  },
  {
    code: 'modem-allows',
    name: 'modem allows transmission',
    unknownRemedy: 'unheard',
    isMet: ({ modem: said }) => said?.isTransmitAllowed === true,
    value: ({ modem: said }) => claim(said?.isTransmitAllowed, 'yes', 'no'),
    limit: () => 'yes',
    remedy: 'wait for the network; if it lasts, ask its operator',
  },
]

const train: readonly Condition[] = [
  {
    code: 'key-switch',
    name: 'roof-work key switch',
    unknownRemedy: 'unpowered',
    isMet: ({ power }) => power?.isLockedOut === false,
    value: ({ power }) => claim(power?.isLockedOut, 'locked out', 'off'),
    limit: () => 'off',
    remedy: 'turn the key once the roof is clear; if unknown, see to the power board',
    isOrdered: ({ power }) => power?.isLockedOut === true,
  },
  {
    code: 'lockout',
    name: 'roof-work lockout',
    unknownRemedy: 'unlatched',
    isMet: ({ latches }) => latches !== undefined && latches.lockout === undefined,
    value: ({ latches }) => (latches ? (latches.lockout ?? 'off') : 'unknown'),
    limit: () => 'off',
    remedy: 'lockout off --by NAME, once the roof is clear; if unknown, lockout show says why, and what to do',
    isOrdered: ({ latches }) => latches?.lockout !== undefined,
  },
  {
    code: 'stop-order',
    name: 'order to stop transmission',
    unknownRemedy: 'unlatched',
    isMet: ({ latches }) => latches !== undefined && latches.disabled === undefined,
    value: ({ latches }) => (latches ? (latches.disabled ?? 'none') : 'unknown'),
    limit: () => 'none',
    remedy: 'wait for the signed release of each who ordered it; if unknown, lockout show says why',
    isOrdered: ({ latches }) => latches?.disabled !== undefined,
  },
  {
    code: 'mode',
    name: 'mode',
    isMet: ({ mode }) => mode === undefined,
    value: ({ mode }) => mode ?? 'normal',
    limit: () => 'normal',
    remedy: 'mode normal --by NAME, or wait: it ends by itself',
    isOrdered: ({ mode }) => mode !== undefined,
  },
  {
    code: 'mute-test',
    name: 'mute test',
    isMet: ({ muteTestBy }) => muteTestBy === undefined,
    value: ({ muteTestBy }) => (muteTestBy === undefined ? 'none' : `by ${muteTestBy}`),
    limit: () => 'none',
    remedy: 'wait two seconds: it ends by itself',
    isOrdered: ({ muteTestBy }) => muteTestBy !== undefined,
  },
  {
    code: 'hand-aim',
    name: 'aim by hand',
    isMet: ({ handAim }) => handAim === undefined || handAim.isLifted,
    value: ({ handAim }) => (handAim ? `by ${handAim.by}${handAim.isLifted ? ', mute lifted' : ''}` : 'none'),
    limit: () => 'none',
    remedy: 'wait: it ends by itself, after 10 min at the most, and with the session of who aims',
    isOrdered: ({ handAim }) => handAim?.isLifted === false,
  },
  {
    code: 'shock',
    name: 'shock',
    // A train without motion parts has nothing to say: pointing error tells of what a shock did.
    isMet: ({ shockG, shockLimitG }) => shockG === undefined || shockG < shockLimitG,
    value: ({ shockG }) => (shockG === undefined ? 'not measured' : `${shockG.toFixed(2)} g`),
    limit: ({ shockLimitG }) => `< ${shockLimitG.toFixed(2)} g`,
    remedy: 'wait until all is calm; then see that antennas sit firmly',
  },
  {
    code: 'supply',
    name: 'supply',
    unknownRemedy: 'unpowered',
    isMet: ({ power }) => power?.isSupplyFailing === false,
    value: ({ power }) => claim(power?.isSupplyFailing, 'failing', 'good'),
    limit: () => 'good',
    remedy: 'see to the supply',
  },
]

/** Every condition, in the order in which they are shown; at most 31, one bit each. */
export const conditions: readonly Condition[] = [...pointing, ...cable, ...place, ...modem, ...train]

const byName = new Map(conditions.map((condition) => [condition.name, condition]))

/** A condition by the name that the bus has; `undefined` for one of another release. */
export const conditionOf = (name: string): Condition | undefined => byName.get(name)

/** What a person can do while a condition is not met; what is unknown may be no obstruction. */
export const remedyFor = (
  name: string,
  value?: string,
): { code: ConditionCode | keyof typeof unknownRemedies; text: string } | undefined => {
  const { code, remedy, unknownRemedy } = conditionOf(name) ?? {}
  if (code === undefined || remedy === undefined) return undefined
  if (value !== 'unknown' || unknownRemedy === undefined) return { code, text: remedy }
  return { code: unknownRemedy, text: unknownRemedies[unknownRemedy] }
}
