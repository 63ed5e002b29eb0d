import { type Direction, separationDeg } from '../../firmware/domain/frames.ts'
import { beyond, lookOf, type MountAngles, type MountLimits } from '../../firmware/domain/mount-axes.ts'
import { type DishCommand, type DishSide, type DishState, dishCommand } from '../../firmware/plan/dish-command.ts'
import type { PathLook } from '../../firmware/plan/mount-path.ts'
import { mountPlanAtStart, planMount } from '../../firmware/plan/mount-plan.ts'
import { DishAxis } from '../../hardware/twin/devices/dish-axis.ts'

/** A satellite over a mount that stands level and still: straight on at 7.2 km/s, `asideDeg` from the zenith when it is highest. */
export const straightPass = (asideDeg: number, bearingDeg: number, heightKm = 1_200) => {
  const asideKm = heightKm * Math.tan((asideDeg * Math.PI) / 180)
  return (secondsFromHighest: number): Direction => {
    const alongKm = 7.2 * secondsFromHighest
    const azimuthDeg = bearingDeg + (Math.atan2(asideKm, alongKm) * 180) / Math.PI
    const elevationDeg = (Math.atan2(heightKm, Math.hypot(alongKm, asideKm)) * 180) / Math.PI
    return { azimuthDeg: ((azimuthDeg % 360) + 360) % 360, elevationDeg }
  }
}

interface RigOptions {
  limits: MountLimits
  /** Where the satellite is, and which, in the mount's own axes. */
  skyAt(ms: number): { satellite: string; look: Direction }
  forMs: number
  /** What is foreseen, and how finely. */
  stepMs?: number
  steps?: number
  isEndless?: boolean
  missedDeg?: number
  start: MountAngles
  isHidden?(ms: number): boolean
}

/** What a mount did. */
export interface RigReport {
  missedS: number
  /** Missed although no slew was said to be under way. */
  missedUnsaidS: number
  slewingS: number
  /** Of commands beyond the limits, and of their rates beyond the fastest. */
  farthestBeyondDeg: number
  fastestDegPerS: number
  /** By more than a quarter turn. */
  turns: number
  reasons: string[]
  /** As it stood, each second. */
  stands: MountAngles[]
}

const TICK_MS = 50
const LEAD_MS = 40
const GAIN_PER_S = 2
const BY_VELOCITY_DEG = 0.8
/** Firmware uses so much of what a mount can do. */
const USED_SHARE = 0.9

const axisOf = (limits: MountLimits, which: 'azimuth' | 'elevation', startDeg: number): DishAxis => {
  const [minDeg, maxDeg] = limits[`${which}Deg`]
  const maxDegPerS = limits.maxRateDegPerS[`${which}DegPerS`] / USED_SHARE
  const accelerationDegPerS2 = limits.maxAccelerationDegPerS2[`${which}DegPerS2`] / USED_SHARE
  return new DishAxis({ minDeg, maxDeg, maxDegPerS, accelerationDegPerS2 }, startDeg, 0)
}

/** As a driver does: by velocity when near, by set-point when far. */
const drive = (axis: DishAxis, targetDeg: number, degPerS: number): void => {
  const away = targetDeg - axis.encoderDeg
  if (Math.abs(away) > BY_VELOCITY_DEG) axis.goTo(targetDeg)
  else axis.run(degPerS + GAIN_PER_S * away)
}

/** A mount on a desk: planned and commanded as on a train, with rates, accelerations and stops of its own. */
class MountRig {
  readonly report: RigReport = {
    missedS: 0,
    missedUnsaidS: 0,
    slewingS: 0,
    farthestBeyondDeg: 0,
    fastestDegPerS: 0,
    turns: 0,
    reasons: [],
    stands: [],
  }
  readonly #options: RigOptions
  readonly #azimuth: DishAxis
  readonly #elevation: DishAxis
  #plan = mountPlanAtStart
  #state: DishState = {}
  #satellite: string | undefined

