import { type MonotonicMs, wrap180Deg } from '../../../hal/units.ts'
import type { EstimatedAttitude } from '../../domain/attitude.ts'
import { hides } from '../../domain/blockage.ts'
import { type Attitude, bodyDirection, type Direction, type Mounting, mountDirection } from '../../domain/frames.ts'
import { bearingDeg, distanceM, type Geodetic } from '../../domain/geodesy.ts'
import type { MountLimits, MountStand } from '../../domain/mount-axes.ts'
import type { AimState, SatelliteAhead } from '../../plan/aim.ts'
import type { DishWay } from '../../plan/dish-command.ts'
import type { PlannedStep } from '../../plan/forecast.ts'
import type { PathLook } from '../../plan/mount-path.ts'
import { type MountPlanAction, mountPlanAtStart, planMount } from '../../plan/mount-plan.ts'
import { stretchesAt } from '../../plan/service-ahead.ts'
import type { LineSight } from './line-sight.ts'
import type { FollowedSatellite } from './satellite-source.ts'
import { MISSED_SHARE } from './terminal-sky.ts'
import type { TrainNow } from './train-now.ts'

/** A mount as its way is planned: what it can do and how it sits on the coach. */
interface WayOptions {
  limits: MountLimits & { mounting: Mounting }
  pointingLimitDeg: number
  sight: Pick<LineSight, 'along' | 'placeAt'>
  say(text: string, reasons: readonly string[]): void
}

/** What is known at one step. */
interface WaySeen extends TrainNow {
  satellite: FollowedSatellite | undefined
  ahead: SatelliteAhead | undefined
  /** Its satellites to come, step by step; asked for seldom. None for a satellite that stands still. */
  planned(): readonly PlannedStep[]
  /** How the terminal sits against its drawing. */
  bias: Mounting | undefined
  aim: AimState
  /** Nothing holds the mount from now on, whatever held it until now: the plan comes before its first aim. */
  mayAim: boolean
  readBack: Direction | undefined
  /** Nothing is received now anyway. */
  isBlocked(): boolean
}

/** What is known of the whole way: enough to plan. */
type Known = WaySeen & { utcMs: number; position: Geodetic; attitude: EstimatedAttitude; ahead: SatelliteAhead }

/** A geostationary satellite is planned for half an hour, for what the line's bends do to azimuth. */
const STEADY_STEP_MS = 30_000
const STEADY_STEPS = 60
/** Seldom while no turn is foreseen in half an hour. */
const PLAN_EVERY_MS = { steady: 60_000, turning: 15_000, passing: 10_000 }
/** The plan sees a satellite from where the train was expected: so near to now a step aside would be a turn too fast for any mount. Chosen. */
const APART_MS = 2_000
/** The sway of a coach says nothing of its tilt in a minute. */
const TILT_OVER_MS = 5_000
/** More likely hidden than not. */
const HIDDEN_CHANCE = 0.5
/** A train that goes less far in a step turns by nothing. */
const GOES_M = 20

/** Plans the way of one dish's mount: its cable, its side and the keyhole. Told what is seen with each aim, it plans anew when that is due. */
export class MountWay {
  readonly #options: WayOptions
  #state = mountPlanAtStart
  #plannedAtMs = Number.NEGATIVE_INFINITY
  #satellite: string | undefined
  #turn: MountPlanAction | undefined
  #tilt: { pitchDeg: number; rollDeg: number; atMs: number } | undefined

  constructor(options: WayOptions) {
    this.#options = options
  }

  /** What the aim is to go by now. */
  step(seen: WaySeen, nowMs: MonotonicMs): DishWay {
    const { attitude, utcMs, position, satellite, ahead, aim, mayAim } = seen
    if (attitude) this.#feel(attitude, nowMs)
    if (!mayAim) return this.#forget()
    // Before the first aim it waits.
    if (aim.holding === undefined && aim.sigmaDeg !== undefined) this.#turn = undefined
    const steadyMs = this.#state.turnAtMs === undefined ? PLAN_EVERY_MS.steady : PLAN_EVERY_MS.turning
    const everyMs = satellite?.noradId === undefined ? steadyMs : PLAN_EVERY_MS.passing
    const isDue = satellite?.name !== this.#satellite || nowMs - this.#plannedAtMs >= everyMs
    if (!isDue || !satellite || !ahead || !attitude || utcMs === undefined || !position) return this.#now()
    this.#plannedAtMs = nowMs
    this.#satellite = satellite.name
    const known: Known = { ...seen, attitude, utcMs, position, ahead }
    const stand = this.#standOf(known)
    const { state, actions, reasons } = planMount(
      this.#state,
      {
        limits: this.#options.limits,
        looks: this.#looks(known, nowMs),
        missedDeg: MISSED_SHARE * this.#options.pointingLimitDeg,
        isEndless: satellite.noradId === undefined,
        ...(stand && { stand }),
      },
      nowMs,
    )
    this.#state = state
    for (const action of actions) this.#turn = action
    for (const text of reasons) this.#options.say(text, [])
    return this.#now()
  }

