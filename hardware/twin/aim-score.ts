import { type Direction, separationDeg, skyDirection } from '../../firmware/domain/frames.ts'
import { makePointing } from './pointing.ts'
import type { AimSummary } from './report.ts'
import type { RideWorld } from './world/index.ts'

/** What the firmware says of its aim, as far as the score needs it to know what it is to be held to. */
export interface AimWord {
  /** Catalogue number of the satellite it follows. */
  noradId?: number | undefined
  /** It aims, and knows how: one sigma of its pointing is at most 1°. */
  isAiming: boolean
  /** On the way to a direction that is far off: no pointing to be measured. */
  isSlewing: boolean
  /** It knows how its terminal sits to 0.1°, one sigma. */
  isBiasLearnt: boolean
}

/** A terminal whose pointing is measured. */
export interface AimedTerminal {
  /** Where it really points, body frame. */
  boresight(): Direction
  isLocked(): boolean
  /** How many directions its pointer was given so far. */
  aims(): number
}

export interface AimScorePlan {
  world: RideWorld
  array: AimedTerminal
  dish: AimedTerminal & { longitudeDeg: number }
}

/** After a handover the beam and the modem have this long, ms. */
const SETTLED_AFTER_MS = 2_000

/** Truth boresight against truth satellite, in the classes that limits are set for. */
export class AimScore {
  readonly #plan: AimScorePlan
  readonly #sinceMs: number
  readonly #beforeLock = makePointing()
  readonly #locked = makePointing()
  readonly #dish = makePointing()
  #words: Readonly<Record<string, AimWord | undefined>> = {}
  #noradId: number | undefined
  #followedAtMs: number
  #lockedSamples = 0
  #learntSamples = 0

  constructor(plan: AimScorePlan) {
    this.#plan = plan
    this.#sinceMs = plan.world.clock.nowMs()
    this.#followedAtMs = this.#sinceMs
  }

  /** The firmware's word, by terminal. */
  setAimed(words: Readonly<Record<string, AimWord | undefined>>): void {
    this.#words = words
    const { oneweb } = words
    const nowMs = this.#plan.world.clock.nowMs()
    if (oneweb?.noradId !== this.#noradId) {
      this.#noradId = oneweb?.noradId
      this.#followedAtMs = nowMs
    }
  }

  meantSatellite(): number | undefined {
    return this.#noradId
  }

  sample(): void {
    this.#sampleArray()
    this.#sampleDish()
  }

  #sampleArray(): void {
    const { world, array } = this.#plan
    const word = this.#words['oneweb']
    const satellite = this.#noradId === undefined ? undefined : world.satellite(this.#noradId)
    if (!word?.isAiming || !satellite) return
    const train = world.train()
    if (satellite.elevationDeg <= world.surroundings().horizonDeg(satellite.azimuthDeg)) return
    const errorDeg = separationDeg(skyDirection(array.boresight(), train), satellite)
    const isSettled = world.clock.nowMs() - this.#followedAtMs >= SETTLED_AFTER_MS
    if (!array.isLocked()) this.#beforeLock.add(errorDeg)
    else if (isSettled) {
      this.#lockedSamples++
      if (!word.isBiasLearnt) return
      this.#learntSamples++
      this.#locked.add(errorDeg)
    }
  }

  #sampleDish(): void {
    const { world, dish } = this.#plan
    const word = this.#words['geo']
    if (!word?.isAiming || word.isSlewing || !word.isBiasLearnt) return
    const satellite = world.geostationary(dish.longitudeDeg)
    this.#dish.add(separationDeg(skyDirection(dish.boresight(), world.train()), satellite))
  }

  summary(): AimSummary {
    const { array, dish, world } = this.#plan
    const seconds = (world.clock.nowMs() - this.#sinceMs) / 1000
    const hz = (aims: number): number => (seconds === 0 ? 0 : aims / seconds)
    return {
      arrayBeforeLockP99Deg: this.#beforeLock.percentileDeg(0.99),
      arrayLockedP95Deg: this.#locked.percentileDeg(0.95),
      arrayLockedP99Deg: this.#locked.percentileDeg(0.99),
      arrayLearntPct: this.#lockedSamples === 0 ? 0 : (100 * this.#learntSamples) / this.#lockedSamples,
      dishRmsDeg: this.#dish.rmsDeg(),
      dishP99Deg: this.#dish.percentileDeg(0.99),
      arrayCommandsHz: hz(array.aims()),
      dishCommandsHz: hz(dish.aims()),
    }
  }
}