  constructor(options: RigOptions) {
    this.#options = options
    this.#azimuth = axisOf(options.limits, 'azimuth', options.start.azimuthDeg)
    this.#elevation = axisOf(options.limits, 'elevation', options.start.elevationDeg)
  }

  tick(ms: number): void {
    const { limits, skyAt, stepMs = 10_000 } = this.#options
    this.#azimuth.advance(ms, false)
    this.#elevation.advance(ms, false)
    const readBack = { azimuthDeg: this.#azimuth.encoderDeg, elevationDeg: this.#elevation.encoderDeg }
    const { satellite, look } = skyAt(ms)
    const isDue = ms % stepMs === 0 || satellite !== this.#satellite
    this.#satellite = satellite
    const turn = isDue ? this.#planAt(ms, readBack) : undefined
    const { keyhole } = this.#plan
    const way = { ...(turn && { turn }), ...(keyhole && { keyhole }) }
    const lead = skyAt(ms + LEAD_MS).look
    const seen = { limits, way, readBack, now: look, lead, leadMs: LEAD_MS, isStart: ms === 0 }
    const command = dishCommand(this.#state, seen, ms)
    if (command) this.#obey(command)
    this.#score(ms, { readBack, look, isSlewing: command?.isSlewing === true })
  }

  #planAt(ms: number, readBack: MountAngles): DishSide | undefined {
    const { limits, skyAt, isHidden, stepMs = 10_000, steps = 60, missedDeg = 0.5, isEndless = false } = this.#options
    const looks: PathLook[] = Array.from({ length: steps }, (_, step) => {
      const atMs = ms + step * stepMs
      return { atMs, ...skyAt(atMs), isHidden: isHidden?.(atMs) ?? false }
    })
    const { azimuthDeg = readBack.azimuthDeg, isFlipped = false } = this.#state
    const stand = { azimuthDeg, elevationDeg: readBack.elevationDeg, isFlipped }
    const { state, actions, reasons } = planMount(this.#plan, { limits, looks, stand, missedDeg, isEndless }, ms)
    this.#plan = state
    this.report.reasons.push(...reasons)
    const [turn] = actions
    if (turn && Math.abs(turn.azimuthDeg - azimuthDeg) > 90) this.report.turns++
    return turn
  }

  #obey({ state, target, rates, turned }: DishCommand): void {
    const { limits } = this.#options
    const beyondDeg = Math.max(
      beyond(target.azimuthDeg, limits.azimuthDeg),
      beyond(target.elevationDeg, limits.elevationDeg),
    )
    this.#state = state
    this.report.farthestBeyondDeg = Math.max(this.report.farthestBeyondDeg, beyondDeg)
    this.report.fastestDegPerS = Math.max(this.report.fastestDegPerS, Math.abs(rates.azimuthDegPerS))
    if (turned) this.report.reasons.push(turned)
    drive(this.#azimuth, target.azimuthDeg, rates.azimuthDegPerS)
    drive(this.#elevation, target.elevationDeg, rates.elevationDegPerS)
  }

  #score(ms: number, now: { readBack: MountAngles; look: Direction; isSlewing: boolean }): void {
    const { missedDeg = 0.5, isHidden } = this.#options
    const isMissed = separationDeg(lookOf(now.readBack), now.look) > missedDeg && isHidden?.(ms) !== true
    const tickS = TICK_MS / 1000
    if (isMissed) this.report.missedS += tickS
    if (isMissed && !now.isSlewing) this.report.missedUnsaidS += tickS
    if (now.isSlewing) this.report.slewingS += tickS
    if (ms % 1_000 === 0) this.report.stands.push(now.readBack)
  }
}

/** Lets a mount follow what passes. */
export const followOnRig = (options: RigOptions): RigReport => {
  const rig = new MountRig(options)
  for (let ms = 0; ms < options.forMs; ms += TICK_MS) rig.tick(ms)
  return rig.report
}