  #now(): DishWay {
    const { keyhole } = this.#state
    return { ...(this.#turn && { turn: this.#turn }), ...(keyhole && { keyhole }) }
  }

  /** While the mount is held it may be moved by others, and where it goes on from is seen then. */
  #forget(): DishWay {
    this.#state = mountPlanAtStart
    this.#turn = undefined
    this.#satellite = undefined
    return {}
  }

  #feel({ pitchDeg, rollDeg }: EstimatedAttitude, nowMs: number): void {
    const before = this.#tilt
    const share = before ? Math.min(1, (nowMs - before.atMs) / TILT_OVER_MS) : 1
    const mean = (last: number, now: number): number => last + share * (now - last)
    this.#tilt = {
      pitchDeg: mean(before?.pitchDeg ?? 0, pitchDeg),
      rollDeg: mean(before?.rollDeg ?? 0, rollDeg),
      atMs: nowMs,
    }
  }

  /** As it was commanded, which goes before what is read, or as it was read. */
  #standOf({ aim, readBack, ahead, attitude, bias }: Known): MountStand | undefined {
    const { azimuthDeg, isFlipped = false } = aim
    const elevationDeg = this.#inMount(ahead.now, attitude, bias).elevationDeg
    if (azimuthDeg !== undefined)
      return { azimuthDeg, isFlipped, elevationDeg: isFlipped ? 180 - elevationDeg : elevationDeg }
    return readBack && { ...readBack, isFlipped: readBack.elevationDeg > 90 }
  }

  #inMount(look: Direction, attitude: Attitude, bias: Mounting | undefined): Direction {
    const drawn = mountDirection(bodyDirection(look, attitude), this.#options.limits.mounting)
    return bias ? mountDirection(drawn, bias) : drawn
  }

  #looks(known: Known, nowMs: number): PathLook[] {
    const { utcMs, position, attitude, bias, ahead, isBlocked } = known
    const name = known.satellite?.name ?? ''
    const steps = [{ utcMs, name, look: ahead.now }, ...this.#stepsAfter(known)]
    const headings = this.#headings(steps, { utcMs, position }, attitude.headingTrueDeg)
    const along = this.#options.sight.along()
    const { pitchDeg, rollDeg } = this.#tilt ?? attitude
    return steps.map(({ utcMs: atUtcMs, name: satellite, look }, index) => {
      const seconds = (atUtcMs - utcMs) / 1000
      const isHidden =
        (index === 0 && isBlocked()) ||
        (along !== undefined &&
          stretchesAt(along, seconds).some(
            ({ blockage, chance, bearingDeg: trackDeg }) => chance >= HIDDEN_CHANCE && hides(blockage, look, trackDeg),
          ))
      const headingTrueDeg = headings[index] ?? attitude.headingTrueDeg
      const inMount = this.#inMount(look, { headingTrueDeg, pitchDeg, rollDeg }, bias)
      return { atMs: nowMs + 1000 * seconds, satellite, look: inMount, isHidden }
    })
  }

  #stepsAfter({ satellite, utcMs, ahead, planned }: Known): { utcMs: number; name: string; look: Direction }[] {
    const name = satellite?.name ?? ''
    if (satellite?.noradId === undefined)
      return Array.from({ length: STEADY_STEPS }, (_, step) => ({
        utcMs: utcMs + (step + 1) * STEADY_STEP_MS,
        name,
        look: ahead.now,
      }))
    return planned().flatMap((step) =>
      step.look && step.utcMs > utcMs + APART_MS ? [{ utcMs: step.utcMs, name: step.name, look: step.look }] : [],
    )
  }

  /** The coach turns as its line does; where the train is not expected to move it keeps its heading. */
  #headings(
    steps: readonly { utcMs: number }[],
    { utcMs, position }: { utcMs: number; position: Geodetic },
    headingTrueDeg: number,
  ): number[] {
    const placeAt = this.#options.sight.placeAt(position, utcMs)
    const places = steps.map((step) => placeAt(step.utcMs))
    let first: number | undefined
    let turnedDeg = 0
    return places.map((place, index) => {
      const next = places[index + 1]
      if (next && distanceM(place, next) >= GOES_M) {
        const trackDeg = bearingDeg(place, next)
        first ??= trackDeg
        turnedDeg = wrap180Deg(trackDeg - first)
      }
      return headingTrueDeg + turnedDeg
    })
  }
}
