import type { MonotonicMs } from '../../../hal/units.ts'
import { type AimObservation, type AimState, aimAtStart, planAim, type SatelliteAhead } from '../../plan/aim.ts'
import { type BeamsState, beamsAtStart, planBeams } from '../../plan/beams.ts'
import type { SecondBeam } from './pointers.ts'
import type { FollowedSatellite } from './satellite-source.ts'

/** The satellite after the one that is followed, and when its turn comes. */
export interface NextSatellite {
  satellite: FollowedSatellite
  utcMs: number
}

/** What is known when the beams are decided on. */
interface PairSeen {
  utcMs: number | undefined
  /** How the beam that serves stands. */
  aim: AimState
  isLocked: boolean
}

/** Within this share of its width the other beam hears its satellite: 1.3 dB less at the most. Chosen. */
const ON_TARGET_SHARE = 1 / 3
/** A satellite moves half a degree a second at most: its beam need not be told more often before it serves. */
const AIM_OTHER_EVERY_MS = 200
/** Longer without an answer to which beam serves, and neither counts as on target. */
const SWAP_WITHIN_MS = 100

/** Two beams of one terminal: the one that serves is aimed by whoever asks here which satellite it is on, the other one here. */
export class BeamPair {
  readonly #second: SecondBeam
  readonly #onTargetDeg: number
  readonly #satellites = new Map<number, FollowedSatellite>()
  #followed: FollowedSatellite | undefined
  #next: NextSatellite | undefined
  #state: BeamsState = beamsAtStart
  #aim: AimState = aimAtStart
  #aimedAtMs = Number.NEGATIVE_INFINITY
  #nowMs = 0
  #swappingSinceMs: number | undefined

  constructor(second: SecondBeam, beamWidthDeg: number) {
    this.#second = second
    this.#onTargetDeg = ON_TARGET_SHARE * beamWidthDeg
  }

  followed(): FollowedSatellite | undefined {
    return this.#followed
  }

  /** What the plan has; both beams follow it in their own time. */
  follow(followed: FollowedSatellite | undefined, next: NextSatellite | undefined): void {
    this.#followed = followed
    this.#next = next
    for (const one of [followed, next?.satellite])
      if (one?.noradId !== undefined) this.#satellites.set(one.noradId, one)
    const { servedNoradId, other } = this.#state
    const kept = [followed?.noradId, next?.satellite.noradId, servedNoradId, other?.noradId]
    for (const noradId of this.#satellites.keys()) if (!kept.includes(noradId)) this.#satellites.delete(noradId)
  }

  /** The satellite for the beam that serves, and what happened with reasons. An array that does not say that it has two beams has one. */
  decide(seen: PairSeen, nowMs: MonotonicMs): { satellite: FollowedSatellite | undefined; reasons: readonly string[] } {
    this.#nowMs = nowMs
    const serving = this.#second.serving()
    if (serving === undefined) return { satellite: this.#followed, reasons: [] }
    const { utcMs, aim, isLocked } = seen
    const noradId = this.#followed?.noradId
    const { state, actions, reasons } = planBeams(
      this.#state,
      {
        serving,
        ...(noradId !== undefined && { followedNoradId: noradId }),
        ...this.#nextIn(utcMs),
        isOtherOnTarget: this.#isOtherOnTarget(),
        isServed: isLocked && aim.holding === undefined && aim.errorDeg !== undefined,
        isLocked,
      },
      nowMs,
    )
    if (state.other?.noradId !== this.#state.other?.noradId) this.#forgetAim()
    this.#state = state
    for (const { beam } of actions) this.#second.serve(beam).catch(() => undefined)
    this.#swappingSinceMs = this.#second.isSwapping() ? (this.#swappingSinceMs ?? nowMs) : undefined
    return { satellite: this.#satelliteOf(state.servedNoradId), reasons }
  }

  /** Aims the other beam, when it has a satellite; `ahead` says where that is. */
  aimOther(
    common: Omit<AimObservation, 'satellite' | 'readBack'>,
    ahead: (satellite: FollowedSatellite) => SatelliteAhead | undefined,
  ): void {
    const satellite = this.#satelliteOf(this.#state.other?.noradId)
    const look = satellite && ahead(satellite)
    if (!look) {
      this.#forgetAim()
      return
    }
    const readBack = this.#second.readBack()
    const seen = { ...common, satellite: look, ...(readBack && { readBack }) }
    const { state, actions } = planAim(this.#aim, seen, this.#nowMs as MonotonicMs)
    this.#aim = state
    const isDue = this.#nowMs - this.#aimedAtMs >= AIM_OTHER_EVERY_MS || this.#second.isSwapping()
    for (const action of actions) {
      if (action.do !== 'aim' || !isDue) continue
      this.#aimedAtMs = this.#nowMs
      // Until it answers it has no read-back, and does not serve.
      this.#second.aim(action.target).catch(() => undefined)
    }
  }

  /** How the pair stands for permission: while either beam may transmit, as the worse of the two; unknown when that lasts. */
  standing(aim: AimState): AimState {
    if (this.#swappingSinceMs === undefined || !this.#second.isSwapping()) return aim
    const { errorDeg: _, ...rest } = aim
    const other = this.#aim
    const isUnknown = other.holding !== undefined || other.errorDeg === undefined || aim.errorDeg === undefined
    if (isUnknown || this.#nowMs - this.#swappingSinceMs > SWAP_WITHIN_MS) return rest
    const sigmaDeg = Math.max(aim.sigmaDeg ?? 180, other.sigmaDeg ?? 180)
    return { ...rest, errorDeg: Math.max(aim.errorDeg ?? 180, other.errorDeg ?? 180), sigmaDeg }
  }

  #nextIn(utcMs: number | undefined): { next?: { noradId: number; inMs: number } } {
    const noradId = this.#next?.satellite.noradId
    if (!this.#next || noradId === undefined || utcMs === undefined) return {}
    return { next: { noradId, inMs: this.#next.utcMs - utcMs } }
  }

  #isOtherOnTarget(): boolean {
    const { holding, errorDeg } = this.#aim
    return holding === undefined && errorDeg !== undefined && errorDeg <= this.#onTargetDeg
  }

  #forgetAim(): void {
    this.#aim = aimAtStart
    this.#aimedAtMs = Number.NEGATIVE_INFINITY
  }

  #satelliteOf(noradId: number | undefined): FollowedSatellite | undefined {
    return noradId === undefined ? undefined : this.#satellites.get(noradId)
  }
}
